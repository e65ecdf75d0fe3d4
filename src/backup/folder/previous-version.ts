/** A look at the folder before the device is asked: what devices are known to fail on is found here, and can be put aside. */
import { lstatSync, renameSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { BACKUP_PLIST_LIMITS } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { statusOf } from '../read/backup-folder.ts';
import { noFileOf, type NoFile } from '../small-file.ts';
import { diskFailure } from '../disk-failure.ts';
import { readFolderStatus } from './folder-status.ts';
import { journalPathsOf } from './journal-layout.ts';
import { folderStamp, freeName, keepPreviousVersion } from './keep-previous.ts';
import { removeIfEmpty } from './own-places.ts';
import { readJournal } from './read-journal.ts';
import { takeFolderLock } from './folder-lock.ts';

/** What stands where a file of the backup belongs, and makes every later run fail. */
interface Breakage {
  readonly file: string;
  readonly standing?: NoFile | 'file' | 'large-file';
}

interface SetAside {
  /** Where the folder is now. */
  readonly path: string;
  /** The last good version, when an interrupted run lay over it: a folder of its own now. */
  readonly previous?: string;
}

/**
 * What makes every later run fail, full ones too: a finished Status.plist beside a Manifest.plist that is missing or empty (205); no file in the place
 * of a property list or the catalogue, or one larger than any real one; no folder in the place of Snapshot. With `setAside` such a folder
 * becomes `UDID.broken-YYYYMMDD-HHMMSS`, and the next backup is a full one. Changes nothing without it.
 * Throws 'previous-broken' without it; 'backup-running', 'disk-full', 'folder-unwritable', 'file-io'.
 */
export function checkPreviousVersion(backupPath: string, setAside: boolean): SetAside | undefined {
  const breakage = findBreakage(backupPath);
  if (breakage === undefined) return undefined;
  if (!setAside) {
    throw new BackupError('previous-broken', `${breakage.file} is ${breakage.standing ?? 'missing or empty'}`, {
      data: { path: backupPath, ...breakage },
    });
  }
  const paths = journalPathsOf(backupPath);
  const lock = takeFolderLock(paths);
  try {
    // Parts of the last good version lie in the folder: it must not go without them.
    const previous = keepPreviousVersion(backupPath);
    rmSync(paths.header, { force: true });
    const aside = freeName(`${backupPath}.broken-${folderStamp(new Date())}`);
    renameSync(backupPath, aside);
    return { path: aside, ...(previous === undefined ? {} : { previous }) };
  } catch (error) {
    throw diskFailure(error, backupPath);
  } finally {
    lock.release();
    removeIfEmpty(paths.root);
  }
}

function findBreakage(backupPath: string): Breakage | undefined {
  for (const [file, judge] of BELONGS) {
    const status = statusOf(join(backupPath, file));
    const standing = status && judge(status);
    if (standing !== undefined) return { file, standing };
  }
  return lacksManifest(backupPath) ? { file: 'Manifest.plist' } : undefined;
}

/** What the device reads or goes on with; Info.plist is replaced by every run, however long it is. */
const BELONGS: readonly (readonly [file: string, judge: (status: Stats) => Breakage['standing']])[] = [
  ['Status.plist', (status) => noFileOf(status) ?? tooLarge(status, 'Status.plist')],
  ['Manifest.plist', (status) => noFileOf(status) ?? tooLarge(status, 'Manifest.plist')],
  ['Info.plist', noFileOf],
  ['Manifest.db', noFileOf],
  ['Manifest.mbdb', noFileOf],
  ['Snapshot', (status) => (status.isDirectory() ? undefined : (noFileOf(status) ?? 'file'))],
];

function tooLarge({ size }: Stats, file: keyof typeof BACKUP_PLIST_LIMITS): 'large-file' | undefined {
  return size > BACKUP_PLIST_LIMITS[file].maxBytes ? 'large-file' : undefined;
}

/** Behind a journal the folder is that of an interrupted run; readers and the device each have their own way on from there. */
function lacksManifest(backupPath: string): boolean {
  if (readFolderStatus(backupPath)?.snapshotState !== 'finished' || readJournal(backupPath) !== undefined) return false;
  const manifest = lstatSync(join(backupPath, 'Manifest.plist'), { throwIfNoEntry: false });
  return manifest === undefined || manifest.size === 0;
}
