/** Which ranks of the catalogue a query means: a plain stretch, or a list found by going through the names in slices. */
import { throwIfAborted } from '../../base/index.ts';
import type { FileQuery } from './backup.ts';
import type { CatalogueStore, RankRange } from './catalogue-store.ts';
import { compileGlob } from './glob.ts';

export interface Matches {
  readonly count: number;
  /** Ranks of the matches at places from `start` on (counted from 0), at most `limit`. */
  ranks(start: number, limit: number): number[];
  /** Place of the first match behind a rank. */
  placeBehind(rank: number): number;
}

/** Longer patterns are refused by SQLite, and no name is that long. */
const LONGEST_LIKE_CHARS = 4096;

/** No NUL: SQLite's LIKE would stop there. */
const ASCII = /^(?!.*\0)\p{ASCII}*$/su;

/** Rows looked at before others get their turn and a cancelled search can end. */
const SLICE_ROWS = 20_000;

export async function findMatches(store: CatalogueStore, query: FileQuery, signal: AbortSignal | undefined): Promise<Matches> {
  const range = store.rangeOf(query.domain);
  const isFiltered = (query.search ?? '') !== '' || query.glob !== undefined;
  return isFiltered ? listOf(await filteredRanks(store, query, range, signal)) : stretchOf(range);
}

/**
 * A search text of ASCII is compared letter by letter, capitals and small letters alike; any other text is compared after Unicode
 * composition (NFC) and lower-casing, for a keyboard and a phone may spell the same letter differently.
 */
export function searchTest(search: string): (relativePath: string) => boolean {
  const fold = ASCII.test(search) ? asciiLower : (text: string) => text.normalize('NFC').toLowerCase();
  const wanted = fold(search);
  return (relativePath) => fold(relativePath).includes(wanted);
}

async function filteredRanks(
  store: CatalogueStore,
  query: FileQuery,
  range: RankRange,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const search = query.search ?? '';
  const contains = search === '' ? undefined : searchTest(search);
  const fitsGlob = query.glob === undefined ? undefined : compileGlob(query.glob);
  const like = contains === undefined ? undefined : likePattern(search);
  const ranks: number[] = [];
  for (let first = range.first; first <= range.last; first += SLICE_ROWS) {
    throwIfAborted(signal);
    const slice = { first, last: Math.min(range.last, first + SLICE_ROWS - 1) };
    for (const [rank, domain, relativePath] of store.names(slice, like)) {
      const path = String(relativePath);
      if (contains?.(path) !== false && fitsGlob?.(`${String(domain)}/${path}`) !== false) ranks.push(Number(rank));
    }
    await nextTurn();
  }
  return ranks;
}

/** What lets SQLite leave out most rows before they become text here. */
function likePattern(search: string): string | undefined {
  if (!ASCII.test(search) || search.length > LONGEST_LIKE_CHARS) return undefined;
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}

function stretchOf({ first, last }: RankRange): Matches {
  const count = Math.max(0, last - first + 1);
  return {
    count,
    ranks: (start, limit) => Array.from({ length: Math.max(0, Math.min(limit, count - start)) }, (_, index) => first + start + index),
    placeBehind: (rank) => Math.min(count, Math.max(0, rank - first + 1)),
  };
}

function listOf(ranks: readonly number[]): Matches {
  return {
    count: ranks.length,
    ranks: (start, limit) => ranks.slice(start, start + limit),
    placeBehind(rank) {
      let low = 0;
      let high = ranks.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ranks[middle] ?? 0) <= rank) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** Lower case for A–Z only, as SQLite's LIKE compares. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
