/** Goes through the rows of two catalogs side by side: both are ordered by the bytes of domain, then path. */
import type { CatalogueRow, RankedRows } from '../../read/catalogue/ranked-rows.ts';

/** A name that both have, or one of them. Where all of a row is the same in both, they are one object. */
export interface RowPair {
  readonly before: CatalogueRow | undefined;
  readonly after: CatalogueRow | undefined;
}

/** Each pair is good until the next one is asked for. */
export function* pairRows(before: RankedRows, after: RankedRows): Generator<RowPair, void, undefined> {
  using oldCells = before.cells();
  using newCells = after.cells();
  const [old, now] = [new RowCursor(before), new RowCursor(after)];
  while (!old.isAtEnd || !now.isAtEnd) {
    // Most rows of two backups are the same to the byte, and SQLite is not asked for them.
    const isAlike = newCells !== undefined && oldCells?.isLike(old.rank, newCells, now.rank) === true;
    const alike = isAlike ? oldCells.rowAt(old.rank) : undefined;
    if (alike !== undefined) {
      yield { before: alike, after: alike };
      old.rank++;
      now.rank++;
      continue;
    }
    const [one, other] = [old.row(), now.row()];
    if (one === undefined && other === undefined) return;
    const order = one === undefined ? 1 : other === undefined ? -1 : compareNames(one, other);
    yield { before: order > 0 ? undefined : one, after: order < 0 ? undefined : other };
    if (order <= 0) old.rank++;
    if (order >= 0) now.rank++;
  }
}

const FEWEST_ROWS = 2;
const MOST_ROWS = 1000;

/** Asks SQLite for many rows at once as long as it is always the next one that is wanted. */
class RowCursor {
  rank = 1;
  readonly #catalogue: RankedRows;
  readonly #last: number;
  readonly #rows = new Map<number, CatalogueRow>();
  #behind = 1;
  #count = 0;

  constructor(catalogue: RankedRows) {
    this.#catalogue = catalogue;
    this.#last = catalogue.rangeOf(undefined).last;
  }

  get isAtEnd(): boolean {
    return this.rank > this.#last;
  }

  /** Goes on to the first row that there is. Undefined behind the last one. */
  row(): CatalogueRow | undefined {
    for (; !this.isAtEnd; this.rank++) {
      if (this.rank >= this.#behind) this.#load();
      const row = this.#rows.get(this.rank);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  #load(): void {
    const isNear = this.rank < this.#behind + this.#count;
    this.#count = isNear ? Math.min(MOST_ROWS, this.#count * 2) : FEWEST_ROWS;
    this.#behind = this.rank + this.#count;
    this.#rows.clear();
    for (const row of this.#catalogue.rows({ first: this.rank, last: this.#behind - 1 })) this.#rows.set(row.rank, row);
  }
}

type Names = Pick<CatalogueRow, 'domain' | 'relativePath'>;

function compareNames(one: Names, other: Names): number {
  return compareAsUtf8(one.domain, other.domain) || compareAsUtf8(one.relativePath, other.relativePath);
}

/** As the bytes of their UTF-8 compare, which is not how units of UTF-16 do. */
export function compareAsUtf8(one: string, other: string): number {
  if (one === other) return 0;
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right) return inOrder(left) - inOrder(right);
  }
  return one.length - other.length;
}

/** Surrogates stand for characters behind all others. */
function inOrder(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
