/** Which ranks of the catalogue a query means: a plain stretch, or a list found by going through names and records, in the order that is wanted. */
import { throwIfAborted, nextTurn } from '../../base/index.ts';
import type { FileQuery } from './backup.ts';
import { BackupError } from '../errors.ts';
import type { RankedRows, RankRange } from './catalogue/ranked-rows.ts';
import type { FileConditions, FileOrder, FileTypes, NumberRange } from './find/file-conditions.ts';
import { nameFits, pathContains, pathOf, type RowTest } from './find/path-test.ts';
import type { Attributes, RowAttributes } from './find/row-attributes.ts';
import { extensionTest } from './find/extension.ts';
import { sortRanks } from './find/sort-ranks.ts';
import { foldFor } from './find/term.ts';
import { compileGlob } from './glob.ts';
import { ODD_FLAGS, type CatalogueTables } from './index/catalogue-tables.ts';
import { kindOfFlags } from './file-rows.ts';

export interface Matches {
  readonly count: number;
  /** Ranks of the matches at places from `start` on (counted from 0), at most `limit`. */
  ranks(start: number, limit: number): number[];
  /** Place of the first match behind a rank; only of a list in the order of paths. */
  placeBehind(rank: number): number;
  /** Place of a rank, if it is a match. */
  placeOf(rank: number): number | undefined;
}

interface Source {
  readonly store: RankedRows;
  readonly attributes: RowAttributes;
}

/** Rows looked at before others get their turn and a cancelled search can end: some milliseconds. */
const SLICE_ROWS = 100_000;

/** @throws BackupError 'range-invalid' for a folder was given without its domain; CancelledError */
export async function findMatches(source: Source, query: FileQuery, signal: AbortSignal | undefined): Promise<Matches> {
  const { store } = source;
  const { domain, folder, below, domains } = query;
  if ((folder !== undefined || below !== undefined) && domain === undefined) {
    throw new BackupError('range-invalid', 'a folder was given without its domain', { data: { folder: folder ?? below ?? '' } });
  }
  if (domain !== undefined && domains !== undefined) {
    throw new BackupError('range-invalid', 'a domain was given together with others', { data: { domain } });
  }
  const stretches = stretchesOf(store, query);
  const [only] = stretches;
  if (stretches.length === 1 && isWholeStretch(query)) return stretchOf(only ?? { first: 1, last: 0 });
  // Whoever types on has cancelled this by now.
  await nextTurn();
  throwIfAborted(signal);
  const tests = testsOf(store.index.tables, query);
  const named = folder === undefined ? await namedRanks(store.index.tables, stretches, tests, signal) : childrenOf(store, query, tests);
  const ranks = query.where === undefined ? named : await fittingRanks(source, named, query.where, signal);
  return query.order === undefined ? listOf(ranks) : orderedList(await inOrder(source, ranks, query.order, signal));
}

function isWholeStretch({ folder, search = '', glob, where, order }: FileQuery): boolean {
  return search === '' && [folder, glob, where, order].every((each) => each === undefined);
}

/** As search texts are compared with paths, for whoever has the path. */
export function searchTest(search: string): (name: string) => boolean {
  const fold = foldFor(search);
  const wanted = fold(search);
  return (name) => fold(name).includes(wanted);
}

/** What a search looks through: inside a domain, whose name everybody knows, its paths; else domains too, and the apps that they are called after. */
export function searchedName(
  { domain, relativePath }: { readonly domain: string; readonly relativePath: string },
  inDomain: string | undefined,
): string {
  return inDomain === undefined ? `${domain}/${relativePath}` : relativePath;
}

/** Ascending. */
function stretchesOf(store: RankedRows, { domain, domains, below }: FileQuery): RankRange[] {
  if (domain !== undefined && below !== undefined) return [store.index.rangeBelow(domain, below)];
  if (domains === undefined) return [store.rangeOf(domain)];
  const all = [...new Set(domains)].map((each) => store.rangeOf(each)).filter(({ first, last }) => last >= first);
  return all.sort((one, other) => one.first - other.first);
}

function testsOf(tables: CatalogueTables, { search = '', glob, domain, where }: FileQuery): RowTest[] {
  const inDomain = domain !== undefined;
  const texts = [...(search === '' ? [] : [search]), ...(where?.texts ?? [])].filter((text) => text !== '');
  const whole = glob === undefined ? undefined : compileGlob(glob);
  return [
    ...(where?.types ?? []).map((types) => typeTest(tables, types)),
    ...texts.map((text) => pathContains(tables, text, inDomain)),
    ...(where?.globs ?? []).map((each) => nameFits(tables, each)),
    ...(whole === undefined ? [] : [{ fits: (row: number) => whole(pathOf(tables, row, false)) }]),
  ];
}

function typeTest({ flags, names }: CatalogueTables, { kinds = [], extensions = [] }: FileTypes): RowTest {
  const wanted = extensionTest(names, extensions);
  return {
    fits: (row) => {
      const flag = flags[row] ?? ODD_FLAGS;
      // What no phone writes is shown as a file, unless its record says otherwise.
      const kind = kindOfFlags(flag) ?? 'file';
      return kinds.includes(kind) || (kind === 'file' && wanted(row));
    },
  };
}

/** Goes through names in the order in which they lie, which is the fast way, and collects in the order of ranks. */
async function namedRanks(
  tables: CatalogueTables,
  stretches: readonly RankRange[],
  tests: readonly RowTest[],
  signal: AbortSignal | undefined,
): Promise<Uint32Array> {
  const { rankOf } = tables;
  const isWanted = new Uint8Array(rankOf.length + 1);
  for (const { first, last } of stretches) isWanted.fill(1, first, last + 1);
  const few = fewestCandidates(tests);
  if (few !== undefined) {
    return few
      .filter((row) => isWanted[rankOf[row] ?? 0] === 1 && fitsAll(tests, row))
      .map((row) => rankOf[row] ?? 0)
      .sort();
  }
  const wanted = stretches.reduce((sum, { first, last }) => sum + Math.max(0, last - first + 1), 0);
  if (wanted * FEW_PARTS < rankOf.length) return ranksWithin(tables, stretches, tests);
  for (let from = 0; from < rankOf.length && tests.length > 0; from += SLICE_ROWS) {
    throwIfAborted(signal);
    const to = Math.min(rankOf.length, from + SLICE_ROWS);
    for (let row = from; row < to; row++) {
      const rank = rankOf[row] ?? 0;
      if (isWanted[rank] === 1 && !fitsAll(tests, row)) isWanted[rank] = 0;
    }
    await nextTurn();
  }
  return placesOfOnes(isWanted);
}

/** Rows of a domain lie beside each other for the most part; going from one to the next in their order costs more than that, so they must be few. */
const FEW_PARTS = 8;

function ranksWithin({ rowOf }: CatalogueTables, stretches: readonly RankRange[], tests: readonly RowTest[]): Uint32Array {
  const found: number[] = [];
  for (const { first, last } of stretches) {
    for (let rank = first; rank <= last; rank++) if (fitsAll(tests, rowOf[rank - 1] ?? 0)) found.push(rank);
  }
  return Uint32Array.from(found);
}

function fitsAll(tests: readonly RowTest[], row: number): boolean {
  for (const test of tests) if (!test.fits(row)) return false;
  return true;
}

function fewestCandidates(tests: readonly RowTest[]): Uint32Array | undefined {
  return tests
    .flatMap(({ candidates }) => (candidates === undefined ? [] : [candidates]))
    .reduce<Uint32Array | undefined>((one, other) => (one === undefined || other.length < one.length ? other : one), undefined);
}

function placesOfOnes(marks: Uint8Array): Uint32Array {
  let count = 0;
  for (const mark of marks) count += mark;
  const places = new Uint32Array(count);
  let next = 0;
  for (let place = 0; next < count; place++) if (marks[place] === 1) places[next++] = place;
  return places;
}

/** The row for the domain itself is its root, not a child of the root. */
function childrenOf(store: RankedRows, { domain = '', folder = '' }: FileQuery, tests: readonly RowTest[]): Uint32Array {
  const children = store.childrenOf(domain, folder);
  if (tests.length === 0) return children;
  const { rowOf } = store.index.tables;
  return children.filter((rank) => fitsAll(tests, rowOf[rank - 1] ?? 0));
}

/** Of those whose names fit, so that fewer records are read. */
async function fittingRanks(
  { store, attributes }: Source,
  ranks: Uint32Array,
  { classes, size, modified, fileIDs }: FileConditions,
  signal: AbortSignal | undefined,
): Promise<Uint32Array> {
  let left = ranks;
  if (fileIDs !== undefined) {
    const wanted = new Set(fileIDs.map((fileID) => store.rankOf(fileID)));
    left = left.filter((rank) => wanted.has(rank));
  }
  if (classes === undefined && size === undefined && modified === undefined) return left;
  const known = await attributes.of(left, signal);
  return left.filter(
    (rank) =>
      isWithin(known.size(rank), size) &&
      isWithin(known.modified(rank), modified) &&
      (classes === undefined || (!Number.isNaN(known.size(rank)) && classes.includes(known.protectionClass(rank)))),
  );
}

/** NaN is within nothing. */
function isWithin(value: number, range: NumberRange | undefined): boolean {
  if (range === undefined) return true;
  const { least = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = range;
  return value >= least && value < below;
}

async function inOrder(
  { store, attributes }: Source,
  ranks: Uint32Array,
  order: FileOrder,
  signal: AbortSignal | undefined,
): Promise<Uint32Array> {
  const needsRecords = order.by === 'size' || order.by === 'modified' || order.by === 'class';
  const known: Attributes | undefined = needsRecords ? await attributes.of(ranks, signal) : undefined;
  return sortRanks(ranks, order, store.index.tables, known);
}

function stretchOf({ first, last }: RankRange): Matches {
  const count = Math.max(0, last - first + 1);
  return {
    count,
    ranks: (start, limit) => Array.from({ length: Math.max(0, Math.min(limit, count - start)) }, (_, index) => first + start + index),
    placeBehind: (rank) => Math.min(count, Math.max(0, rank - first + 1)),
    placeOf: (rank) => (rank >= first && rank <= last ? rank - first : undefined),
  };
}

function listOf(ranks: Uint32Array): Matches {
  const placeBehind = (rank: number) => {
    let low = 0;
    let high = ranks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranks[middle] ?? 0) <= rank) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    count: ranks.length,
    ranks: (start, limit) => [...ranks.subarray(start, start + limit)],
    placeBehind,
    placeOf: (rank) => (ranks[placeBehind(rank) - 1] === rank ? placeBehind(rank) - 1 : undefined),
  };
}

function orderedList(ranks: Uint32Array): Matches {
  const placeOf = (rank: number) => {
    const place = ranks.indexOf(rank);
    return place === -1 ? undefined : place;
  };
  return { ...listOf(ranks), placeBehind: (rank) => (placeOf(rank) ?? -1) + 1, placeOf };
}
