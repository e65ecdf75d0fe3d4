/** A look at the folder before the device is asked: what devices are known to fail on is found here, and can be put aside. */
import { lstatSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { BackupError } from '../errors.ts';
import { diskFailure } from './disk-failure.ts';
import { readFolderStatus } from './folder-status.ts';
import { folderStamp, freeName } from './keep-previous.ts';
import { readJournal } from './read-journal.ts';

/**
 * A finished Status.plist beside a Manifest.plist that is missing or empty makes every later run fail with 205, full ones too. With `setAside`
 * such a folder becomes `UDID.broken-YYYYMMDD-HHMMSS`, whose path is returned, and the next backup is a full one.
 * Throws 'previous-broken' without it; 'folder-unwritable', 'file-io'.
 */
export function checkPreviousVersion(backupPath: string, setAside: boolean): string | undefined {
  if (!isBroken(backupPath)) return undefined;
  if (!setAside) {
    throw new BackupError('previous-broken', 'Status.plist is finished, and Manifest.plist is missing or empty', {
      data: { path: backupPath },
    });
  }
  const aside = freeName(`${backupPath}.broken-${folderStamp(new Date())}`);
  try {
    renameSync(backupPath, aside);
    return aside;
  } catch (error) {
    throw diskFailure(error, backupPath);
  }
}

/** Behind a journal the folder is that of an interrupted run; readers and the device each have their own way on from there. */
function isBroken(backupPath: string): boolean {
  if (readFolderStatus(backupPath)?.snapshotState !== 'finished' || readJournal(backupPath) !== undefined) return false;
  const manifest = lstatSync(join(backupPath, 'Manifest.plist'), { throwIfNoEntry: false });
  return manifest === undefined || manifest.size === 0;
}
