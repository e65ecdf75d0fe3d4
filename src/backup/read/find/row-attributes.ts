/** Size, date, class and kind of files, which only their records tell: read for the rows that are asked about, or once for all. */
import { CancelledError, nextTurn, throwIfAborted } from '../../../base/index.ts';
import type { FileNumbers } from '../../../formats/index.ts';
import type { RankedRows } from '../catalogue/ranked-rows.ts';
import { kindOf, recordOf } from '../file-rows.ts';

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
/** With more rows that have to be asked for one by one, so is one of SQLite. */
const MOST_MISSED = 20_000;
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
    if (record !== undefined) this.set(rank, flags, record);
  }

  set(rank: number, flags: number, { mode, size, lastModified, protectionClass }: FileNumbers): void {
    if (kindOf(flags, mode) === 'file') this.#size[rank] = Math.max(0, size);
    this.#modified[rank] = lastModified * MS;
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

export class RowAttributes implements Disposable {
  readonly #store: RankedRows;
  readonly #mostSingleRows: number;
  #isClosed = false;
  #whole: AttributeTable | undefined;
  /** Reading of all records, which whoever asks next goes on with when the one who began it no longer waits. */
  #reading: Generator<undefined, AttributeTable, undefined> | undefined;

  constructor(store: RankedRows, mostSingleRows = MOST_SINGLE_ROWS) {
    this.#store = store;
    this.#mostSingleRows = mostSingleRows;
  }

  /** @throws CancelledError */
  async of(ranks: Uint32Array, signal: AbortSignal | undefined): Promise<Attributes> {
    if (this.#whole !== undefined) return this.#whole;
    if (ranks.length > this.#mostSingleRows) return await this.#readAll(signal);
    const some = new SomeAttributes(ranks);
    for (let at = 0; at < ranks.length; at += SLICE_ROWS) {
      throwIfAborted(signal);
      addRows(this.#store, ranks.subarray(at, at + SLICE_ROWS), some);
      await nextTurn();
    }
    return some;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#reading?.return(new AttributeTable(0));
    this.#reading = undefined;
  }

  async #readAll(signal: AbortSignal | undefined): Promise<AttributeTable> {
    for (;;) {
      throwIfAborted(signal);
      if (this.#isClosed) throw new CancelledError();
      const whole = this.#whole ?? this.#readOn();
      if (whole !== undefined) return whole;
      await nextTurn();
    }
  }

  #readOn(): AttributeTable | undefined {
    this.#reading ??= readTable(this.#store);
    try {
      const { done, value } = this.#reading.next();
      if (done !== true) return undefined;
      this.#whole = value;
    } catch (error) {
      this.#reading = undefined;
      throw error;
    }
    this.#reading = undefined;
    return this.#whole;
  }
}

/** A piece each time: from the pages of the file if they are as usual, else by SQLite. */
function* readTable(store: RankedRows): Generator<undefined, AttributeTable, undefined> {
  const rows = store.index.length;
  const table = new AttributeTable(rows);
  const onRecord = table.set.bind(table);
  const missed = yield* store.numbers({ onRecord, mostMissed: MOST_MISSED });
  if (missed === undefined) return yield* askForTable(store);
  for (let at = 0; at < missed.length; at += SLICE_ROWS) {
    addRows(store, missed.slice(at, at + SLICE_ROWS), table);
    yield undefined;
  }
  return table;
}

function* askForTable(store: RankedRows): Generator<undefined, AttributeTable, undefined> {
  const table = new AttributeTable(store.index.length);
  for (const rows of store.records(SLICE_ROWS)) {
    for (const { rank, flags, blob } of rows) table.add(rank, flags, blob);
    yield undefined;
  }
  return table;
}

function addRows(store: RankedRows, ranks: Iterable<number>, table: Pick<AttributeTable, 'add'>): void {
  for (const { rank, flags, blob } of store.rowsAt([...ranks])) table.add(rank, flags, blob);
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
