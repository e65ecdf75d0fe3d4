/** A backup that another program asks for: with the settings of the person, shown in the views, and without a question. */
import { BackupError, type CreatedBackup } from '../../backup/index.ts';
import type { OnProgress } from '../../base/index.ts';
import { DeviceProtocolError } from '../../device-protocol/index.ts';
import type { App } from '../app.ts';
import { folderOfNewBackups } from '../backups/backup-folders.ts';
import { runBackup } from '../backups/run-backup.ts';

interface BackUpWish {
  readonly full?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Throws `no-such-device`, `folder-missing` without a folder, and as `runBackup` does. */
export async function backUpUnasked(app: App, udid: string, { full = false, signal, onProgress }: BackUpWish): Promise<CreatedBackup> {
  const listening = app.devices.hold();
  try {
    await app.devices.listNow(signal);
    const device = app.devices.find(udid);
    if (device === undefined) throw new DeviceProtocolError('no-such-device', 'no such device is connected', { data: { udid } });
    const folder = folderOfNewBackups();
    if (folder === undefined) throw new BackupError('folder-missing', 'no folder for backups was chosen');
    return await runBackup(app, device, { folder, choices: { full }, signal, ...(onProgress && { onProgress }) });
  } finally {
    listening.dispose();
  }
}
