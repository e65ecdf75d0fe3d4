/** The rows of one table in the order of their keys, to be compared with those of another database in the same sandbox. */
import { randomUUID } from 'node:crypto';
import { cellAt, longCell, type Cell } from '../../preview/sqlite/cell.ts';
import { quoted } from '../../preview/sqlite/names.ts';
import type { SandboxedDatabase, SandboxedStatement } from '../../read/sqlite/sandbox/sandboxed-database.ts';

/** Longer cells are not fetched; only their type and length are compared. */
const LONG_CELL_BYTES = 4 * 1024 * 1024;
const LIMITS = { textBytes: 256, digestBytes: LONG_CELL_BYTES };
/** A result of SQLite has at most 2,000 columns. */
export const MOST_COMPARED_COLUMNS = 1900;

/** Stands for a long cell, before its type and length; nobody who writes a database can know it. */
const LONG_MARK = randomUUID();

/** How the rows of a table are told apart: by SQL expressions, all of them columns or the rowid. */
export interface RowKey {
  readonly keyedBy: 'rowid' | 'primary-key';
  readonly columns: readonly string[];
  readonly sql: readonly string[];
}

const ORDER_OF_TYPES = { null: 0, integer: 1, real: 1, text: 2, blob: 3 } as const;

export class KeyedRows implements Disposable {
  readonly #statement: SandboxedStatement;
  readonly #keys: number;
  readonly #columns: readonly string[];
  #hasRow = false;

  constructor(database: SandboxedDatabase, table: string, key: RowKey, columns: readonly string[]) {
    this.#keys = key.sql.length;
    this.#columns = columns;
    const isLong = columns.map((name) => `octet_length(${quoted(name)}) > ${LONG_CELL_BYTES}`);
    const cells = columns.map((name, index) => {
      const column = quoted(name);
      return `CASE WHEN ${isLong[index] ?? ''} THEN '${LONG_MARK} ' || typeof(${column}) || ' ' || octet_length(${column}) ELSE ${column} END`;
    });
    const anyLong = isLong.length === 0 ? '0' : `coalesce(${anyOf(isLong)}, 0)`;
    const order = key.sql.map((part) => `${part} COLLATE BINARY`).join(', ');
    this.#statement = database.prepare(`SELECT ${[...key.sql, anyLong, ...cells].join(', ')} FROM ${quoted(table)} ORDER BY ${order}`);
  }

  /** There is a current row. */
  get hasRow(): boolean {
    return this.#hasRow;
  }

  next(): void {
    this.#hasRow = this.#statement.step();
  }

  /** Negative where this row comes before the other one, 0 where it is the same one: the order of SQLite, texts byte by byte. */
  compareKey(other: KeyedRows): number {
    for (let index = 0; index < this.#keys; index++) {
      const order = compareAt(this.#statement, other.#statement, index);
      if (order !== 0) return order;
    }
    return 0;
  }

  /** Places of the columns whose cells differ. */
  differences(other: KeyedRows): number[] {
    const places: number[] = [];
    for (let place = 0; place < this.#columns.length; place++) {
      if (!isSame(this.#statement, other.#statement, this.#at(place))) places.push(place);
    }
    return places;
  }

  /** Cells of this row that are too long to be compared, and have the same length in the other. */
  longCells(other: KeyedRows): number {
    const flag = this.#keys;
    if (this.#statement.integer(flag) === 0n || other.#statement.integer(flag) === 0n) return 0;
    let count = 0;
    for (let place = 0; place < this.#columns.length; place++) {
      if (this.#longAt(place) !== undefined && isSame(this.#statement, other.#statement, this.#at(place))) count++;
    }
    return count;
  }

  key(): Cell[] {
    return Array.from({ length: this.#keys }, (_, index) => cellAt(this.#statement, index, LIMITS));
  }

  cell(place: number): Cell {
    return this.#longAt(place) ?? cellAt(this.#statement, this.#at(place), LIMITS);
  }

  [Symbol.dispose](): void {
    this.#statement[Symbol.dispose]();
  }

  #at(place: number): number {
    return this.#keys + 1 + place;
  }

  /** In a row that has long cells, a text such as `MARK blob 5000000` stands for one. */
  #longAt(place: number): Cell | undefined {
    if (this.#statement.integer(this.#keys) === 0n || this.#statement.type(this.#at(place)) !== 'text') return undefined;
    const text = Buffer.from(this.#statement.bytes(this.#at(place)).subarray(0, 64)).toString('latin1');
    const [mark, type, bytes] = text.split(' ');
    if (mark !== LONG_MARK) return undefined;
    return longCell(type === 'blob' ? 'blob' : 'text', Number(bytes));
  }
}

/** By halves: SQLite goes into each pair, and a chain of as many as a table has columns would be too deep for it. */
function anyOf(tests: readonly string[]): string {
  const half = tests.length >> 1;
  return half === 0 ? (tests[0] ?? '0') : `(${anyOf(tests.slice(0, half))} OR ${anyOf(tests.slice(half))})`;
}

function isSame(one: SandboxedStatement, other: SandboxedStatement, at: number): boolean {
  const type = one.type(at);
  if (type !== other.type(at)) return false;
  switch (type) {
    case 'null':
      return true;
    case 'integer':
      return one.integer(at) === other.integer(at);
    case 'real':
      return one.real(at) === other.real(at);
    case 'text':
    case 'blob':
      return compareBytes(one, other, at) === 0;
  }
}

function compareAt(one: SandboxedStatement, other: SandboxedStatement, at: number): number {
  const type = one.type(at);
  const otherType = other.type(at);
  const order = ORDER_OF_TYPES[type] - ORDER_OF_TYPES[otherType];
  if (order !== 0 || type === 'null') return order;
  if (type === 'text' || type === 'blob') return compareBytes(one, other, at);
  // A bigint and a number compare by their exact values.
  const left = type === 'integer' ? one.integer(at) : one.real(at);
  const right = otherType === 'integer' ? other.integer(at) : other.real(at);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Asking for the first can move the memory that both are in. */
function compareBytes(one: SandboxedStatement, other: SandboxedStatement, at: number): number {
  other.bytes(at);
  const left = one.bytes(at);
  return Buffer.compare(left, other.bytes(at));
}
