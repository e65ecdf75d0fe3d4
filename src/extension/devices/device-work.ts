/** A device does one thing at a time: what this window does with it, what others are told of that, and what they tell. */
import { l10n } from 'vscode';
import { announceDeviceRun, findDeviceRuns, type DeviceWork } from '../../backup/index.ts';
import { formatUsbmuxAddress } from '../../device-protocol/index.ts';
import { deviceBusyWords, deviceLabel, type DeviceState } from '../../view/index.ts';
import type { App } from '../app.ts';
import type { DeviceEntry } from './device-entry.ts';

/** Whether this window works with a device; then the person is told with what. */
export async function isBusy(app: App, state: DeviceState): Promise<boolean> {
  const running = app.jobs.find(state.udid);
  if (running === undefined) return false;
  const name = deviceLabel(state);
  await app.reporter.inform(
    running.job.kind === 'restore'
      ? l10n.t('{name} is being restored. Wait until it has finished, or cancel it.', { name })
      : l10n.t('{name} is being backed up. Wait until it has finished, or cancel it.', { name }),
  );
  return true;
}

/** Tells the others what this window does with a device, until disposed. */
export function announceWork({ mux, state }: DeviceEntry, work: DeviceWork, path?: string): Disposable {
  const address = formatUsbmuxAddress(mux.address);
  return announceDeviceRun({ udid: state.udid, address, work, ...(path === undefined ? {} : { path }) });
}

/** False, with a message that says who works with the device, while this window, another one or another program does. Trying again is offered. */
export async function mayBegin(app: App, { mux, state }: DeviceEntry, again: () => unknown): Promise<boolean> {
  if (await isBusy(app, state)) return false;
  const address = formatUsbmuxAddress(mux.address);
  const run = findDeviceRuns().find((each) => each.udid === state.udid && each.address === address);
  if (run === undefined) return true;
  // Said without waiting for an answer: the command has ended.
  void app.reporter.warn(deviceBusyWords(run, deviceLabel(state), app.reporter.locale), [{ title: l10n.t('Try Again'), run: again }]);
  return false;
}
