/** The last good version of a backup folder, seen through the journal of a run that did not come to a good end. */
import { opendirSync, type Dir, type Stats } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { journalPathsOf, readJournalHeader } from './journal-layout.ts';
import { readSettled } from './settled-list.ts';
import { foldName, type SettledPaths } from './settled-paths.ts';
import { statusAt } from './status-at.ts';

/** Entries of a directory that the system is asked for at a time. */
const ENTRIES_AT_ONCE = 512;

/** Paths are relative to the backup folder, with `/` between their segments. */
export interface LastGoodVersion {
  /** When the run that changed the folder began; undefined when the journal cannot tell. */
  readonly changedSince: Date | undefined;
  /**
   * Where the content of a file of the last good version is to be read; undefined when it is not in it, or only behind a link. The place may be empty.
   */
  locate(relativePath: string): string | undefined;
  /** Names of what a directory of the last good version held; empty when it is missing. */
  list(relativePath: string): string[];
}

/**
 * Undefined when the folder is to be read as it is: no run has been interrupted, or nothing stood in it before the run.
 * A journal whose list is cut off or unreadable is used as far as it goes. The backup folder itself may be gone.
 */
export function readJournal(backupPath: string): LastGoodVersion | undefined {
  const paths = journalPathsOf(backupPath);
  const header = readJournalHeader(paths);
  if (header === undefined || header.lastGood === 'none') return undefined;
  const startedAt = new Date(header.startedAt);
  return new JournalView({
    backupPath,
    saved: paths.saved,
    settled: readSettled(paths, header, backupPath),
    changedSince: Number.isNaN(startedAt.getTime()) ? undefined : startedAt,
  });
}

interface ViewParts {
  readonly backupPath: string;
  readonly saved: string;
  readonly settled: SettledPaths;
  readonly changedSince: Date | undefined;
}

class JournalView implements LastGoodVersion {
  readonly changedSince: Date | undefined;
  readonly #settled: SettledPaths;
  readonly #saved: Tree;
  readonly #folder: Tree;

  constructor({ backupPath, saved, settled, changedSince }: ViewParts) {
    this.#settled = settled;
    this.#saved = new Tree(saved);
    this.#folder = new Tree(backupPath);
    this.changedSince = changedSince;
  }

  locate(path: string): string | undefined {
    const saved = this.#saved.reaches(path);
    // Below what was a file, or below a link that somebody has put into the journal.
    if (saved === 'not-a-folder') return undefined;
    const kept = saved === 'yes' ? this.#saved.statusOf(path) : undefined;
    if (kept?.isFile() === true) return this.#saved.place(path);
    const isFolder = kept?.isDirectory() === true;
    const isUntouched = !this.#settled.covers(path) && this.#folder.reaches(path) !== 'not-a-folder';
    if (isUntouched && (!isFolder || this.#folder.statusOf(path)?.isDirectory() === true)) return this.#folder.place(path);
    return isFolder ? this.#saved.place(path) : undefined;
  }

  list(path: string): string[] {
    const inside = (name: string) => (path === '' ? name : `${path}/${name}`);
    const isNoFolder = (tree: Tree) => tree.reaches(`${path}/`) === 'not-a-folder';
    if (path !== '' && isNoFolder(this.#saved)) return [];
    const names = new Map<string, string>();
    const add = (name: string) => {
      const same = this.#settled.foldsNames ? foldName(name) : name;
      if (!names.has(same)) names.set(same, name);
    };
    for (const name of this.#saved.namesIn(path)) if (!this.#isEmptyFolder(inside(name))) add(name);
    if (!this.#settled.covers(path) && !(path !== '' && isNoFolder(this.#folder))) {
      for (const name of this.#folder.namesIn(path)) if (!this.#settled.covers(inside(name))) add(name);
    }
    return [...names.values()];
  }

  /** Format 1 made folders before it knew that there was something to keep. */
  #isEmptyFolder(path: string): boolean {
    return this.#saved.statusOf(path)?.isDirectory() === true && this.#saved.namesIn(path).length === 0;
  }
}

/** The backup folder, or what was kept of it. Nothing behind a link in the place of a folder is a part of it, wherever that leads. */
export class Tree {
  readonly #root: string;
  /** A folder that was seen needs no second look: a backup has 256 of them, and a million files. */
  readonly #folders = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  place(path: string): string {
    return join(this.#root, path);
  }

  /** Whether all that a path leads through are folders; a path that ends in `/` leads through its last one too. */
  reaches(path: string): 'yes' | 'missing' | 'not-a-folder' {
    if (!this.#folders.has('')) {
      // The folder itself may be a link to one on another disk.
      if (this.statusOf('')?.isFile() === true) return 'not-a-folder';
      this.#folders.add('');
    }
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (this.#folders.has(folder)) continue;
      const what = this.statusOf(folder);
      if (what === undefined) return 'missing';
      if (!what.isDirectory()) return 'not-a-folder';
      this.#folders.add(folder);
    }
    return 'yes';
  }

  /** Links are not followed. Undefined where nothing is. */
  statusOf(path: string): Stats | undefined {
    return statusAt(this.place(path));
  }

  /** Empty when there is no such directory. */
  namesIn(path: string): string[] {
    return [...this.eachNameIn(path)];
  }

  /** As `namesIn`, one by one: a directory of a million entries costs no more memory than one of ten. */
  *eachNameIn(path: string): Generator<string, void, undefined> {
    const directory = this.#open(path);
    if (directory === undefined) return;
    try {
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) yield entry.name;
    } finally {
      directory.closeSync();
    }
  }

  #open(path: string): Dir | undefined {
    try {
      return opendirSync(this.place(path), { bufferSize: ENTRIES_AT_ONCE });
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return undefined;
      throw error;
    }
  }
}
