/** When the device of a backup was last backed up to iCloud, as its own settings in the backup say. */
import { appleDateAt, parsePlist } from '../../formats/index.ts';
import type { BackupKeys } from './backup-keys.ts';
import { openBackup } from './open-backup.ts';

/** Where a device keeps the dates of its backups (com.apple.mobile.backup of lockdownd has the same values). */
const SETTINGS_FILE = ['HomeDomain', 'Library/Preferences/com.apple.mobile.ldbackup.plist'] as const;

/** A real one has some hundred bytes. */
const MOST_BYTES = 1024 * 1024;

/** The keys of an encrypted backup, and a way to stop. */
interface ReadOptions {
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the date of the last iCloud backup from a backup on this computer. It is as old as the backup is. Undefined where the backup does not say.
 * Throws as `openBackup` does, such as 'backup-encrypted'.
 *
 * @example
 * ```ts
 * console.log(await readLastCloudBackup('backups/UDID'));
 * ```
 */
export async function readLastCloudBackup(path: string, { keys, signal }: ReadOptions = {}): Promise<Date | undefined> {
  await using backup = await openBackup(path, { keys, signal });
  const file = await backup.get(...SETTINGS_FILE, signal);
  if (file === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  let left = MOST_BYTES;
  for await (const piece of backup.open(file, signal)) {
    left -= piece.length;
    if (left < 0) return undefined;
    pieces.push(piece);
  }
  const plist = parsePlist(Buffer.concat(pieces));
  return plist instanceof Map ? appleDateAt(plist, 'LastCloudBackupDate') : undefined;
}
