/** Control, plug in and stop simulated devices: plays the user of a phone made of software, and its cable. */
import { ThemeIcon, l10n } from 'vscode';
import { deviceLabel, phoneActions, type PhoneActionItem } from '../../view/index.ts';
import type { PhoneDescription } from '../../simulated-device/index.ts';
import type { App } from '../app.ts';
import { pickOwnPhone } from '../devices/pick-own-phone.ts';
import { stopPhone } from '../devices/stop-phone.ts';
import { window } from '../plain-window.ts';

export async function controlSimulatedDevice(app: App, target?: unknown): Promise<void> {
  const phone = await pickOwnPhone(app, target, { title: l10n.t('Control which simulated device?') });
  if (phone === undefined) return;
  const name = deviceLabel(phone);
  const items = phoneActions(phone, app.reporter.locale.translate).map((item) => ({ ...item, iconPath: new ThemeIcon(item.icon) }));
  const title = l10n.t('What should happen to {name}?', { name });
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose what happens'), matchOnDetail: true });
  if (picked !== undefined) await perform(app, phone, picked);
}

export async function plugInSimulatedDevice(app: App, target?: unknown): Promise<void> {
  const phone = await pickOwnPhone(app, target, {
    title: l10n.t('Plug in which simulated device?'),
    suits: ({ connections }) => !connections.includes('usb'),
    none: l10n.t('No simulated device is unplugged.'),
  });
  if (phone === undefined) return;
  await app.simulated.act(phone.udid, { kind: 'cable', on: true });
  await app.devices.listNow();
}

/** A phone that is unplugged can be stopped too. */
export async function stopSimulatedDevice(app: App, target?: unknown): Promise<void> {
  const phone = await pickOwnPhone(app, target, { title: l10n.t('Stop which simulated device?') });
  if (phone !== undefined) await stopPhone(app, phone.udid);
}

async function perform(app: App, phone: PhoneDescription, { does, label }: PhoneActionItem): Promise<void> {
  if (does === 'show-leftovers') {
    await showLeftovers(app, phone);
    return;
  }
  const action = does === 'ask-password' ? await askForPassword() : does;
  if (action === undefined) return;
  await app.simulated.act(phone.udid, action);
  app.reporter.log.info(`simulated device: ${label}`);
  await app.devices.listNow();
}

async function askForPassword() {
  const password = await window.showInputBox({
    title: l10n.t('Backup password of the simulated device'),
    prompt: l10n.t('Enter the backup password that is set on the simulated device.'),
    placeHolder: l10n.t('Backup password'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed === '' ? l10n.t('Enter the password first.') : undefined),
  });
  return password === undefined || password === '' ? undefined : ({ kind: 'backup-password', password } as const);
}

/** A document of this moment; nothing to tell is told in a message. */
async function showLeftovers(app: App, phone: PhoneDescription): Promise<void> {
  const name = deviceLabel(phone);
  const { leftovers, violations } = await app.simulated.leftovers(phone.udid);
  if (leftovers.length + violations.length === 0) {
    await app.reporter.inform(l10n.t('Nothing was left behind on {name}, and every request was one that a real client sends.', { name }));
    return;
  }
  const list = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), '']);
  const text = [
    ...list(l10n.t('Left behind on {name}:', { name }), leftovers),
    ...list(l10n.t('Requests that no real client sends:'), violations),
  ].join('\n');
  await app.deviceDocuments.show(l10n.t('Left Behind'), text);
}
