/** Tells windows of VS Code, and other terminals of this account, what this command does with a device. */
import type { DeviceWork } from '../backup/index.ts';
import type { UsbmuxClient } from '../device-protocol/index.ts';

/** Until disposed. `path`: the folder that a backup will be in. */
export async function announceWork(mux: UsbmuxClient, udid: string, work: DeviceWork, path?: string): Promise<Disposable> {
  const [{ announceDeviceRun, nameProgram }, { formatUsbmuxAddress }] = await Promise.all([
    import('../backup/index.ts'),
    import('../device-protocol/index.ts'),
  ]);
  nameProgram('backup-lab');
  return announceDeviceRun({ udid, address: formatUsbmuxAddress(mux.address), work, ...(path === undefined ? {} : { path }) });
}
