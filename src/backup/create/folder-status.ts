/** Status.plist of a backup, as the device has left it. */
import { join } from 'node:path';
import { isCodedError } from '../../base/index.ts';
import { decodeStatus, type BackupStatus } from '../../formats/index.ts';
import { readFileIfAny } from './read-file-if-any.ts';

export function readFolderStatus(backupPath: string): BackupStatus | undefined {
  return readStatusFile(join(backupPath, 'Status.plist'));
}

/** Undefined when it is missing or cannot be understood. */
export function readStatusFile(path: string): BackupStatus | undefined {
  const bytes = readFileIfAny(path);
  if (bytes === undefined) return undefined;
  try {
    return decodeStatus(bytes);
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
