/** Windows of the rows of a table: by key where it has one, by place through a list of keys where there is a filter or an order. */
import type { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import type { SqliteValue } from '../../read/sqlite/sqlite.ts';
import { BackupError } from '../../errors.ts';
import { weightOf, type Cell } from './cell.ts';
import { isOutOfTime, type DatabaseLimits } from './database-limits.ts';
import { rowidOf, viewColumns } from './database-schema.ts';
import type { ColumnFacts, TableFacts } from './schema-facts.ts';
import { KeyList } from './key-list.ts';
import { quoted } from './names.ts';
import { conditionOf, orderOf, type RowFilter, type RowOrder } from './row-filter.ts';
import { MOST_COLUMNS, prepareRows, readRows, WINDOW_LIMITS, type RawRow } from './row-reader.ts';

/** Which rows of a table or view. */
export interface RowSelection {
  readonly table: string;
  readonly filters?: readonly RowFilter[];
  readonly order?: RowOrder;
}

/** Some of the selected rows. */
export interface RowsRequest extends RowSelection {
  /** Place of the first row among the selected ones, counted from 0. 0 unless given. */
  readonly position?: number;
  /** At most 1,000. */
  readonly limit: number;
}

/** A row with its rowid, by which it can be asked for again. Views, virtual tables and tables WITHOUT ROWID have none. */
export interface TableRow {
  /** Decimal digits. */
  readonly key?: string;
  readonly cells: readonly Cell[];
}

/** Some rows, and where they are. */
export interface RowsWindow {
  readonly columns: readonly string[];
  readonly position: number;
  readonly rows: readonly TableRow[];
  /** There are more rows behind these. */
  readonly hasMore: boolean;
  /** Rows are missing from this window: it took too long, or it would be too large. Ask from the next place on. */
  readonly isCut?: 'time' | 'size';
  /** Columns that are left out, of a table with very many. */
  readonly columnsLeftOut?: number;
}

/** How many rows are selected. */
export interface RowCount {
  readonly rows: number;
  /** There are at least so many: to count them all takes too long. */
  readonly isAtLeast: boolean;
}

const MOST_ROWS = 1000;
const MOST_WINDOW_BYTES = 8 * 1024 * 1024;
const MOST_LISTS = 4;
/** Rows that are counted in one step. */
const COUNTED_ROWS = 100_000;

/** A table that is known well enough to be read. */
export interface ReadableTable {
  readonly facts: TableFacts;
  readonly name: string;
  readonly columns: readonly ColumnFacts[];
  /** SQL for the rowid. */
  readonly key: string | undefined;
}

export class TableRows {
  readonly #database: SandboxedDatabase;
  readonly #limits: DatabaseLimits;
  readonly #lists = new Map<string, KeyList>();
  /** Of each table: some places and the rowid of the row before them, so that the next window begins with a search and not at the first row. */
  readonly #anchors = new Map<string, Map<number, bigint>>();

  constructor(database: SandboxedDatabase, limits: DatabaseLimits) {
    this.#database = database;
    this.#limits = limits;
  }

  /** @throws SqliteError; the errors of the limits */
  open(facts: TableFacts): ReadableTable {
    const columns = facts.columns.length > 0 ? facts.columns : viewColumns(this.#database, facts.name);
    return { facts, name: facts.name, columns, key: rowidOf(this.#database, { ...facts, columns }) };
  }

  window(table: ReadableTable, request: RowsRequest): RowsWindow {
    const { position = 0, limit } = request;
    if (!Number.isSafeInteger(position) || position < 0 || !(limit >= 1 && limit <= MOST_ROWS)) {
      throw new BackupError('range-invalid', 'no such rows', { data: { position, limit } });
    }
    const isListed = table.key !== undefined && (request.order !== undefined || (request.filters ?? []).length > 0);
    const rows = isListed ? this.#listedRows(table, request, position) : this.#rowsFrom(table, request, position);
    const window = this.#collect(rows, limit);
    if (!isListed && table.key !== undefined) this.#remember(table.name, position, window.rows);
    return {
      columns: table.columns.slice(0, MOST_COLUMNS).map(({ name }) => name),
      position,
      ...window,
      ...(table.columns.length > MOST_COLUMNS ? { columnsLeftOut: table.columns.length - MOST_COLUMNS } : {}),
    };
  }

  /** The time is up: what was counted so far is said to be so many at least. */
  count(table: ReadableTable, selection: RowSelection): RowCount {
    const condition = conditionOf(selection.filters ?? [], table.name, table.columns);
    if (table.key !== undefined && (selection.filters ?? []).length > 0) return this.#countListed(this.#listOf(table, selection));
    if (table.key !== undefined) return this.#countByKey(table.name, table.key);
    const sql = `SELECT count(*) FROM ${quoted(table.name)} WHERE ${condition.sql}`;
    return { rows: Number(this.#first(sql, condition.values)?.[0]), isAtLeast: false };
  }

  /** In steps, so that it can stop: SQLite itself does not look up from rows that it has in memory. */
  #countByKey(table: string, key: string): RowCount {
    let rows = 0;
    try {
      for (let last: SqliteValue | undefined = undefined; ;) {
        this.#limits.check();
        const after: string = last === undefined ? '' : `WHERE ${key} > ?`;
        const step = `SELECT ${key} AS key FROM ${quoted(table)} ${after} ORDER BY ${key} LIMIT ${COUNTED_ROWS}`;
        const [count, highest]: SqliteValue[] =
          this.#first(`SELECT count(*), max(key) FROM (${step})`, last === undefined ? [] : [last]) ?? [];
        rows += Number(count);
        if (Number(count) < COUNTED_ROWS) return { rows, isAtLeast: false };
        last = typeof highest === 'bigint' ? highest : BigInt(Number(highest));
      }
    } catch (error) {
      if (!isOutOfTime(error)) throw error;
      return { rows, isAtLeast: true };
    }
  }

  /** Frees what is kept for a filter or an order. */
  forget(): void {
    for (const list of this.#lists.values()) list[Symbol.dispose]();
    this.#lists.clear();
  }

  #first(sql: string, values: readonly SqliteValue[]): SqliteValue[] | undefined {
    const [row] = this.#database.rows(sql, ...values);
    return row;
  }

  #countListed(list: KeyList): RowCount {
    try {
      list.growTo(Infinity, this.#limits);
    } catch (error) {
      if (list.isBroken) this.#drop(list);
      if (!isOutOfTime(error)) throw error;
    }
    return { rows: list.length, isAtLeast: !list.isDone };
  }

  #collect(source: Iterable<RawRow>, limit: number): Pick<RowsWindow, 'rows' | 'hasMore' | 'isCut'> {
    const rows: TableRow[] = [];
    let weight = 0;
    try {
      for (const { key, cells } of source) {
        if (rows.length === limit) return { rows, hasMore: true };
        weight += cells.reduce((sum, cell) => sum + weightOf(cell), 0);
        if (weight > MOST_WINDOW_BYTES && rows.length > 0) return { rows, hasMore: true, isCut: 'size' };
        rows.push({ ...(key === undefined ? {} : { key: key.toString() }), cells });
        this.#limits.check();
      }
    } catch (error) {
      if (!isOutOfTime(error) || rows.length === 0) throw error;
      return { rows, hasMore: true, isCut: 'time' };
    }
    return { rows, hasMore: false };
  }

  /** Without a list: from the nearest known key on, or by counting rows. */
  *#rowsFrom(table: ReadableTable, request: RowsRequest, position: number): Generator<RawRow> {
    const { key, name, columns } = table;
    const condition = conditionOf(request.filters ?? [], name, columns);
    const anchor = key === undefined ? undefined : this.#anchorBefore(name, position);
    const where = [...(anchor === undefined ? [] : [`${String(key)} > ?`]), condition.sql].join(' AND ');
    const order = orderOf(request.order, key, name, columns);
    const offset = position - (anchor?.position ?? 0);
    using statement = prepareRows(
      this.#database,
      table,
      `WHERE ${where} ${order} LIMIT ${request.limit + 1} OFFSET ${offset}`,
      WINDOW_LIMITS,
    );
    yield* readRows(statement, [...(anchor === undefined ? [] : [anchor.key]), ...condition.values], WINDOW_LIMITS);
  }

  *#listedRows(table: ReadableTable, request: RowsRequest, position: number): Generator<RawRow> {
    const list = this.#listOf(table, request);
    const wanted = position + request.limit + 1;
    let late: Error | undefined;
    try {
      list.growTo(wanted, this.#limits);
    } catch (error) {
      if (list.isBroken) this.#drop(list);
      if (!isOutOfTime(error)) throw error;
      late = error;
    }
    using statement = prepareRows(this.#database, table, `WHERE ${String(table.key)} = ?`, WINDOW_LIMITS);
    for (let at = position; at < Math.min(wanted, list.length); at++) {
      yield* readRows(statement, [list.at(at) ?? null], WINDOW_LIMITS);
    }
    if (late !== undefined) throw late;
  }

  #listOf(table: ReadableTable, { filters = [], order }: RowSelection): KeyList {
    const { name, columns, key } = table;
    const id = JSON.stringify([name, filters, order]);
    const known = this.#lists.get(id);
    if (known !== undefined) return known;
    const [oldest] = this.#lists.values();
    if (oldest !== undefined && this.#lists.size >= MOST_LISTS) this.#drop(oldest);
    const condition = conditionOf(filters, name, columns);
    const sql = `SELECT ${String(key)} FROM ${quoted(name)} WHERE ${condition.sql} ${orderOf(order, key, name, columns)}`;
    const list = new KeyList(this.#database, sql, condition);
    this.#lists.set(id, list);
    return list;
  }

  #drop(list: KeyList): void {
    list[Symbol.dispose]();
    for (const [id, each] of this.#lists) if (each === list) this.#lists.delete(id);
  }

  #anchorBefore(table: string, position: number): { readonly position: number; readonly key: bigint } | undefined {
    let best: { readonly position: number; readonly key: bigint } | undefined;
    for (const [at, key] of this.#anchors.get(table) ?? []) {
      if (at <= position && at > (best?.position ?? -1)) best = { position: at, key };
    }
    return best;
  }

  #remember(table: string, position: number, rows: readonly TableRow[]): void {
    const last = rows.at(-1)?.key;
    if (last === undefined) return;
    const anchors = this.#anchors.get(table) ?? new Map<number, bigint>();
    this.#anchors.set(table, anchors);
    if (anchors.size < 10_000) anchors.set(position + rows.length, BigInt(last));
  }
}
