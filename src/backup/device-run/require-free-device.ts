/** Refuses to begin with a device that another process of this account says it works with. */
import { DeviceProtocolError, formatUsbmuxAddress, type UsbmuxClient } from '../../device-protocol/index.ts';
import { findDeviceRuns } from '../run-notices.ts';

/** Throws 'sync-lock-busy' with `work`, `pid` and `program` of who has the device. */
export function requireFreeDevice(mux: UsbmuxClient, udid: string): void {
  const address = formatUsbmuxAddress(mux.address);
  const run = findDeviceRuns().find((each) => each.udid === udid && each.address === address);
  if (run === undefined) return;
  const { work, pid, program } = run;
  throw new DeviceProtocolError('sync-lock-busy', 'another program works with the device', { data: { udid, work, pid, program } });
}
