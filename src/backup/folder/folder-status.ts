/** Status.plist of a backup, as the device has left it. */
import { join } from 'node:path';
import { isCodedError } from '../../base/index.ts';
import { BACKUP_PLIST_LIMITS, decodeStatus, type BackupStatus } from '../../formats/index.ts';
import { smallFileIfAny } from '../small-file.ts';

export function readFolderStatus(backupPath: string): BackupStatus | undefined {
  return readStatusFile(join(backupPath, 'Status.plist'));
}

/** Undefined when it is missing or cannot be understood. */
export function readStatusFile(path: string): BackupStatus | undefined {
  const bytes = smallFileIfAny(path, BACKUP_PLIST_LIMITS['Status.plist'].maxBytes);
  if (bytes === undefined) return undefined;
  try {
    return decodeStatus(bytes);
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
