/** A salvage of a copy of a backup, what it says, and the proof that the damaged backup was only read. */
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { salvageBackup, unlockForSalvage, type SalvagedFile, type SalvageReport, type SalvageSourceKind } from '../../src/backup/index.ts';
import { recordTree, temporaryFolder } from './backup-copy.ts';

export interface Salvaged extends Disposable {
  readonly report: SalvageReport;
  readonly files: readonly SalvagedFile[];
  readonly target: string;
  /** The repaired backup. */
  readonly path: string;
  /** State, rows and used rows of every source of a kind. */
  source(kind: SalvageSourceKind): readonly (readonly [state: string, rows: number, used: number])[];
  file(domain: string, relativePath: string): SalvagedFile | undefined;
}

/** `parent` is the folder that holds the backup and what stands beside it; nothing in it may change. */
export async function salvage({ path, parent }: { path: string; parent: string }, password?: string): Promise<Salvaged> {
  const folder = temporaryFolder();
  try {
    const before = recordTree(parent);
    const keys = password === undefined ? undefined : await unlockForSalvage(path, password);
    const target = join(folder.path, 'salvaged');
    const report = await salvageAndLock(path, keys, target);
    assert.deepEqual(recordTree(parent), before, 'the damaged backup has changed');
    const lines = readFileSync(join(target, report.fileList), 'utf8').split('\n').slice(0, -1);
    const files = lines.map((line) => JSON.parse(line) as SalvagedFile);
    return {
      report,
      files,
      target,
      path: report.repaired ?? '',
      source: (kind) => report.sources.filter((each) => each.kind === kind).map(({ state, rows, used }) => [state, rows, used] as const),
      file: (domain, relativePath) => files.find((file) => file.domain === domain && file.relativePath === relativePath),
      [Symbol.dispose]: () => folder[Symbol.dispose](),
    };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}

async function salvageAndLock(
  path: string,
  keys: Awaited<ReturnType<typeof unlockForSalvage>> | undefined,
  target: string,
): ReturnType<typeof salvageBackup> {
  try {
    return await salvageBackup(path, { keys, target });
  } finally {
    await keys?.lock();
  }
}

/** Writes zeros over a stretch of a file. */
export function zero(path: string, at: number, bytes: number): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, Buffer.alloc(bytes), 0, bytes, at);
  } finally {
    closeSync(file);
  }
}

export const PAGE = 4096;

/** The kind of a page of an SQLite file by its first byte: 13 leaf of a table, 10 leaf of an index, 5 and 2 the pages above them. */
export function pagesOfKind(path: string, kind: number): number[] {
  const bytes = readFileSync(path);
  const pages = [];
  for (let page = 1; page * PAGE < bytes.length; page++) if (bytes[page * PAGE] === kind) pages.push(page);
  return pages;
}
