/** What `npm start` puts before a visitor: one simulated iPhone on a real socket, and one backup of it to browse. */

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createBackup, openBackup } from '../../src/backup/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { type Simulator, startSimulator, systemClock } from '../../src/simulated-device/index.ts';

export interface Demo extends AsyncDisposable {
  readonly simulator: Simulator;
  /** Settings that lead the extension to the phone and to the backup. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The same phone at every start, so that a second Back Up Now is an incremental one. */
const SEED = 2026;

/** `backupFolder` keeps its backups from one start to the next. */
export async function startDemo(backupFolder: string): Promise<Demo> {
  const simulator = await startSimulator({ devices: [{ preset: 'iphone', seed: SEED, clock: systemClock }] });
  try {
    const [phone] = simulator.devices;
    if (phone === undefined) throw new Error('the simulator runs without a phone');
    const mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
    await (await Device.open(mux, phone.udid)).pair();
    await mkdir(backupFolder, { recursive: true });
    if (!(await isReadable(join(backupFolder, phone.udid)))) {
      console.log(`[demo] backing up ${phone.name} once, so that there is something to browse`);
      await createBackup({ mux, udid: phone.udid, directory: backupFolder });
    }
    return {
      simulator,
      settings: {
        'iosBackup.usbmuxd.address': simulator.address,
        'iosBackup.backupFolders': [backupFolder],
        'iosBackup.defaultBackupFolder': backupFolder,
      },
      [Symbol.asyncDispose]: () => simulator.close(),
    };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

/** An earlier start may have been stopped in the middle of its backup. */
async function isReadable(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  try {
    await using backup = await openBackup(path);
    return backup.summary.isFinished;
  } catch {
    return false;
  }
}
