/** Which device a command means: the row it was called on, the only one there is, or one that the person picks. */
import { ThemeIcon, commands, l10n, type QuickPickItem } from 'vscode';
import { deviceItem, type DeviceState } from '../../view/index.ts';
import type { App } from '../app.ts';
import { COMMANDS } from '../ids.ts';
import type { DeviceEntry } from './device-entry.ts';
import { window } from '../plain-window.ts';

interface PickDeviceOptions {
  /** A sentence above the list. */
  readonly title: string;
  /** Leaves out devices for which the command makes no sense. */
  readonly suits?: (state: DeviceState) => boolean;
  /** What to say when no device suits. */
  readonly none: string;
  /** Runs the command again for a device that was named and is not there. */
  readonly again?: (udid: string) => unknown;
}

/** `target` is what VS Code passes: a row, or a UDID from other code. Undefined when there is none, or nobody chose. */
export async function pickDevice(app: App, target: unknown, options: PickDeviceOptions): Promise<DeviceEntry | undefined> {
  const udid = udidOf(target);
  if (udid !== undefined) return findNamed(app, udid, options);
  const connected = await app.devices.listNow();
  const suitable = connected.filter(suits(options));
  const [only] = suitable;
  if (only === undefined) {
    // What the connected ones are busy with or wait for: without that, "no device" is only half of the truth.
    const waiting = connected.filter(({ state }) => state.condition !== 'ready' || state.job !== undefined);
    const items = waiting.map(({ state }) => deviceItem(state, app.reporter.locale));
    await offerSimulated([options.none, ...items.map(({ label, description }) => `${label}: ${description}.`)].join(' '));
    return undefined;
  }
  return suitable.length === 1 ? only : choose(app, suitable, options.title);
}

/** What is remembered while nothing listens may be gone, or back under another number: then the device is looked for. */
async function findNamed(app: App, udid: string, { again }: PickDeviceOptions): Promise<DeviceEntry | undefined> {
  const known = app.devices.isListening ? app.devices.find(udid) : undefined;
  if (known !== undefined) return known;
  await app.devices.listNow();
  const found = app.devices.find(udid);
  if (found === undefined) void sayMissing(app, udid, again);
  return found;
}

async function sayMissing(app: App, udid: string, again: PickDeviceOptions['again']): Promise<void> {
  const name = app.devices.lastNameOf(udid) ?? udid;
  const message = l10n.t('{name} is not connected. Connect it with a cable and unlock it.', { name });
  await app.reporter.warn(message, again === undefined ? [] : [{ title: l10n.t('Try Again'), run: () => again(udid) }]);
}

function suits({ suits: test }: PickDeviceOptions): (entry: DeviceEntry) => boolean {
  return ({ state }) => test === undefined || test(state);
}

async function choose(app: App, entries: readonly DeviceEntry[], title: string): Promise<DeviceEntry | undefined> {
  const items = entries.map((entry): QuickPickItem & { entry: DeviceEntry } => {
    const { label, description, icon } = deviceItem(entry.state, app.reporter.locale);
    return { label, iconPath: new ThemeIcon(icon), description, detail: entry.state.udid, entry };
  });
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a device'), matchOnDescription: true }))?.entry;
}

async function offerSimulated(message: string): Promise<void> {
  const start = l10n.t('Start Simulated Device…');
  if ((await window.showInformationMessage(message, start)) === start) await commands.executeCommand(COMMANDS.startSimulatedDevice);
}

/** Of what VS Code passes to a command: a row, or a UDID from other code. */
export function udidOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null || !('udid' in target)) return undefined;
  return typeof target.udid === 'string' ? target.udid : undefined;
}
