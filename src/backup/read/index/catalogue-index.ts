/** The order of all rows of a catalogue, the children of each folder, and the names of both: about 30 bytes a row, and the bytes of its name. */
import type { CatalogueTables } from './catalogue-tables.ts';
import { FolderRanges } from './folder-ranges.ts';
import type { FolderTree } from './folder-tree.ts';
import { compareNames, type NameStore } from './name-store.ts';

export interface DomainRows {
  readonly domain: string;
  /** Folder that holds the row of the domain itself, and `root`. */
  readonly top: number;
  /** Folder that holds what lies directly in the domain. */
  readonly root: number;
  /** Ranks, both included. */
  first: number;
  last: number;
  files: number;
  directories: number;
  symlinks: number;
}

interface IndexedRows {
  /** Of each row, ascending. */
  readonly rowids: Float64Array;
  /** Folder of each row. */
  readonly parents: Uint32Array;
  /** Of each row; `ODD_FLAGS` for what no phone writes. */
  readonly flags: Uint8Array;
  /** Last segment of each row. */
  readonly names: NameStore;
  readonly folders: FolderTree;
  readonly domains: ReadonlyMap<string, DomainRows>;
}

/** Ranks count from 1, by the bytes of domain, then relativePath; rows that have both in common stay in the order in which they lie. */
export class CatalogueIndex {
  /** In order. */
  readonly domains: readonly DomainRows[];
  readonly #byName: ReadonlyMap<string, DomainRows>;
  readonly #folders: FolderTree;
  readonly #rowids: Float64Array;
  /** Row (its place in `rowids`) of each rank, and the other way round. */
  readonly #rowOf: Uint32Array;
  readonly #rankOf: Uint32Array;
  /** Ranks of the rows in each folder, folder after folder. */
  readonly #children: Uint32Array;
  readonly #childrenAt: Uint32Array;
  readonly tables: CatalogueTables;
  #ranges: FolderRanges | undefined;

  constructor(rows: IndexedRows, domains: readonly DomainRows[], ordered: OrderedRows) {
    this.domains = domains;
    this.#byName = rows.domains;
    this.#folders = rows.folders;
    this.#rowids = rows.rowids;
    this.#rowOf = ordered.rowOf;
    this.#rankOf = ordered.rankOf;
    this.#children = ordered.children;
    this.#childrenAt = ordered.childrenAt;
    const tops = new Map(domains.flatMap(({ domain, top, root }) => [[top, domain] as const, [root, domain] as const]));
    const { rowids, names, parents, flags, folders } = rows;
    const { rowOf, rankOf } = ordered;
    this.tables = { rowids, names, parents, flags, folders, rowOf, rankOf, domainOf: (top) => tops.get(top) ?? '' };
  }

  get length(): number {
    return this.#rowids.length;
  }

  rowsOf(domain: string): DomainRows | undefined {
    return this.#byName.get(domain);
  }

  rowidAt(rank: number): number {
    return this.#rowids[this.#rowOf[rank - 1] ?? 0] ?? 0;
  }

  /** Undefined for a row that is not in the index. */
  rankOfRowid(rowid: number): number | undefined {
    let low = 0;
    let high = this.#rowids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rowids[middle] ?? 0) < rowid) low = middle + 1;
      else high = middle;
    }
    return this.#rowids[low] === rowid ? this.#rankOf[low] : undefined;
  }

  /** Ranks of the direct children of a folder, ascending; "" is the root of the domain. Empty for a folder that nothing lies in. */
  childrenOf(domain: string, folder: string): Uint32Array {
    const number = this.#folderNumber(domain, folder);
    if (number === undefined) return new Uint32Array(0);
    return this.#children.subarray(this.#childrenAt[number], this.#childrenAt[number + 1]);
  }

  /** The rank of what has this name in the folder of another row. */
  siblingOf(row: number, name: Uint8Array): number | undefined {
    const { parents, names, rowOf } = this.tables;
    const folder = parents[row] ?? 0;
    let low = this.#childrenAt[folder] ?? 0;
    let high = this.#childrenAt[folder + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      const rank = this.#children[middle] ?? 0;
      const other = rowOf[rank - 1] ?? 0;
      const difference = Buffer.compare(names.bytes.subarray(names.startOf(other), names.endOf(other)), name);
      if (difference === 0) return rank;
      if (difference < 0) low = middle + 1;
      else high = middle;
    }
    return undefined;
  }

  /** Names of the folders in a folder that paths go through, whether there is a row for them or not, in no order; "" is the root of the domain. */
  foldersIn(domain: string, folder: string): string[] {
    const number = this.#folderNumber(domain, folder);
    if (number === undefined) return [];
    const { names } = this.#folders;
    // Without the slash behind it.
    return this.#foldersOf(number).map((child) =>
      Buffer.from(names.bytes.subarray(names.startOf(child), names.endOf(child) - 1)).toString(),
    );
  }

  /** The ranks of what lies in a folder at any depth, both included; without the row of the folder itself. */
  rangeBelow(domain: string, folder: string): { first: number; last: number } {
    const number = this.#folderNumber(domain, folder);
    return number === undefined ? { first: 1, last: 0 } : this.#ranksBelow(number);
  }

  #ranksBelow(folder: number): { first: number; last: number } {
    this.#ranges ??= new FolderRanges(this.tables);
    return this.#ranges.ranksBelow(folder);
  }

  #foldersOf(folder: number): number[] {
    this.#ranges ??= new FolderRanges(this.tables);
    return this.#ranges.foldersIn(folder);
  }

  #folderNumber(domain: string, folder: string): number | undefined {
    let number = this.#byName.get(domain)?.root;
    if (folder === '') return number;
    for (const segment of folder.split('/')) {
      if (number === undefined) return undefined;
      number = this.#folders.find(number, Buffer.from(`${segment}/`));
    }
    return number;
  }
}

interface OrderedRows {
  readonly rowOf: Uint32Array;
  readonly rankOf: Uint32Array;
  readonly children: Uint32Array;
  readonly childrenAt: Uint32Array;
}

/**
 * Every folder holds items: its rows, by their name, and its folders, by their name with a slash. In the order of those, folders gone through
 * where they stand, rows come in the order of the bytes of their whole paths: `a`, `a-b`, `a/b`.
 */
export function orderRows(rows: IndexedRows): CatalogueIndex {
  const domains = [...rows.domains.values()].sort((a, b) => Buffer.compare(Buffer.from(a.domain), Buffer.from(b.domain)));
  const items = new FolderItems(rows);
  return new CatalogueIndex(rows, domains, new Ranking(rows, items, domains));
}

/** Items are numbered: first the rows, then the folders. */
class FolderItems {
  readonly items: Uint32Array;
  /** Where the items of each folder begin; one more at the end. */
  readonly itemsAt: Uint32Array;

  constructor({ parents, names, folders }: IndexedRows) {
    const rowCount = parents.length;
    const parentsOfFolders = folders.parents.packed;
    this.itemsAt = startsOf([parents, parentsOfFolders], folders.length);
    this.items = new Uint32Array(rowCount + folders.length);
    const next = this.itemsAt.slice();
    const place = (parent: number, item: number) => {
      const at = next[parent];
      if (at === undefined) return; // a domain stands in no folder
      this.items[at] = item;
      next[parent] = at + 1;
    };
    parents.forEach(place);
    parentsOfFolders.forEach((parent, folder) => {
      place(parent, rowCount + folder);
    });
    const storeOf = (item: number) => (item < rowCount ? names : folders.names);
    const numberIn = (item: number) => (item < rowCount ? item : item - rowCount);
    const compare = (a: number, b: number) => compareNames(storeOf(a), numberIn(a), storeOf(b), numberIn(b));
    for (let folder = 0; folder < folders.length; folder++) {
      sortItems(this.items, this.itemsAt[folder] ?? 0, this.itemsAt[folder + 1] ?? 0, compare);
    }
  }
}

class Ranking implements OrderedRows {
  readonly rowOf: Uint32Array;
  readonly rankOf: Uint32Array;
  readonly children: Uint32Array;
  readonly childrenAt: Uint32Array;
  readonly #nextChild: Uint32Array;
  readonly #rows: IndexedRows;
  #lastRank = 0;

  constructor(rows: IndexedRows, items: FolderItems, domains: readonly DomainRows[]) {
    const count = rows.parents.length;
    this.#rows = rows;
    this.rowOf = new Uint32Array(count);
    this.rankOf = new Uint32Array(count);
    this.children = new Uint32Array(count);
    this.childrenAt = startsOf([rows.parents], rows.folders.length);
    this.#nextChild = this.childrenAt.slice();
    for (const domain of domains) {
      domain.first = this.#lastRank + 1;
      this.#goThrough(domain.top, items);
      domain.last = this.#lastRank;
    }
  }

  /** Without recursion: hostile paths may be thousands of folders deep. */
  #goThrough(top: number, { items, itemsAt }: FolderItems): void {
    const rowCount = this.#rows.parents.length;
    const open = [{ at: itemsAt[top] ?? 0, end: itemsAt[top + 1] ?? 0 }];
    for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
      if (folder.at === folder.end) {
        open.pop();
        continue;
      }
      const item = items[folder.at++] ?? 0;
      if (item < rowCount) this.#giveRank(item);
      else open.push({ at: itemsAt[item - rowCount] ?? 0, end: itemsAt[item - rowCount + 1] ?? 0 });
    }
  }

  #giveRank(row: number): void {
    const rank = ++this.#lastRank;
    this.rowOf[rank - 1] = row;
    this.rankOf[row] = rank;
    const parent = this.#rows.parents[row] ?? 0;
    const at = this.#nextChild[parent] ?? 0;
    this.children[at] = rank;
    this.#nextChild[parent] = at + 1;
  }
}

/** Where the things of each folder begin when they lie folder after folder; one more at the end. */
function startsOf(parents: readonly Uint32Array[], folders: number): Uint32Array {
  const starts = new Uint32Array(folders + 1);
  for (const list of parents) {
    for (const parent of list) {
      if (parent < folders) starts[parent + 1] = (starts[parent + 1] ?? 0) + 1;
    }
  }
  for (let folder = 0; folder < folders; folder++) starts[folder + 1] = (starts[folder + 1] ?? 0) + (starts[folder] ?? 0);
  return starts;
}

/** Few items are sorted faster by hand than by a call that copies them. */
const FEW = 12;

function sortItems(items: Uint32Array, from: number, to: number, compare: (a: number, b: number) => number): void {
  if (to - from > FEW) {
    items.subarray(from, to).sort(compare);
    return;
  }
  for (let next = from + 1; next < to; next++) {
    const item = items[next] ?? 0;
    let at = next;
    for (; at > from; at--) {
      const before = items[at - 1] ?? 0;
      if (compare(before, item) <= 0) break;
      items[at] = before;
    }
    items[at] = item;
  }
}
