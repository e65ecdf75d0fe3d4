/** One run on one backup folder: checked before the device is asked, touched only when the device begins, and left in order. */
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { parseUdid } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { diskFailure } from '../disk-failure.ts';
import { Journal } from './journal.ts';
import { journalPathsOf, type JournalPaths } from './journal-layout.ts';
import { checkOwnPlaces } from './own-places.ts';
import { putInPlace } from './put-in-place.ts';
import { readJournal } from './read-journal.ts';
import { canBeContinued } from './restore-last-good.ts';
import { takeFolderLock, throwIfRunning, type FolderLock } from './folder-lock.ts';
import { safetyPathsOf } from './safety-copy.ts';

const INFO_PLIST = 'Info.plist';

/** A refused run must change nothing, not even a date; so nothing is made before begin(). */
export class FolderTransaction {
  /** The folder that holds backups, links resolved. */
  readonly directory: string;
  readonly backupPath: string;
  readonly journalPaths: JournalPaths;
  /** What to write as Info.plist once the device has begun. */
  infoPlist: Uint8Array | undefined;
  #lock: FolderLock | undefined;
  #journal: Journal | undefined;

  private constructor(directory: string, backupPath: string) {
    this.directory = directory;
    this.backupPath = backupPath;
    this.journalPaths = journalPathsOf(backupPath);
  }

  /** Throws 'folder-missing', 'folder-unwritable', 'backup-running', 'place-blocked'. Changes nothing. */
  static check(directory: string, udid: string): FolderTransaction {
    // Nothing but a UDID becomes a name on the disk: `.UDID.journal` or `UDID-20240101-000000` would be the places of another device.
    if (parseUdid(udid) !== udid) throw new BackupError('unsafe-path', `${udid} is not a valid UDID`, { data: { path: udid } });
    const real = realFolder(directory);
    const folder = new FolderTransaction(real, join(real, udid));
    checkWritable(real);
    const standing = lstatSync(folder.backupPath, { throwIfNoEntry: false });
    if (standing?.isDirectory() === true) checkWritable(folder.backupPath);
    // A device could once put a file there; the backup is in the journal then.
    else if (standing !== undefined && !(standing.isFile() && readJournal(folder.backupPath) !== undefined)) {
      throw unwritable(folder.backupPath, 'not a folder');
    }
    checkOwnPlaces(folder.journalPaths, safetyPathsOf(folder.backupPath));
    throwIfRunning(folder.journalPaths);
    return folder;
  }

  /** The device has begun to change the folder. */
  get hasBegun(): boolean {
    return this.#journal !== undefined;
  }

  /** To be called before every change; the first call takes the lock, begins the journal and puts Info.plist in its place. Throws 'backup-running'. */
  begin(): Journal {
    if (this.#journal !== undefined) return this.#journal;
    this.#lock ??= takeFolderLock(this.journalPaths);
    this.#journal = this.#openJournal();
    this.placeInfo();
    return this.#journal;
  }

  /**
   * To be called before the device is asked: when an interrupted run has left what no device can continue from, the last good version takes its place.
   * The lock is given back: whether the device begins is open still, and what is found then may have to be put aside.
   * Throws 'backup-running', 'disk-full', 'folder-unwritable', 'file-io'.
   */
  repair(): void {
    if (readJournal(this.backupPath) === undefined || canBeContinued(this.backupPath)) return;
    this.restoreLastGood();
    this.close();
  }

  /** The last good version takes the place of what a run has left, as far as there is one. The journal stays. Throws as repair(). */
  restoreLastGood(): void {
    if (readJournal(this.backupPath) === undefined) return;
    try {
      this.#lock ??= takeFolderLock(this.journalPaths);
      const journal = this.#journal ?? this.#openJournal();
      journal.restore();
      if (journal !== this.#journal) journal.close();
    } catch (error) {
      throw diskFailure(error, this.backupPath);
    }
  }

  #openJournal(): Journal {
    const journal = Journal.open(this.backupPath, this.journalPaths);
    if (isFile(this.backupPath)) {
      journal.settle('');
      unlinkSync(this.backupPath);
    }
    mkdirSync(this.backupPath, { recursive: true });
    return journal;
  }

  /** Writes Info.plist beside the folder and swaps it in; the old one is kept. */
  placeInfo(): void {
    if (this.infoPlist === undefined || this.#journal === undefined) return;
    this.#journal.settle(INFO_PLIST);
    rmSync(this.journalPaths.incoming, { force: true });
    writeFileSync(this.journalPaths.incoming, this.infoPlist, { flag: 'wx' });
    putInPlace(this.journalPaths.incoming, join(this.backupPath, INFO_PLIST));
  }

  /**
   * The device has finished. Before an older version is let go, what makes the folder a backup is forced to the disk; without one there is
   * nothing to lose, and the file system is left to write in its own time. Throws 'disk-full', 'file-io'.
   */
  settle(): void {
    // An ancient backup is set aside by the device together with the Info.plist of this run.
    if (lstatSync(join(this.backupPath, INFO_PLIST), { throwIfNoEntry: false }) === undefined) this.placeInfo();
    if (this.#journal?.protects !== true) return;
    for (const name of ['Manifest.db', 'Manifest.plist', 'Status.plist']) force(join(this.backupPath, name));
  }

  /** The new backup has proven good: the version before it is no longer needed. */
  discardJournal(): void {
    this.#journal?.discard();
    this.#journal = undefined;
    this.#lock = undefined;
  }

  /** Gives the lock back and leaves the journal to the readers and the next run. Never throws. */
  close(): void {
    this.#journal?.close();
    this.#lock?.release();
    this.#lock = undefined;
  }
}

function realFolder(directory: string): string {
  try {
    const real = realpathSync(directory);
    if (statSync(real).isDirectory()) return real;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') {
      throw new BackupError('folder-missing', 'the backups folder does not exist', { data: { path: directory }, cause: error });
    }
    throw diskFailure(error, directory);
  }
  throw unwritable(directory, 'not a folder');
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function checkWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(path, systemErrorCode(error) ?? 'unknown');
  }
}

function unwritable(path: string, reason: string): BackupError {
  return new BackupError('folder-unwritable', `cannot write to ${path}: ${reason}`, { data: { path, reason } });
}

function force(path: string): void {
  try {
    const file = openSync(path, constants.O_RDWR);
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw diskFailure(error, path);
  }
}
