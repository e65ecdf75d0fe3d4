/** Reads rows of one table or view cell by cell; what is too long for a row is not even fetched from the file. */
import type { SandboxedDatabase, SandboxedStatement } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import type { SqliteValue } from '../../read/sqlite/sqlite.ts';
import { cellAt, longCell, type Cell, type CellLimits } from './cell.ts';
import type { ColumnFacts } from './schema-facts.ts';
import { quoted } from './names.ts';

/** Limits for a row among others, and for a row that is inspected by itself. */
interface RowLimits extends CellLimits {
  /** Longer texts and BLOBs are not fetched. */
  readonly fetchBytes: number;
}

export const WINDOW_LIMITS: RowLimits = { textBytes: 1024, digestBytes: 64 * 1024, fetchBytes: 64 * 1024 };
export const INSPECTOR_LIMITS: RowLimits = { textBytes: 1024 * 1024, digestBytes: 48 * 1024 * 1024, fetchBytes: 48 * 1024 * 1024 };

/** A result of SQLite has at most 2,000 columns, and each of these takes two. */
export const MOST_COLUMNS = 990;

/** One row: its rowid if it has one, and its cells in the order of the columns. */
export interface RawRow {
  readonly key: bigint | undefined;
  readonly cells: readonly Cell[];
}

/**
 * `key` is SQL for the rowid. `octet_length` looks at the header of a record only, so of a cell that is too long not a page is read.
 * @param rest SQL behind the name of the table
 */
export function prepareRows(
  database: SandboxedDatabase,
  table: { readonly name: string; readonly columns: readonly ColumnFacts[]; readonly key: string | undefined },
  rest: string,
  { fetchBytes }: RowLimits,
): SandboxedStatement {
  const cells = table.columns.slice(0, MOST_COLUMNS).map(({ name }) => {
    const column = quoted(name);
    return `octet_length(${column}), CASE WHEN octet_length(${column}) > ${fetchBytes} THEN typeof(${column}) ELSE ${column} END`;
  });
  return database.prepare(`SELECT ${[table.key ?? 'NULL', ...cells].join(', ')} FROM ${quoted(table.name)} ${rest}`);
}

/** Of a statement of `prepareRows`. */
export function* readRows(statement: SandboxedStatement, values: readonly SqliteValue[], limits: RowLimits): Generator<RawRow> {
  statement.bind(values);
  const columns = (statement.columnCount - 1) / 2;
  while (statement.step()) {
    const cells: Cell[] = [];
    for (let column = 0; column < columns; column++) {
      const bytes = statement.type(1 + 2 * column) === 'null' ? 0 : Number(statement.integer(1 + 2 * column));
      const at = 2 + 2 * column;
      const isLong = bytes > limits.fetchBytes;
      const type = isLong && Buffer.from(statement.bytes(at)).toString() === 'blob' ? 'blob' : 'text';
      cells.push(isLong ? longCell(type, bytes) : cellAt(statement, at, limits));
    }
    yield { key: statement.type(0) === 'null' ? undefined : statement.integer(0), cells };
  }
}
