/** Tells windows of VS Code, and other terminals of this account, what this command does with a device. */
import type { DeviceWork } from '../backup/index.ts';
import type { UsbmuxClient } from '../device-protocol/index.ts';

/**
 * Until disposed. `path`: the folder that a backup will be in. Throws 'sync-lock-busy' where another program says that it works with the device; before
 * a backup, `foreseeBackup` has asked that, and waiting may be what the person wants.
 */
export async function announceWork(mux: UsbmuxClient, udid: string, work: DeviceWork, path?: string): Promise<Disposable> {
  const [{ announceDeviceRun, nameProgram, requireFreeDevice }, { formatUsbmuxAddress }] = await Promise.all([
    import('../backup/index.ts'),
    import('../device-protocol/index.ts'),
  ]);
  if (work !== 'backup') requireFreeDevice(mux, udid);
  nameProgram('backup-lab');
  return announceDeviceRun({ udid, address: formatUsbmuxAddress(mux.address), work, ...(path === undefined ? {} : { path }) });
}
