/** One backup of a device as this window makes it, for commands and tasks alike: with the settings of the person, shown in the views. */
import { join } from 'node:path';
import type { OnProgress } from '../../base/index.ts';
import { BackupError, createBackupOffThread, type BackupEvent, type CreatedBackup } from '../../backup/index.ts';
import { deviceLabel } from '../../view/index.ts';
import type { App } from '../app.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import { announceWork } from '../devices/device-work.ts';
import { runEvents } from '../devices/run-events.ts';
import { settings } from '../settings.ts';
import type { BackupChoices } from './backup-choices.ts';

interface BackupWish {
  /** The folder for backups, which must exist. */
  readonly folder: string;
  readonly choices?: BackupChoices;
  /** As the settings say, unless given. */
  readonly verify?: 'off' | 'quick' | 'full' | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress;
  readonly onEvent?: (event: BackupEvent) => void;
}

/** Throws 'backup-running' while this window works with the device, and as a backup does. */
export async function runBackup(app: App, device: DeviceEntry, wish: BackupWish): Promise<CreatedBackup> {
  const { udid } = device.state;
  const { folder, choices = {}, verify = settings.verifyAfterBackup(), signal, onProgress, onEvent } = wish;
  const path = join(folder, udid);
  if (app.jobs.find(udid) !== undefined) throw new BackupError('backup-running', 'this window is busy with the device', { data: { path } });
  const keep = settings.versionsToKeep();
  const told = runEvents(app, udid);
  const listening = app.devices.hold();
  const announced = announceWork(device, 'backup', path);
  try {
    const result = await app.jobs.run({ udid, name: deviceLabel(device.state), path }, (stop, tell) =>
      createBackupOffThread({
        mux: device.mux,
        udid,
        directory: folder,
        ...choices,
        keepPrevious: settings.keepPrevious(),
        verify,
        remember: true,
        signal: signal === undefined ? stop : AbortSignal.any([stop, signal]),
        onProgress: (progress) => {
          tell(progress);
          onProgress?.(progress);
        },
        onEvent: (event) => {
          told(event);
          onEvent?.(event);
        },
        log: app.reporter.log,
      }),
    );
    if (result.previous !== undefined) await app.ownVersions.add(path, result.previous, keep);
    return result;
  } finally {
    announced[Symbol.dispose]();
    listening.dispose();
    await Promise.all([app.devices.refresh(udid), app.backups.scan()]);
  }
}
