/** The last good version of a backup folder, seen through the journal of a run that did not come to a good end. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { isSnapshotPath, journalPathsOf, readCreatedPaths, readJournalHeader, type JournalPaths } from './journal-layout.ts';

/** Paths are relative to the backup folder, with `/` between their segments. */
export interface LastGoodVersion {
  /** When the run that changed the folder began; undefined when the journal cannot tell. */
  readonly changedSince: Date | undefined;
  /** Where the content of a file of the last good version is to be read; undefined when the file was not in it. The place may be empty. */
  locate(relativePath: string): string | undefined;
  /** Names of what a directory of the last good version held; empty when it is missing. */
  list(relativePath: string): string[];
}

/**
 * Undefined when the folder is to be read as it is: no run has been interrupted, or nothing stood in it before the run.
 * A journal whose lists are cut off or unreadable is used as far as it goes.
 */
export function readJournal(backupPath: string): LastGoodVersion | undefined {
  const paths = journalPathsOf(backupPath);
  const header = readJournalHeader(paths);
  if (header === undefined || header.lastGood === 'none') return undefined;
  const startedAt = new Date(header.startedAt);
  return new JournalView(backupPath, paths, Number.isNaN(startedAt.getTime()) ? undefined : startedAt);
}

class JournalView implements LastGoodVersion {
  readonly changedSince: Date | undefined;
  readonly #backupPath: string;
  readonly #paths: JournalPaths;
  readonly #created: ReadonlySet<string>;

  constructor(backupPath: string, paths: JournalPaths, changedSince: Date | undefined) {
    this.#backupPath = backupPath;
    this.#paths = paths;
    this.#created = readCreatedPaths(paths);
    this.changedSince = changedSince;
  }

  locate(relativePath: string): string | undefined {
    const saved = join(this.#paths.saved, relativePath);
    if (lstatSync(saved, { throwIfNoEntry: false })?.isFile() === true) return saved;
    return this.#isNew(relativePath) ? undefined : join(this.#backupPath, relativePath);
  }

  list(relativePath: string): string[] {
    const inside = (name: string) => (relativePath === '' ? name : `${relativePath}/${name}`);
    const names = new Set(namesIn(join(this.#backupPath, relativePath)).filter((name) => !this.#isNew(inside(name))));
    for (const name of namesIn(join(this.#paths.saved, relativePath))) names.add(name);
    return [...names];
  }

  #isNew(relativePath: string): boolean {
    return isSnapshotPath(relativePath) || this.#created.has(relativePath);
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
