/** Which ranks of the catalogue a query means: a plain stretch, or a list found by going through the names in slices. */
import { throwIfAborted, nextTurn } from '../../base/index.ts';
import type { FileQuery } from './backup.ts';
import { BackupError } from '../errors.ts';
import type { RankedRows, RankedName, RankRange } from './catalogue/ranked-rows.ts';
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
const SLICE_ROWS = 2000;

/** @throws BackupError 'range-invalid' for a folder was given without its domain; CancelledError */
export async function findMatches(store: RankedRows, query: FileQuery, signal: AbortSignal | undefined): Promise<Matches> {
  const { domain, folder } = query;
  if (folder !== undefined && domain === undefined) {
    throw new BackupError('range-invalid', 'a folder was given without its domain', { data: { folder } });
  }
  if ((query.search ?? '') !== '' || query.glob !== undefined) return listOf(await filteredRanks(store, query, signal));
  if (folder !== undefined && domain !== undefined) return listOf(store.childrenOf(domain, folder));
  return stretchOf(store.rangeOf(domain));
}

/**
 * A search text of ASCII is compared letter by letter, capitals and small letters alike; any other text is compared after Unicode
 * composition (NFC) and lower-casing, for a keyboard and a phone may spell the same letter differently.
 */
export function searchTest(search: string): (name: string) => boolean {
  const fold = ASCII.test(search) ? asciiLower : (text: string) => text.normalize('NFC').toLowerCase();
  const wanted = fold(search);
  return (name) => fold(name).includes(wanted);
}

/** What a search looks through: inside a domain, whose name everybody knows, its paths; else domains too, and the apps that they are called after. */
export function searchedName({ domain, relativePath }: Pick<RankedName, 'domain' | 'relativePath'>, inDomain: string | undefined): string {
  return inDomain === undefined ? `${domain}/${relativePath}` : relativePath;
}

async function filteredRanks(store: RankedRows, query: FileQuery, signal: AbortSignal | undefined): Promise<Uint32Array> {
  const { search = '', domain } = query;
  const fits = pathTest(query);
  const ranks: number[] = [];
  for (const names of store.names({ domain, like: search === '' ? undefined : likePattern(search) }, SLICE_ROWS)) {
    throwIfAborted(signal);
    for (const name of names) {
      if (fits(name)) ranks.push(name.rank);
    }
    await nextTurn();
  }
  return Uint32Array.from(ranks).sort();
}

function pathTest({ search = '', glob, folder, domain: inDomain }: FileQuery): (name: RankedName) => boolean {
  const contains = search === '' ? undefined : searchTest(search);
  const fitsGlob = glob === undefined ? undefined : compileGlob(glob);
  const isChild = folder === undefined ? undefined : childTest(folder);
  return (name) =>
    isChild?.(name.relativePath) !== false &&
    contains?.(searchedName(name, inDomain)) !== false &&
    fitsGlob?.(`${name.domain}/${name.relativePath}`) !== false;
}

function childTest(folder: string): (relativePath: string) => boolean {
  const prefix = folder === '' ? '' : `${folder}/`;
  return (relativePath) => relativePath !== '' && relativePath.startsWith(prefix) && !relativePath.slice(prefix.length).includes('/');
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

function listOf(ranks: Uint32Array): Matches {
  return {
    count: ranks.length,
    ranks: (start, limit) => [...ranks.subarray(start, start + limit)],
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
