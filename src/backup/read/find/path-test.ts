/** Whether a text is in the path of a row: answered folder by folder, so that no path of a million is put together. */
import { compileGlob } from '../glob.ts';
import type { CatalogueTables } from '../index/catalogue-tables.ts';
import { NOWHERE } from '../index/folder-tree.ts';
import { foldFor, termOf, textOf, type Term } from './term.ts';

/** A row is its place among all, in the order in which they lie. */
export interface RowTest {
  readonly fits: (row: number) => boolean;
  /** Rows that may fit, where those are few: no other one does. */
  readonly candidates?: Uint32Array | undefined;
}

const SLASH = 0x2f;

/**
 * Inside a domain, whose name everybody knows, paths are looked through; else `domain/path`, so that the apps are found that domains are called after.
 * A text that has a slash ends in a name, and what is before its last slash is what folders end with.
 */
export function pathContains(tables: CatalogueTables, search: string, inDomain: boolean): RowTest {
  const { names, parents } = tables;
  const cut = search.lastIndexOf('/') + 1;
  const whole = termOf(search, search);
  const folders = lookAtFolders(tables, search, inDomain);
  if (cut === 0) {
    const marks = whole.marksIn(names);
    return {
      fits: (row) => marks[row] === 1 || folders.has[parents[row] ?? 0] === 1,
      candidates: folders.has.includes(1) ? undefined : fewOnes(marks),
    };
  }
  const last = termOf(search.slice(cut), search);
  const fold = foldFor(search);
  const wanted = fold(search);
  return {
    fits: (row) => {
      const parent = parents[row] ?? 0;
      if (folders.has[parent] === 1 || (folders.ends[parent] === 1 && last.begins(names, row))) return true;
      // A hostile path of more levels than any phone has goes on in its name.
      return hasSlash(tables, row) && fold(pathOf(tables, row, inDomain)).includes(wanted);
    },
  };
}

/** With more, going through all rows is as fast. */
const MOST_CANDIDATES = 50_000;

function fewOnes(marks: Uint8Array): Uint32Array | undefined {
  const places: number[] = [];
  for (let place = marks.indexOf(1); place !== -1; place = marks.indexOf(1, place + 1)) {
    if (places.push(place) > MOST_CANDIDATES) return undefined;
  }
  return Uint32Array.from(places);
}

/** A pattern without a slash is one for names, and one with a slash for the last parts of a path. */
export function nameFits(tables: CatalogueTables, glob: string): RowTest {
  const { names } = tables;
  const hasPlace = glob.includes('/');
  const [, ending] = /^\*([a-z0-9._ -]+)$/i.exec(glob) ?? [];
  // What most patterns are, without making a text of every name.
  const end = ending === undefined ? undefined : termOf(ending, ending);
  const fits = compileGlob(hasPlace ? `**/${glob.replace(/^\/+/, '')}` : glob, { ignoreCase: true });
  const literal = literalOf(glob);
  const mayFit = literal === '' ? undefined : pathContains(tables, literal, false);
  return {
    fits: (row) =>
      (end?.ends(names, row, 0) === true && !hasSlash(tables, row)) ||
      (mayFit?.fits(row) !== false && fits(hasPlace ? pathOf(tables, row, false) : textOf(names, row))),
    candidates: mayFit?.candidates,
  };
}

/** `domain/path` of a row, or only its path. */
export function pathOf(tables: CatalogueTables, row: number, inDomain: boolean): string {
  return folderPath(tables, tables.parents[row] ?? NOWHERE, inDomain) + textOf(tables.names, row);
}

/** What paths of rows in a folder begin with. */
export function folderPath({ folders, domainOf }: CatalogueTables, number: number, inDomain: boolean): string {
  let path = '';
  let folder = number;
  for (; !isTop(folders.names, folder); folder = folders.parents.at(folder)) path = textOf(folders.names, folder) + path;
  return inDomain ? path : `${domainOf(folder)}/${path}`;
}

interface FoldersLookedAt {
  /** The text is in the path of the folder, with the slash at its end. */
  readonly has: Uint8Array;
  /** That path ends with what is before the last slash of the text, and with that slash. */
  readonly ends: Uint8Array;
}

/** A folder comes behind the one that it is in, so one pass is enough. */
function lookAtFolders(tables: CatalogueTables, search: string, inDomain: boolean): FoldersLookedAt {
  const { names, parents } = tables.folders;
  const above = parents.packed;
  const cut = search.lastIndexOf('/') + 1;
  const last = termOf(search.slice(cut), search);
  if (cut === 0) return { has: spread(markDomains(tables, search, inDomain, last.marksIn(names)), above), ends: NONE };
  const has = markDomains(tables, search, inDomain, new Uint8Array(names.length));
  const ends = new Uint8Array(has.length);
  const head = new FolderEnd(tables, search.slice(0, cut), search, inDomain);
  for (let folder = 0; folder < has.length; folder++) {
    const parent = above[folder] ?? NOWHERE;
    if (head.fits(folder)) ends[folder] = 1;
    const isHere = cut === search.length ? ends[folder] === 1 : ends[parent] === 1 && last.begins(names, folder);
    if (has[parent] === 1 || isHere) has[folder] = 1;
  }
  return { has, ends };
}

const NONE = new Uint8Array(0);

/** What is in a folder that is marked is marked, too. */
function spread(marks: Uint8Array, parents: Uint32Array): Uint8Array {
  if (!marks.includes(1)) return marks;
  for (let folder = 0; folder < marks.length; folder++) if (marks[folder] === 0 && marks[parents[folder] ?? 0] === 1) marks[folder] = 1;
  return marks;
}

function markDomains({ folders, domainOf }: CatalogueTables, search: string, inDomain: boolean, marks: Uint8Array): Uint8Array {
  if (inDomain) return marks;
  const fold = foldFor(search);
  const wanted = fold(search);
  const above = folders.parents.packed;
  for (let top = above.indexOf(NOWHERE); top !== -1; top = above.indexOf(NOWHERE, top + 1)) {
    if (fold(`${domainOf(top)}/`).includes(wanted)) marks[top] = 1;
  }
  return marks;
}

/** What a path of folders ends with, one part after the other from its end. */
class FolderEnd {
  readonly #tables: CatalogueTables;
  readonly #parts: readonly string[];
  readonly #terms: readonly Term[];
  readonly #fold: (text: string) => string;
  readonly #inDomain: boolean;

  /** `head` has a slash at its end. */
  constructor(tables: CatalogueTables, head: string, search: string, inDomain: boolean) {
    this.#tables = tables;
    this.#parts = head.slice(0, -1).split('/');
    this.#terms = this.#parts.map((part) => termOf(part, search));
    this.#fold = foldFor(search);
    this.#inDomain = inDomain;
  }

  fits(folder: number): boolean {
    const { folders, domainOf } = this.#tables;
    let at = folder;
    for (let part = this.#terms.length - 1; part >= 0; part--) {
      if (isTop(folders.names, at)) {
        const rest = this.#fold(`${this.#parts.slice(0, part + 1).join('/')}/`);
        return !this.#inDomain && this.#fold(`${domainOf(at)}/`).endsWith(rest);
      }
      const term = this.#terms[part];
      if (part === 0) return term?.ends(folders.names, at, 1) === true;
      if (term?.is(folders.names, at, 1) !== true) return false;
      at = folders.parents.at(at);
    }
    return false;
  }
}

/** The folder that holds the row of a domain, and the one that holds what is in it: both have no name. */
function isTop(names: CatalogueTables['folders']['names'], folder: number): boolean {
  return names.startOf(folder) === names.endOf(folder);
}

function hasSlash({ names }: CatalogueTables, row: number): boolean {
  const end = names.endOf(row);
  for (let at = names.startOf(row); at < end; at++) if (names.bytes[at] === SLASH) return true;
  return false;
}

/** The longest part of a pattern that stands for itself: where that is not, the pattern does not fit. */
function literalOf(glob: string): string {
  if (/[\\[\]{}]/.test(glob) || !/^\p{ASCII}*$/u.test(glob)) return '';
  const parts = glob.replace(/^\/+/, '').split(/(?:\*\*\/|[*?])+/);
  return parts.reduce((one, other) => (other.length > one.length ? other : one), '');
}
