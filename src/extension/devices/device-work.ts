/** Work with a device that other windows and programs of this account are told of, and what they tell. */
import { l10n } from 'vscode';
import { announceDeviceRun, findDeviceRuns, type DeviceWork } from '../../backup/index.ts';
import { formatUsbmuxAddress } from '../../device-protocol/index.ts';
import { deviceBusyWords, deviceLabel } from '../../view/index.ts';
import type { App } from '../app.ts';
import type { DeviceEntry } from './device-registry.ts';

/** Tells the others what this window does with a device, until disposed. */
export function announceWork({ mux, state }: DeviceEntry, work: DeviceWork, path?: string): Disposable {
  const address = formatUsbmuxAddress(mux.address);
  return announceDeviceRun({ udid: state.udid, address, work, ...(path === undefined ? {} : { path }) });
}

/** False, with a message that says who works with the device and offers to try again, while another window or program does. */
export function isFree(app: App, { mux, state }: DeviceEntry, again: () => unknown): boolean {
  const address = formatUsbmuxAddress(mux.address);
  const run = findDeviceRuns().find((each) => each.udid === state.udid && each.address === address);
  if (run === undefined) return true;
  // Said without waiting for an answer: the command has ended.
  void app.reporter.warn(deviceBusyWords(run, deviceLabel(state), app.reporter.locale), [{ title: l10n.t('Try Again'), run: again }]);
  return false;
}
