/** The rows of the catalogue that an extraction is about, in their order, as often as they are wanted. */
import { fileIdOf } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { CatalogueRow, CatalogueStore, RankRange } from '../read/catalogue-store.ts';
import { kindOf, recordOf } from '../read/file-rows.ts';
import { compileGlob } from '../read/glob.ts';
import { databaseOf } from './folder-names.ts';
import type { Selection } from './report.ts';

export interface ChosenRows {
  readonly count: number;
  rows(): Iterable<CatalogueRow>;
}

type PathTest = (domain: string, relativePath: string) => boolean;

/** Rows, with their records, that are in memory at once. */
const BATCH_ROWS = 500;
const SLICE_ROWS = 20_000;

/**
 * `pause` is called now and then, and may throw to end a long search.
 * @throws BackupError 'no-such-file' for a fileID that is not in the backup; 'catalogue-unreadable'
 */
export function chooseRows(store: CatalogueStore, selection: Selection, pause: () => void): ChosenRows {
  const isWanted = globTest(selection.globs);
  if (selection.fileIDs !== undefined) return chooseByFileID(store, selection, isWanted, pause);
  const range = store.rangeOf(selection.domain);
  if (isWanted === undefined) return { count: Math.max(0, range.last - range.first + 1), rows: () => rowsOfStretches(store, [range]) };
  return ofStretches(store, findStretches(store, range, isWanted, pause));
}

/** A database and its log are one: what one of their names fits, all of them do. */
function globTest(globs: readonly string[] | undefined): PathTest | undefined {
  if (globs === undefined || globs.length === 0) return undefined;
  const tests = globs.map(compileGlob);
  const fits = (path: string) => tests.some((test) => test(path));
  return (domain, relativePath) => databaseFiles(relativePath).some((path) => fits(`${domain}/${path}`));
}

/** All paths that stand or fall with this one. */
function databaseFiles(relativePath: string): string[] {
  const database = databaseOf(relativePath) ?? relativePath;
  return [database, `${database}-wal`, `${database}-shm`];
}

function chooseByFileID(store: CatalogueStore, selection: Selection, isWanted: PathTest | undefined, pause: () => void): ChosenRows {
  const named = new Map<string, CatalogueRow>();
  for (const fileID of selection.fileIDs ?? []) {
    const row = store.byFileID(fileID);
    if (row === undefined) throw new BackupError('no-such-file', `${fileID} is not in the catalogue`, { data: { fileID } });
    named.set(fileID, row);
    for (const path of isFolder(row) ? [] : databaseFiles(row.relativePath)) addIfThere(store, named, row.domain, path);
  }
  const fits = (row: CatalogueRow) =>
    (selection.domain === undefined || row.domain === selection.domain) && isWanted?.(row.domain, row.relativePath) !== false;
  const rows = [...named.values()];
  if (!rows.some(isFolder)) {
    const chosen = rows.filter(fits).sort(byBytes);
    return { count: chosen.length, rows: () => chosen };
  }
  const isNamed = belowOrAmong(rows);
  const domains = [...new Set(rows.map(({ domain }) => domain))].sort();
  const both: PathTest = (domain, path) => isNamed(domain, path) && isWanted?.(domain, path) !== false;
  const ranges = domains
    .filter((domain) => selection.domain === undefined || domain === selection.domain)
    .map((each) => store.rangeOf(each));
  return ofStretches(
    store,
    ranges.flatMap((range) => findStretches(store, range, both, pause)).sort((one, other) => one.first - other.first),
  );
}

function addIfThere(store: CatalogueStore, named: Map<string, CatalogueRow>, domain: string, relativePath: string): void {
  const fileID = fileIdOf(domain, relativePath);
  const row = named.has(fileID) ? undefined : store.byFileID(fileID);
  if (row?.domain === domain && row.relativePath === relativePath && !isFolder(row)) named.set(fileID, row);
}

function isFolder(row: CatalogueRow): boolean {
  return kindOf(row.flags, recordOf(row).record?.mode) === 'directory';
}

function belowOrAmong(rows: readonly CatalogueRow[]): PathTest {
  const exact = new Set(rows.map(({ domain, relativePath }) => `${domain}\0${relativePath}`));
  const folders = rows.filter(isFolder);
  const isBelow = (path: string, folder: string) => folder === '' || path.startsWith(`${folder}/`);
  return (domain, path) =>
    exact.has(`${domain}\0${path}`) || folders.some((folder) => folder.domain === domain && isBelow(path, folder.relativePath));
}

function byBytes(one: CatalogueRow, other: CatalogueRow): number {
  const domains = Buffer.compare(Buffer.from(one.domain), Buffer.from(other.domain));
  return domains === 0 ? Buffer.compare(Buffer.from(one.relativePath), Buffer.from(other.relativePath)) : domains;
}

/** Neighbours make one stretch, so that a million matches in a row cost no more than one. */
function findStretches(store: CatalogueStore, range: RankRange, isWanted: PathTest, pause: () => void): RankRange[] {
  const stretches: { first: number; last: number }[] = [];
  for (let first = range.first; first <= range.last; first += SLICE_ROWS) {
    pause();
    const slice = { first, last: Math.min(range.last, first + SLICE_ROWS - 1) };
    for (const [rank, domain, relativePath] of store.names(slice, undefined)) {
      if (!isWanted(String(domain), String(relativePath))) continue;
      const last = stretches.at(-1);
      if (last?.last === Number(rank) - 1) last.last++;
      else stretches.push({ first: Number(rank), last: Number(rank) });
    }
  }
  return stretches;
}

function ofStretches(store: CatalogueStore, stretches: readonly RankRange[]): ChosenRows {
  const count = stretches.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return { count, rows: () => rowsOfStretches(store, stretches) };
}

function* rowsOfStretches(store: CatalogueStore, stretches: readonly RankRange[]): Generator<CatalogueRow> {
  for (const { first, last } of stretches) {
    for (let at = first; at <= last; at += BATCH_ROWS) yield* store.rows({ first: at, last: Math.min(last, at + BATCH_ROWS - 1) });
  }
}
