/** Which simulated device of this window a command means; one that is unplugged is among them. */
import { ThemeIcon, commands, l10n, type QuickPickItem } from 'vscode';
import { deviceLabel, joined, systemWithVersion, twinMarks } from '../../view/index.ts';
import type { PhoneDescription } from '../../simulated-device/index.ts';
import type { App } from '../app.ts';
import { COMMANDS } from '../ids.ts';
import { window } from '../plain-window.ts';
import { udidOf } from './pick-device.ts';

interface PickOwnOptions {
  /** A sentence above the list. */
  readonly title: string;
  /** Leaves out phones for which the command makes no sense. */
  readonly suits?: (phone: PhoneDescription) => boolean;
  /** What to say when some run, and none suits. */
  readonly none?: string;
}

/** `target` is a row, or a UDID from other code. The only phone there is is not asked for. Undefined when there is none, or nobody chose. */
export async function pickOwnPhone(app: App, target: unknown, options: PickOwnOptions): Promise<PhoneDescription | undefined> {
  const own = await app.simulated.list();
  const udid = udidOf(target);
  if (udid !== undefined) return findNamed(app, udid, own);
  const suitable = own.filter(options.suits ?? (() => true));
  const [only] = suitable;
  if (only === undefined) {
    if (own.length > 0 && options.none !== undefined) await app.reporter.inform(options.none);
    else await offerToStart(app);
    return undefined;
  }
  return suitable.length === 1 ? only : choose(suitable, options.title);
}

async function findNamed(app: App, udid: string, own: readonly PhoneDescription[]): Promise<PhoneDescription | undefined> {
  const named = own.find((phone) => phone.udid === udid);
  if (named !== undefined) return named;
  const state = app.devices.find(udid)?.state;
  const name = state === undefined ? (app.devices.lastNameOf(udid) ?? udid) : deviceLabel(state);
  await app.reporter.inform(
    state?.simulated === true
      ? l10n.t('{name} was started by another window or program. Control or stop it there.', { name })
      : l10n.t('{name} is not a simulated device of this window.', { name }),
  );
  return undefined;
}

async function offerToStart(app: App): Promise<void> {
  const start = { title: l10n.t('Start Simulated Device…'), run: () => commands.executeCommand(COMMANDS.startSimulatedDevice) };
  await app.reporter.inform(l10n.t('No simulated device is running.'), [start]);
}

async function choose(phones: readonly PhoneDescription[], title: string): Promise<PhoneDescription | undefined> {
  const marks = twinMarks(phones.map((phone) => ({ id: phone.udid, label: deviceLabel(phone) })));
  const items = phones.map((phone): QuickPickItem & { phone: PhoneDescription } => {
    const { udid, productType, productVersion, isAttached } = phone;
    const mark = marks.get(udid);
    return {
      label: deviceLabel(mark === undefined ? phone : { ...phone, mark }),
      iconPath: new ThemeIcon(isAttached ? 'vm' : 'debug-disconnect'),
      description: joined([isAttached ? undefined : l10n.t('Unplugged'), systemWithVersion(productType, productVersion)]),
      detail: udid,
      phone,
    };
  });
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a device'), matchOnDescription: true }))?.phone;
}
