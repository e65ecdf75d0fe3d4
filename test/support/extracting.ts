/** Extractions in tests: on this thread, where a test may tamper with the disk, and a look at what they leave. */
import { lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { ExtractEvent, ExtractReport } from '../../src/backup/index.ts';
import { runExtraction, type ExtractionJob } from '../../src/backup/extract/run-extraction.ts';
import { SharedState } from '../../src/backup/extract/shared-state.ts';
import type { LedgerEntry } from '../../src/backup/extract/ledger.ts';
import { temporaryFolder } from './backup-copy.ts';
import { withParents, writeSampleBackup, type SampleRow } from './sample-backup.ts';

export interface ExtractionPlace extends Disposable {
  /** Holds the backup and the target, and nothing else. */
  readonly parent: string;
  readonly backup: string;
  readonly target: string;
}

/** A place for a backup and a target, both missing. */
export function extractionPlace(): ExtractionPlace {
  const folder = temporaryFolder();
  const parent = realpathSync(folder.path);
  return {
    parent,
    backup: join(parent, 'backup'),
    target: join(parent, 'target'),
    [Symbol.dispose]: () => {
      folder[Symbol.dispose]();
    },
  };
}

/** With a backup of these rows, and rows for the folders that they stand in. */
export function placeWith(rows: readonly SampleRow[]): ExtractionPlace {
  const place = extractionPlace();
  writeSampleBackup(place.backup, withParents(rows));
  return place;
}

export interface Extracted {
  readonly report: ExtractReport;
  readonly events: readonly ExtractEvent[];
}

export async function extractHere(
  place: ExtractionPlace,
  options: Partial<ExtractionJob> = {},
  state = SharedState.from(),
): Promise<Extracted> {
  const events: ExtractEvent[] = [];
  const report = await runExtraction(
    {
      path: place.backup,
      target: place.target,
      selection: {},
      policy: 'fail',
      keepsDamaged: false,
      names: undefined,
      keys: undefined,
      threads: 0,
      ...options,
    },
    { state, signal: new AbortController().signal, onProgress: () => undefined, onEvent: (event) => events.push(event) },
  );
  return { report, events };
}

/** Paths below a folder, with what is there: content of files, `→ target` of links, `/` for folders. Ledgers are left out. */
export function treeOf(root: string, inside = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(root, inside)).sort()) {
    const path = inside === '' ? name : `${inside}/${name}`;
    if (inside === '' && name.startsWith('.backup-lab-extract-')) continue;
    const status = lstatSync(join(root, path));
    if (status.isSymbolicLink()) found.set(path, `→ ${readlinkSync(join(root, path))}`);
    else if (status.isDirectory()) found.set(path, '/');
    else found.set(path, readFileSync(join(root, path), 'latin1'));
    if (status.isDirectory()) for (const [below, what] of treeOf(root, path)) found.set(below, what);
  }
  return found;
}

/** Without folders. */
export function filesOf(root: string): Record<string, string> {
  return Object.fromEntries([...treeOf(root)].filter(([, what]) => what !== '/'));
}

/** What the ledger in a target says of entries. */
export function ledgerOf(target: string): LedgerEntry[] {
  const [name = ''] = readdirSync(target).filter((each) => each.startsWith('.backup-lab-extract-'));
  const lines = readFileSync(join(target, name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as LedgerEntry).filter((line) => 'fact' in line);
}

/** Files that somebody had in the target before. */
export function text(content: string): Buffer {
  return Buffer.from(content);
}

export function makeTarget(place: ExtractionPlace, folder = ''): string {
  const path = join(place.target, folder);
  mkdirSync(path, { recursive: true });
  return path;
}
