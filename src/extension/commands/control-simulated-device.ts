/** Control Simulated Device and Simulate a Fault: plays the user of a phone made of software, and its bad days. */
import { ThemeIcon, l10n, type QuickPickItem } from 'vscode';
import type { PhoneAction, PhoneDescription } from '../../simulated-device/index.ts';
import type { App } from '../app.ts';
import { window } from '../plain-window.ts';

export async function controlSimulatedDevice(app: App, target?: unknown): Promise<void> {
  const device = await pickOwn(app, target, l10n.t('Control which simulated device?'));
  if (device === undefined) return;
  const { name } = device;
  const actions = actionsOf(device);
  const action = await window.showQuickPick(actions, { title: l10n.t('What should happen to {name}?', { name }) });
  if (action === undefined) return;
  await app.simulated.act(device.udid, action.action);
  app.reporter.log.info(`simulated device: ${action.label}`);
  await app.devices.listNow();
}

export async function injectFault(app: App, target?: unknown): Promise<void> {
  const device = await pickOwn(app, target, l10n.t('Simulate a fault of which device?'));
  if (device === undefined) return;
  const { FAULTS } = await import('../../simulated-device/index.ts');
  const items = FAULTS.map(({ id, title }) => ({ label: id, detail: title, id }));
  const fault = await window.showQuickPick(items, {
    title: l10n.t('Simulate which fault of {name}?', { name: device.name }),
    placeHolder: l10n.t('Choose a fault'),
    matchOnDetail: true,
  });
  if (fault === undefined) return;
  await app.simulated.arm(device.udid, fault.id, {});
  await app.reporter.inform(l10n.t('{fault} is armed. It strikes when its moment comes: {what}', { fault: fault.id, what: fault.detail }));
}

/** Only phones that this window started can be controlled here; one that is unplugged is among them. */
async function pickOwn(app: App, target: unknown, title: string): Promise<PhoneDescription | undefined> {
  const own = await app.simulated.list();
  const udid = udidOf(target);
  if (udid !== undefined) {
    const named = own.find((device) => device.udid === udid);
    if (named === undefined) {
      await app.reporter.inform(l10n.t('This device was started by another window or program. Control it there.'));
    }
    return named;
  }
  const [only] = own;
  if (only === undefined) {
    await app.reporter.inform(l10n.t('No simulated device is running.'));
    return undefined;
  }
  if (own.length === 1) return only;
  const items = own.map((device) => ({ label: device.name, description: `iOS ${device.productVersion}`, detail: device.udid, device }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a device') }))?.device;
}

function udidOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null || !('udid' in target)) return undefined;
  return typeof target.udid === 'string' ? target.udid : undefined;
}

type Action = QuickPickItem & { readonly action: PhoneAction };

/** What makes sense in the state that the phone is in. */
function actionsOf(device: PhoneDescription): Action[] {
  const trustAnswers: Action[] = [
    { label: l10n.t('Tap Trust'), iconPath: new ThemeIcon('check'), action: { kind: 'trust', answer: 'accept' } },
    { label: l10n.t('Tap Don’t Trust'), iconPath: new ThemeIcon('close'), action: { kind: 'trust', answer: 'decline' } },
  ];
  const cable: Action = device.isAttached
    ? { label: l10n.t('Unplug'), iconPath: new ThemeIcon('debug-disconnect'), action: { kind: 'cable', on: false } }
    : { label: l10n.t('Plug in'), iconPath: new ThemeIcon('plug'), action: { kind: 'cable', on: true } };
  const screen: Action = device.locked
    ? { label: l10n.t('Unlock'), iconPath: new ThemeIcon('unlock'), action: { kind: 'lock', on: false } }
    : { label: l10n.t('Lock'), iconPath: new ThemeIcon('lock'), action: { kind: 'lock', on: true } };
  return [
    ...(device.isTrustDialogShown ? trustAnswers : []),
    cable,
    screen,
    { label: l10n.t('Restart'), iconPath: new ThemeIcon('debug-restart'), action: { kind: 'restart' } },
    {
      label: l10n.t('Erase all content and settings'),
      iconPath: new ThemeIcon('trash'),
      detail: l10n.t('It comes back as a new phone that trusts no computer'),
      action: { kind: 'erase' },
    },
  ];
}
