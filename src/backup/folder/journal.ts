/** The journal of a run: keeps what the device is about to destroy, until the new backup has proven good. */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import type { Steps } from '../../device-protocol/index.ts';
import { readFolderStatus } from './folder-status.ts';
import {
  JOURNAL_FORMAT,
  encodeJournalHeader,
  readJournalHeader,
  type FoundHeader,
  type JournalHeader,
  type JournalPaths,
} from './journal-layout.ts';
import { makeOwnFolder, removeIfEmpty } from './own-places.ts';
import { restoreLastGood } from './restore-last-good.ts';
import { MOST_LIST_BYTES, SettledList, encodeSettled, readSettled } from './settled-list.ts';
import { SettledPaths } from './settled-paths.ts';
import { spellingOnDisk } from './spelling-on-disk.ts';
import { statusAt } from './status-at.ts';

/** Any of these at the top of the folder makes it a backup, of whatever age. */
const CATALOGUES = ['Manifest.db', 'Manifest.plist', 'Manifest.mbdb'];
const STATUS = 'Status.plist';

/** Beyond this the folder is settled as a whole: what a device can make this program remember has an end. */
const MOST_ENTRIES_IN_FOLDER = 4096;

/**
 * What is kept costs a hard link, or a copy where the file system has no links. The first version that is kept of a path stays:
 * a second interrupted run must not replace the last good version with what the first one left behind.
 *
 * Durability: a killed process or a pulled cable loses nothing, because every step is one rename, one link or one entry, and what is kept is
 * complete before anything is destroyed. Against a power failure the header is forced to the disk, and the rest rests on the file system's
 * own journal; forcing 20,000 files one by one would cost more than the backup itself.
 */
export class Journal {
  readonly #backupPath: string;
  readonly #paths: JournalPaths;
  readonly #protects: boolean;
  readonly #settled: SettledPaths;
  readonly #list: SettledList;
  readonly #madeFolders = new Set<string>();

  private constructor(backupPath: string, paths: JournalPaths, isProtecting: boolean, settled: SettledPaths) {
    this.#backupPath = backupPath;
    this.#paths = paths;
    this.#protects = isProtecting;
    this.#settled = settled;
    this.#list = new SettledList(paths.settled);
  }

  /** Begins a journal, or goes on with the one that an interrupted run has left. The caller holds the run lock. */
  static open(backupPath: string, paths: JournalPaths): Journal {
    const found = readJournalHeader(paths);
    if (found?.lastGood === 'present') return new Journal(backupPath, paths, true, takeOver(backupPath, paths, found));
    // An unfinished first backup is known by its header, so that stays until it is replaced.
    removeContent(paths, found === undefined ? [] : [paths.header]);
    const lastGood = hasBackup(backupPath, found !== undefined) ? 'present' : 'none';
    const header: JournalHeader = { lastGood, startedAt: new Date().toISOString(), foldsNames: foldsNames(paths) };
    writeHeader(paths, header);
    return new Journal(backupPath, paths, lastGood === 'present', new SettledPaths(header.foldsNames === true));
  }

  /** A backup stood here before the first run: there is something to lose. */
  get protects(): boolean {
    return this.#protects;
  }

  /**
   * To be called before anything is put at a path, moved away from it or removed: keeps what the last good version has there and below, as far as
   * it has not been kept, and notes where it has nothing. Changes nothing in the backup folder. Whoever fails here must not go on.
   */
  settle(path: string): void {
    for (const _step of this.settleInSteps(path));
  }

  /** As settle(), for whoever does something else in between; only when all steps are done the path is settled. */
  *settleInSteps(path: string): Steps {
    if (!this.#protects || this.#settled.covers(path)) return;
    const place = this.#settled.foldsNames ? spellingOnDisk(this.#backupPath, path) : path;
    const what = statusAt(join(this.#backupPath, place));
    if (what?.isFile() === true && place !== '') {
      this.#keepFile(place);
      // A name that this disk may tell from the one that was found: what comes under it is none of the last good version.
      if (place !== path) yield* this.#note(place);
      return;
    }
    if (what?.isDirectory() === true) yield* this.#keepTree(place);
    yield* this.#note(place);
  }

  /** Makes the backup folder the last good version again; all in which it can differ is settled or kept. The journal stays as it is. */
  restore(): void {
    if (!this.#protects) return;
    // Kept, it comes back last.
    if (statusAt(join(this.#backupPath, STATUS))?.isFile() === true) this.settle(STATUS);
    restoreLastGood(this.#backupPath, this.#paths.saved, this.#settled);
  }

  close(): void {
    this.#list.close();
  }

  /**
   * The new version is the good one now: throws the kept one away, and gives the run lock back. The header goes first, so that half a journal is never
   * read as a whole one; the lock goes last, so that nothing of the next run's journal can go with this one.
   */
  discard(): void {
    this.close();
    rmSync(this.#paths.header, { force: true });
    if (this.#protects) syncFolder(this.#paths.root);
    removeContent(this.#paths, []);
    rmSync(this.#paths.lock, { force: true });
    removeIfEmpty(this.#paths.root);
  }

  /** Links and other things that no backup holds are not kept: nothing would read them. */
  *#keepTree(folder: string): Steps {
    if (statusAt(join(this.#paths.saved, folder))?.isFile() === true) return;
    for (const entry of readdirSync(join(this.#backupPath, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (this.#settled.covers(path)) continue;
      if (entry.isDirectory()) yield* this.#keepTree(path);
      else if (entry.isFile()) this.#keepFile(path);
      yield;
    }
  }

  /** Nothing to do where this path or one above it has been kept as a file: then what is there now is newer. */
  #keepFile(path: string): void {
    const saved = join(this.#paths.saved, path);
    if (!this.#makeFolder(dirname(saved))) return;
    const original = join(this.#backupPath, path);
    try {
      linkSync(original, saved);
      return;
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === 'EEXIST') return;
      if (code === undefined || code === 'ENOSPC' || code === 'EDQUOT') throw error;
    }
    if (statusAt(saved) !== undefined) return;
    const half = `${this.#paths.incoming}.kept`;
    rmSync(half, { force: true });
    copyFileSync(original, half, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    renameSync(half, saved);
  }

  *#note(path: string): Steps {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const enough = this.#list.bytes > MOST_LIST_BYTES ? '' : this.#settled.countIn(folder) >= MOST_ENTRIES_IN_FOLDER ? folder : path;
    if (enough !== path && statusAt(join(this.#backupPath, enough))?.isDirectory() === true) yield* this.#keepTree(enough);
    this.#list.add(enough);
    this.#settled.add(enough);
  }

  /**
   * False when the last good version has a file in its way: nothing can be below that.
   * @throws BackupError 'place-blocked' for a link that somebody has put into the journal
   */
  #makeFolder(path: string): boolean {
    if (this.#madeFolders.has(path)) return true;
    if (path !== this.#paths.saved && !this.#makeFolder(dirname(path))) return false;
    if (statusAt(path)?.isFile() === true) return false;
    makeOwnFolder(path);
    this.#madeFolders.add(path);
    return true;
  }
}

/** The entries of a journal that a run has left; one of an older format becomes one of this. */
function takeOver(backupPath: string, paths: JournalPaths, found: FoundHeader): SettledPaths {
  const foldsNow = found.foldsNames || foldsNames(paths);
  const settled = readSettled(paths, { ...found, foldsNames: foldsNow }, backupPath);
  if (found.format === JOURNAL_FORMAT && foldsNow === found.foldsNames) return settled;
  const half = `${paths.settled}.half`;
  rmSync(half, { force: true });
  writeFileSync(half, [...settled].map(encodeSettled).join(''), { flag: 'wx' });
  renameSync(half, paths.settled);
  writeHeader(paths, { lastGood: 'present', startedAt: found.startedAt, foldsNames: foldsNow });
  rmSync(paths.created, { force: true, recursive: true });
  return settled;
}

/** True where one name in other letters leads to the same file. */
function foldsNames(paths: JournalPaths): boolean {
  const probe = `${paths.header}.half`;
  rmSync(probe, { force: true });
  writeFileSync(probe, '', { flag: 'wx' });
  return statusAt(join(dirname(probe), basename(probe).toUpperCase())) !== undefined;
}

/** After a first run that was interrupted, only another program can have finished a backup here; then that is the one to protect. */
function hasBackup(backupPath: string, firstRunWasInterrupted: boolean): boolean {
  if (!CATALOGUES.some((name) => existsSync(join(backupPath, name)))) return false;
  return !firstRunWasInterrupted || readFolderStatus(backupPath)?.snapshotState === 'finished';
}

function removeContent(paths: JournalPaths, except: readonly string[]): void {
  for (const name of readdirSync(paths.root)) {
    const path = join(paths.root, name);
    if (path !== paths.lock && !except.includes(path)) rmSync(path, { recursive: true, force: true });
  }
}

/** Forced to the disk where it protects something: without its header a journal is not read. */
function writeHeader(paths: JournalPaths, header: JournalHeader): void {
  const isDurable = header.lastGood === 'present';
  const half = `${paths.header}.half`;
  rmSync(half, { force: true });
  const file = openSync(half, 'wx');
  try {
    writeFileSync(file, encodeJournalHeader(header));
    if (isDurable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, paths.header);
  if (isDurable) syncFolder(paths.root);
}

/** Windows cannot open folders; its file systems order such changes by themselves. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
