/** Compares the rows of one table in two databases: both are walked in the order of their keys, so memory does not grow with them. */
import type { BackupError } from '../../errors.ts';
import { weightOf } from '../../preview/sqlite/cell.ts';
import { databaseError, type DatabaseLimits } from '../../preview/sqlite/database-limits.ts';
import { rowidOf } from '../../preview/sqlite/database-schema.ts';
import { foldedName, quoted } from '../../preview/sqlite/names.ts';
import type { TableFacts } from '../../preview/sqlite/schema-facts.ts';
import { isCodedError } from '../../../base/index.ts';
import type { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import type { CellDifference, RowDifference, TableDifference } from './database-difference.ts';
import { KeyedRows, MOST_COMPARED_COLUMNS, type RowKey } from './keyed-rows.ts';

export interface TableOfBoth {
  readonly before: TableFacts | undefined;
  readonly after: TableFacts | undefined;
}

interface Databases {
  readonly before: SandboxedDatabase;
  readonly after: SandboxedDatabase;
}

/** What is left of the room for listed rows. */
interface ListRoom {
  rows: number;
  bytes: number;
}

const CHECK_EVERY = 256;

export class TableComparison {
  readonly #databases: Databases;
  readonly #limits: DatabaseLimits;
  readonly #room: ListRoom;
  readonly #rowsOfTable: number;
  rowsCompared = 0;

  constructor(databases: Databases, limits: DatabaseLimits, room: ListRoom, rowsOfTable: number) {
    this.#databases = databases;
    this.#limits = limits;
    this.#room = room;
    this.#rowsOfTable = rowsOfTable;
  }

  /** What makes one table unreadable does not end the others. @throws CancelledError; BackupError 'preview-limit' of the time */
  compare(tables: TableOfBoth): TableDifference {
    const facts = tables.after ?? tables.before;
    if (facts === undefined) throw new Error('a table of neither');
    const key = this.#keyOf(tables, facts);
    const tally = new TableTally(facts.name, key, this.#room, this.#rowsOfTable);
    try {
      this.#walk(tables, key, commonColumns(tables), tally);
    } catch (error) {
      const coded = databaseError(error);
      if (!isCodedError(coded) || isCodedError(coded, 'cancelled') || isTime(coded)) throw coded;
      tally.problem = { code: coded.code, data: coded.data };
    }
    return tally.result();
  }

  #walk({ before, after }: TableOfBoth, key: RowKey, columns: readonly string[], tally: TableTally): void {
    using old = before === undefined ? undefined : new KeyedRows(this.#databases.before, before.name, key, columns);
    using now = after === undefined ? undefined : new KeyedRows(this.#databases.after, after.name, key, columns);
    old?.next();
    now?.next();
    while (old?.hasRow === true || now?.hasRow === true) {
      if (++this.rowsCompared % CHECK_EVERY === 0) this.#limits.check();
      const order = old?.hasRow !== true ? 1 : now?.hasRow !== true ? -1 : old.compareKey(now);
      if (order < 0 && old !== undefined) {
        tally.add('removed', old, undefined, columns);
        old.next();
      } else if (order > 0 && now !== undefined) {
        tally.add('added', undefined, now, columns);
        now.next();
      } else if (old !== undefined && now !== undefined) {
        tally.add('changed', old, now, columns);
        old.next();
        now.next();
      }
    }
  }

  /** The declared key if both have the same one, otherwise the rowid. */
  #keyOf({ before, after }: TableOfBoth, facts: TableFacts): RowKey {
    const database = after === undefined ? this.#databases.before : this.#databases.after;
    const declared = keyColumns(facts);
    const isOfBoth = [before, after].every(
      (table) => table === undefined || keyColumns(table).map(foldedName).join('\0') === declared.map(foldedName).join('\0'),
    );
    // Under a name that no column of either has.
    const columns = [...(before?.columns ?? []), ...(after?.columns ?? [])];
    const rowid = rowidOf(database, { ...facts, columns });
    const isRowid = rowid === undefined ? false : isRowidColumn(facts, declared);
    if (rowid !== undefined && (declared.length === 0 || !isOfBoth || isRowid)) {
      return { keyedBy: 'rowid', columns: isRowid && isOfBoth ? declared : ['rowid'], sql: [rowid] };
    }
    return { keyedBy: 'primary-key', columns: declared, sql: declared.map(quoted) };
  }
}

function keyColumns({ columns }: TableFacts): string[] {
  return columns
    .filter(({ keyPlace }) => keyPlace > 0)
    .sort((one, other) => one.keyPlace - other.keyPlace)
    .map(({ name }) => name);
}

/** INTEGER PRIMARY KEY is another name of the rowid. */
function isRowidColumn({ columns }: TableFacts, declared: readonly string[]): boolean {
  return declared.length === 1 && /^integer$/i.test(columns.find(({ keyPlace }) => keyPlace === 1)?.type ?? '');
}

/** Those of the one where the other does not exist. What is computed when it is read follows from the others. */
function commonColumns({ before, after }: TableOfBoth): string[] {
  const own = (after ?? before)?.columns ?? [];
  const other = before === undefined || after === undefined ? undefined : new Set(before.columns.map(({ name }) => foldedName(name)));
  return own
    .filter(({ name, computed }) => computed !== 'when-read' && (other?.has(foldedName(name)) ?? true))
    .map(({ name }) => name)
    .slice(0, MOST_COMPARED_COLUMNS);
}

function isTime(error: { readonly code: string; readonly data: BackupError['data'] }): boolean {
  return error.code === 'preview-limit' && error.data.limit === 'time';
}

class TableTally {
  readonly #table: string;
  readonly #key: RowKey;
  readonly #room: ListRoom;
  readonly #rows: RowDifference[] = [];
  readonly #most: number;
  readonly #counts = { added: 0, removed: 0, changed: 0 };
  #cellsNotCompared = 0;
  problem: TableDifference['problem'];

  constructor(table: string, key: RowKey, room: ListRoom, most: number) {
    this.#table = table;
    this.#key = key;
    this.#room = room;
    this.#most = most;
  }

  add(kind: RowDifference['kind'], before: KeyedRows | undefined, after: KeyedRows | undefined, columns: readonly string[]): void {
    const places = before === undefined || after === undefined ? columns.keys() : before.differences(after);
    if (before !== undefined && after !== undefined) {
      this.#cellsNotCompared += before.longCells(after);
      if (Array.isArray(places) && places.length === 0) return;
    }
    this.#counts[kind]++;
    if (this.#rows.length >= this.#most || this.#room.rows <= 0 || this.#room.bytes <= 0) return;
    const cells = Array.from(places, (place): CellDifference => ({
      column: columns[place] ?? '',
      ...(before === undefined ? {} : { before: before.cell(place) }),
      ...(after === undefined ? {} : { after: after.cell(place) }),
    }));
    this.#room.rows--;
    this.#room.bytes -= cells.reduce(
      (sum, cell) => sum + (cell.before ? weightOf(cell.before) : 0) + (cell.after ? weightOf(cell.after) : 0),
      100,
    );
    this.#rows.push({ kind, key: (after ?? before)?.key() ?? [], cells });
  }

  result(): TableDifference {
    const { added, removed, changed } = this.#counts;
    return {
      table: this.#table,
      keyedBy: this.#key.keyedBy,
      keyColumns: this.#key.columns,
      added,
      removed,
      changed,
      rows: this.#rows,
      hasMore: added + removed + changed > this.#rows.length,
      cellsNotCompared: this.#cellsNotCompared,
      ...(this.problem === undefined ? {} : { problem: this.problem }),
    };
  }
}
