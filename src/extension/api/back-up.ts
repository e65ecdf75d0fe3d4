/** A backup that another program asks for: with the settings of the person, shown in the views, and without a question. */
import { join } from 'node:path';
import { createBackupOffThread, BackupError, type CreatedBackup } from '../../backup/index.ts';
import type { OnProgress } from '../../base/index.ts';
import { DeviceProtocolError } from '../../device-protocol/index.ts';
import { deviceLabel } from '../../view/index.ts';
import type { App } from '../app.ts';
import { folderOfNewBackups } from '../backups/backup-folders.ts';
import { runEvents } from '../devices/run-events.ts';
import { settings } from '../settings.ts';

interface BackUpWish {
  readonly full?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Throws `no-such-device`, `backup-running` while this window works with the device, `folder-missing` without a folder, and as a backup does. */
export async function backUpUnasked(app: App, udid: string, { full = false, signal, onProgress }: BackUpWish): Promise<CreatedBackup> {
  const listening = app.devices.hold();
  try {
    await app.devices.listNow(signal);
    const device = app.devices.find(udid);
    if (device === undefined) throw new DeviceProtocolError('no-such-device', 'no such device is connected', { data: { udid } });
    const directory = folderOfNewBackups();
    if (directory === undefined) throw new BackupError('folder-missing', 'no folder for backups was chosen');
    const path = join(directory, udid);
    if (app.jobs.find(udid) !== undefined) {
      throw new BackupError('backup-running', 'this window is busy with the device', { data: { path } });
    }
    const result = await app.jobs.run({ udid, name: deviceLabel(device.state), path }, (stop, tell) =>
      createBackupOffThread({
        mux: device.mux,
        udid,
        directory,
        full,
        keepPrevious: settings.versionsToKeep() > 0,
        verify: settings.verifyAfterBackup(),
        remember: true,
        signal: signal === undefined ? stop : AbortSignal.any([stop, signal]),
        onProgress: (progress) => {
          tell(progress);
          onProgress?.(progress);
        },
        onEvent: runEvents(app, udid),
        log: app.reporter.log,
      }),
    );
    if (result.previous !== undefined) await app.ownVersions.add(path, result.previous, settings.versionsToKeep());
    return result;
  } finally {
    listening.dispose();
    await Promise.all([app.devices.refresh(udid), app.backups.scan()]);
  }
}
