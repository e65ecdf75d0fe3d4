/** The journal of a run: keeps what the device is about to destroy, until the new backup has proven good. */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { readFolderStatus } from './folder-status.ts';
import {
  encodeJournalHeader,
  isSnapshotPath,
  readCreatedPaths,
  readJournalHeader,
  type JournalHeader,
  type JournalPaths,
} from './journal-layout.ts';

/** Any of these at the top of the folder makes it a backup, of whatever age. */
const CATALOGUES = ['Manifest.db', 'Manifest.plist', 'Manifest.mbdb'];

/**
 * What is kept costs a hard link, or a copy where the file system has no links. The first version that is kept of a path stays:
 * a second interrupted run must not replace the last good version with what the first one left behind.
 *
 * Durability: a killed process or a pulled cable loses nothing, because every step is one rename or one link. Against a power
 * failure the header is forced to the disk, and the rest rests on the file system's own journal; forcing 20,000 files one by
 * one would cost more than the backup itself.
 */
export class Journal {
  readonly #backupPath: string;
  readonly #paths: JournalPaths;
  readonly #protects: boolean;
  readonly #created: Set<string>;
  readonly #madeFolders = new Set<string>();
  #createdList: number | undefined;

  private constructor(backupPath: string, paths: JournalPaths, header: JournalHeader) {
    this.#backupPath = backupPath;
    this.#paths = paths;
    this.#protects = header.lastGood === 'present';
    this.#created = readCreatedPaths(paths);
  }

  /** Begins a journal, or goes on with the one that an interrupted run has left. The caller holds the run lock. */
  static open(backupPath: string, paths: JournalPaths): Journal {
    const found = readJournalHeader(paths);
    if (found?.lastGood === 'present') return new Journal(backupPath, paths, found);
    removeContent(paths);
    const header: JournalHeader = {
      lastGood: hasBackup(backupPath, found !== undefined) ? 'present' : 'none',
      startedAt: new Date().toISOString(),
    };
    writeHeader(paths, header);
    return new Journal(backupPath, paths, header);
  }

  /** A backup stood here before the first run: there is something to lose. */
  get protects(): boolean {
    return this.#protects;
  }

  /** Keeps a file or a tree that is about to be replaced, moved away or removed; it stays where it is. False when nothing is there. */
  keep(relativePath: string): boolean {
    if (!this.#protects || isSnapshotPath(relativePath) || this.#created.has(relativePath)) return true;
    const original = join(this.#backupPath, relativePath);
    const saved = join(this.#paths.saved, relativePath);
    this.#makeFolder(dirname(saved));
    try {
      linkSync(original, saved);
      return true;
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === 'EEXIST') return true;
      if (code === 'ENOENT') return false;
      if (code === undefined || code === 'ENOSPC' || code === 'EDQUOT') throw error;
    }
    return this.#keepWithoutLink(relativePath, original, saved);
  }

  /** To be called before something is put at a path: keeps what stands there, or notes that nothing did. */
  keepOrNote(relativePath: string): void {
    if (!this.keep(relativePath)) this.markCreated(relativePath);
  }

  /** Notes that the last good version has nothing at this path. */
  markCreated(relativePath: string): void {
    if (!this.#protects || isSnapshotPath(relativePath) || this.#created.has(relativePath)) return;
    this.#created.add(relativePath);
    this.#createdList ??= openSync(this.#paths.created, 'a');
    writeSync(this.#createdList, `${relativePath}\n`);
  }

  close(): void {
    if (this.#createdList !== undefined) closeSync(this.#createdList);
    this.#createdList = undefined;
  }

  /** The new version is the good one now: throws the kept one away. The header goes first, so that half a journal is never read as a whole one. */
  discard(): void {
    this.close();
    rmSync(this.#paths.header, { force: true });
    if (this.#protects) syncFolder(this.#paths.root);
    rmSync(this.#paths.root, { recursive: true, force: true });
  }

  /** Directories are kept file by file. Links and other things that no backup holds are not kept: nothing would read them. */
  #keepWithoutLink(relativePath: string, original: string, saved: string): boolean {
    const what = lstatSync(original, { throwIfNoEntry: false });
    if (what === undefined) return false;
    if (what.isDirectory()) {
      for (const name of readdirSync(original)) this.keep(relativePath === '' ? name : `${relativePath}/${name}`);
    } else if (what.isFile() && !existsSync(saved)) {
      const half = `${this.#paths.incoming}.kept`;
      copyFileSync(original, half, constants.COPYFILE_FICLONE);
      renameSync(half, saved);
    }
    return true;
  }

  #makeFolder(path: string): void {
    if (this.#madeFolders.has(path)) return;
    mkdirSync(path, { recursive: true });
    this.#madeFolders.add(path);
  }
}

/** After a first run that was interrupted, only another program can have finished a backup here; then that is the one to protect. */
function hasBackup(backupPath: string, firstRunWasInterrupted: boolean): boolean {
  if (!CATALOGUES.some((name) => existsSync(join(backupPath, name)))) return false;
  return !firstRunWasInterrupted || readFolderStatus(backupPath)?.snapshotState === 'finished';
}

function removeContent(paths: JournalPaths): void {
  for (const name of readdirSync(paths.root)) {
    const path = join(paths.root, name);
    if (path !== paths.lock) rmSync(path, { recursive: true, force: true });
  }
}

/** Forced to the disk where it protects something: without its header a journal is not read. */
function writeHeader(paths: JournalPaths, header: JournalHeader): void {
  const isDurable = header.lastGood === 'present';
  const half = `${paths.header}.half`;
  const file = openSync(half, 'w');
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
