/** Start and Stop Simulated Device: a phone made of software that behaves like one on a cable. */
import { ThemeIcon, l10n, type QuickPickItem } from 'vscode';
import type { PhoneOrder } from '../../simulated-device/index.ts';
import { deviceLabel, productName } from '../../view/index.ts';
import type { App } from '../app.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { window } from '../plain-window.ts';

type Choice = QuickPickItem & { readonly options: PhoneOrder };

/** `target` may be the options of the device, from other code; a person is asked for them. */
export async function startSimulatedDevice(app: App, target?: unknown): Promise<void> {
  const options = optionsOf(target) ?? (await chooseDevice());
  if (options === undefined) return;
  const device = await app.simulated.start(options);
  app.reporter.log.info(`started a simulated ${device.productType}`);
  await app.devices.listNow();
}

export async function stopSimulatedDevice(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: l10n.t('Stop which simulated device?'),
    none: l10n.t('No simulated device is running.'),
    suits: ({ own }) => own === true,
  });
  if (entry === undefined) return;
  if (entry.state.own !== true) {
    await app.reporter.inform(
      l10n.t('{name} was started by another window or program. Stop it there.', { name: deviceLabel(entry.state) }),
    );
    return;
  }
  app.jobs.cancel(entry.state.udid);
  await app.simulated.stop(entry.state.udid);
  await app.devices.listNow();
}

async function chooseDevice(): Promise<PhoneOrder | undefined> {
  const title = l10n.t('Start a simulated device');
  const device = await window.showQuickPick(await deviceChoices(), { title, placeHolder: l10n.t('Choose a model') });
  if (device === undefined) return undefined;
  const behaviour = await window.showQuickPick(behaviourChoices(), { title, placeHolder: l10n.t('Choose how it behaves') });
  return behaviour && { ...device.options, ...behaviour.options };
}

async function deviceChoices(): Promise<Choice[]> {
  const { PRESETS } = await import('../../simulated-device/index.ts');
  return PRESETS.map(({ id, name, model, productVersion }) => ({
    label: productName(model.productType),
    iconPath: new ThemeIcon('vm'),
    description: `iOS ${productVersion}`,
    detail: l10n.t('Named “{name}”, with made-up messages, photos, apps, and settings', { name }),
    options: { preset: id },
  }));
}

function behaviourChoices(): Choice[] {
  return [
    {
      label: l10n.t('Trusts this computer'),
      iconPath: new ThemeIcon('check'),
      detail: l10n.t('Ready to back up at once'),
      options: { trust: 'accept' },
    },
    {
      label: l10n.t('Asks before it trusts'),
      iconPath: new ThemeIcon('workspace-untrusted'),
      detail: l10n.t('Choose “Trust This Computer”, then answer as the user of the phone'),
      options: { trust: 'ask' },
    },
    {
      label: l10n.t('Is locked'),
      iconPath: new ThemeIcon('lock'),
      detail: l10n.t('Shows what happens when nobody unlocks the phone'),
      options: { locked: true },
    },
  ];
}

function optionsOf(target: unknown): PhoneOrder | undefined {
  if (typeof target !== 'object' || target === null || 'kind' in target) return undefined;
  return target;
}
