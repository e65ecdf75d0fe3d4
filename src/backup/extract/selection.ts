/** The rows of the catalogue that an extraction is about, in their order, as often as they are wanted. */
import { fileIdOf } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { CatalogueRow, RankedRows, RankRange } from '../read/catalogue/ranked-rows.ts';
import { kindOf, recordOf } from '../read/file-rows.ts';
import { compileGlob } from '../read/glob.ts';
import { RowAttributes } from '../read/find/row-attributes.ts';
import { findMatches, searchedName, searchTest } from '../read/matches.ts';
import type { FileQuery } from '../read/backup.ts';
import { databaseOf } from './folder-names.ts';
import { withLogs } from './with-logs.ts';
import type { Selection } from './report.ts';

export interface ChosenRows {
  readonly count: number;
  rows(): Iterable<CatalogueRow>;
}

type PathTest = (domain: string, relativePath: string) => boolean;

/** Rows, with their records, that are in memory at once. */
const BATCH_ROWS = 500;
const SLICE_ROWS = 2000;

/**
 * `pause` is called now and then, and may throw to end a long search.
 * @throws BackupError 'no-such-file' for a fileID that is not in the backup; 'catalogue-unreadable'
 */
export function chooseRows(store: RankedRows, selection: Selection, pause: () => void): ChosenRows {
  const isWanted = nameTest(selection);
  if (selection.fileIDs !== undefined) return chooseByFileID(store, selection, isWanted, pause);
  if (isWanted !== undefined) return ofRanks(store, findRanks(store, selection.domain, isWanted, pause));
  const range = store.rangeOf(selection.domain);
  return { count: Math.max(0, range.last - range.first + 1), rows: () => rowsOfRange(store, range) };
}

/** A database and its log are one: what one of their names fits, all of them do. */
function nameTest({ globs = [], search = '', domain: inDomain }: Selection): PathTest | undefined {
  if (globs.length === 0 && search === '') return undefined;
  const patterns = globs.map((glob) => compileGlob(glob));
  const contains = search === '' ? undefined : searchTest(search);
  const fits = (domain: string, relativePath: string) =>
    (patterns.length === 0 || patterns.some((test) => test(`${domain}/${relativePath}`))) &&
    contains?.(searchedName({ domain, relativePath }, inDomain)) !== false;
  return (domain, relativePath) => databaseFiles(relativePath).some((path) => fits(domain, path));
}

/**
 * What a list shows under a query, in the order of paths, with the logs of databases.
 * @throws CancelledError; BackupError 'catalogue-unreadable'
 */
export async function chooseList(store: RankedRows, { order: _, ...query }: FileQuery, signal: AbortSignal): Promise<ChosenRows> {
  const matches = await findMatches({ store, attributes: new RowAttributes(store) }, query, signal);
  const ranks = Uint32Array.from(matches.ranks(0, matches.count));
  return ofRanks(store, withLogs(store.index, ranks));
}

/** All paths that stand or fall with this one. */
function databaseFiles(relativePath: string): string[] {
  const database = databaseOf(relativePath) ?? relativePath;
  return [database, `${database}-wal`, `${database}-shm`];
}

function chooseByFileID(store: RankedRows, selection: Selection, isWanted: PathTest | undefined, pause: () => void): ChosenRows {
  const named = new Map<string, CatalogueRow>();
  for (const fileID of selection.fileIDs ?? []) {
    const row = store.byFileID(fileID);
    if (row === undefined) throw new BackupError('no-such-file', `${fileID} is not in the list of files`, { data: { fileID } });
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
  if (isWanted !== undefined) {
    const isNamed = belowOrAmong(rows);
    const both: PathTest = (domain, path) => isNamed(domain, path) && isWanted(domain, path);
    return ofRanks(store, findRanks(store, selection.domain, both, pause));
  }
  return ofRanks(store, ranksWithFolders(store, rows.filter(fits), pause));
}

/** Rows, and everything in those that are folders. */
function ranksWithFolders(store: RankedRows, rows: readonly CatalogueRow[], pause: () => void): Uint32Array {
  const { index } = store;
  const isChosen = new Uint8Array(index.length + 1);
  for (const [done, row] of rows.entries()) {
    if (done % SLICE_ROWS === 0) pause();
    isChosen[store.rankOf(row.fileID) ?? 0] = 1;
    if (!isFolder(row)) continue;
    const { first, last } = index.rangeBelow(row.domain, row.relativePath);
    isChosen.fill(1, first, last + 1);
  }
  return Uint32Array.from(isChosen.keys()).filter((rank) => rank > 0 && isChosen[rank] === 1);
}

function addIfThere(store: RankedRows, named: Map<string, CatalogueRow>, domain: string, relativePath: string): void {
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

function findRanks(store: RankedRows, domain: string | undefined, isWanted: PathTest, pause: () => void): Uint32Array {
  const ranks: number[] = [];
  for (const names of store.names({ domain, like: undefined }, SLICE_ROWS)) {
    pause();
    for (const name of names) if (isWanted(name.domain, name.relativePath)) ranks.push(name.rank);
  }
  return Uint32Array.from(ranks).sort();
}

function ofRanks(store: RankedRows, ranks: Uint32Array): ChosenRows {
  return {
    count: ranks.length,
    *rows() {
      for (let at = 0; at < ranks.length; at += BATCH_ROWS) yield* store.rowsAt([...ranks.subarray(at, at + BATCH_ROWS)]);
    },
  };
}

function* rowsOfRange(store: RankedRows, { first, last }: RankRange): Generator<CatalogueRow> {
  for (let at = first; at <= last; at += BATCH_ROWS) yield* store.rows({ first: at, last: Math.min(last, at + BATCH_ROWS - 1) });
}
