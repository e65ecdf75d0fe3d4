/** Size, date, class and kind of files, which only their records tell: read for the rows that are asked about, or once for all. */
import { nextTurn, throwIfAborted } from '../../../base/index.ts';
import type { RankedRows } from '../catalogue/ranked-rows.ts';
import { kindOf, kindOfFlags, recordOf } from '../file-rows.ts';

/** What a record says, and NaN for what it does not. */
export interface Attributes {
  /** Bytes; only a file has a size. */
  size(rank: number): number;
  /** Milliseconds since 1970. */
  modified(rank: number): number;
  protectionClass(rank: number): number;
}

/** With more, a pass over the whole catalogue is faster, and is not needed again. */
const MOST_SINGLE_ROWS = 20_000;
const SLICE_ROWS = 2000;
const NO_CLASS = 255;
const MS = 1000;

/** Some 17 bytes a row. */
class AttributeTable implements Attributes {
  readonly #size: Float64Array;
  readonly #modified: Float64Array;
  readonly #classes: Uint8Array;

  constructor(rows: number) {
    this.#size = new Float64Array(rows + 1).fill(Number.NaN);
    this.#modified = new Float64Array(rows + 1).fill(Number.NaN);
    this.#classes = new Uint8Array(rows + 1).fill(NO_CLASS);
  }

  add(rank: number, flags: number, blob: Uint8Array | null): void {
    const { record } = recordOf({ blob });
    if (record === undefined) return;
    if ((kindOfFlags(flags) ?? kindOf(flags, record.mode)) === 'file') this.#size[rank] = Math.max(0, record.size);
    this.#modified[rank] = record.lastModified * MS;
    const { protectionClass } = record;
    if (protectionClass >= 0 && protectionClass < NO_CLASS) this.#classes[rank] = protectionClass;
  }

  size(rank: number): number {
    return this.#size[rank] ?? Number.NaN;
  }

  modified(rank: number): number {
    return this.#modified[rank] ?? Number.NaN;
  }

  protectionClass(rank: number): number {
    const known = this.#classes[rank] ?? NO_CLASS;
    return known === NO_CLASS ? Number.NaN : known;
  }
}

export class RowAttributes {
  readonly #store: RankedRows;
  #whole: AttributeTable | undefined;

  constructor(store: RankedRows) {
    this.#store = store;
  }

  /** @throws CancelledError */
  async of(ranks: Uint32Array, signal: AbortSignal | undefined): Promise<Attributes> {
    if (this.#whole !== undefined) return this.#whole;
    if (ranks.length > MOST_SINGLE_ROWS) return (this.#whole = await this.#readAll(signal));
    const some = new SomeAttributes(ranks);
    for (let at = 0; at < ranks.length; at += SLICE_ROWS) {
      throwIfAborted(signal);
      for (const { rank, flags, blob } of this.#store.rowsAt([...ranks.subarray(at, at + SLICE_ROWS)])) some.add(rank, flags, blob);
      await nextTurn();
    }
    return some;
  }

  async #readAll(signal: AbortSignal | undefined): Promise<AttributeTable> {
    const table = new AttributeTable(this.#store.index.length);
    for (const rows of this.#store.records(SLICE_ROWS)) {
      throwIfAborted(signal);
      for (const { rank, flags, blob } of rows) table.add(rank, flags, blob);
      await nextTurn();
    }
    return table;
  }
}

/** Of a few rows, which may be anywhere. */
class SomeAttributes implements Attributes {
  readonly #places: ReadonlyMap<number, number>;
  readonly #table: AttributeTable;

  constructor(ranks: Uint32Array) {
    this.#places = new Map(Array.from(ranks, (rank, place) => [rank, place]));
    this.#table = new AttributeTable(ranks.length);
  }

  add(rank: number, flags: number, blob: Uint8Array | null): void {
    this.#table.add(this.#places.get(rank) ?? 0, flags, blob);
  }

  size(rank: number): number {
    return this.#table.size(this.#places.get(rank) ?? -1);
  }

  modified(rank: number): number {
    return this.#table.modified(this.#places.get(rank) ?? -1);
  }

  protectionClass(rank: number): number {
    return this.#table.protectionClass(this.#places.get(rank) ?? -1);
  }
}
