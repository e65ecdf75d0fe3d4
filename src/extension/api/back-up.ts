/** A backup that another program asks for: with the settings of the person, shown in the views, and without a question. */
import type { CreatedBackup } from '../../backup/index.ts';
import type { OnProgress } from '../../base/index.ts';
import type { App } from '../app.ts';
import { requireFolderForNewBackups } from '../backups/backup-folders.ts';
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
    const device = await app.devices.requireConnected(udid, signal);
    const folder = requireFolderForNewBackups();
    return await runBackup(app, device, { folder, choices: { full }, signal, ...(onProgress && { onProgress }) });
  } finally {
    listening.dispose();
  }
}
