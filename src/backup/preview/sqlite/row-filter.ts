/** Filters and orders of rows, as SQL with values that are bound. */
import type { SqliteValue } from '../../read/sqlite/sqlite.ts';
import { BackupError } from '../../errors.ts';
import type { ColumnFacts } from './schema-facts.ts';
import { isSameName, quoted } from './names.ts';

/** A value that a filter compares with: a number is a real, and an integer is a text of digits in an object, so that it is exact. */
export type FilterValue = string | number | { readonly integer: string } | { readonly hex: string };

/** A condition for the cells of one column. All conditions of a request must be true. */
export type RowFilter = { readonly column: string } & (
  | { readonly test: 'null' | 'not-null' }
  /** Part of the text, without regard to the case of ASCII letters; of numbers, part of their digits. Not in BLOBs. */
  | { readonly test: 'contains'; readonly value: string }
  | { readonly test: 'equals' | 'differs'; readonly value: FilterValue }
  /** Either end can be missing; both ends belong to it. Numbers come before texts, texts before BLOBs. */
  | { readonly test: 'range'; readonly from?: FilterValue; readonly to?: FilterValue }
);

/** An order by one column; rows that are equal in it come in the order of the table. Texts are compared byte by byte. */
export interface RowOrder {
  readonly column: string;
  readonly descending?: boolean;
}

export interface Condition {
  /** SQL; `TRUE` where there is no filter. */
  readonly sql: string;
  readonly values: readonly SqliteValue[];
}

/** @throws BackupError 'no-such-table' for a column that the table does not have */
export function conditionOf(filters: readonly RowFilter[], table: string, columns: readonly ColumnFacts[]): Condition {
  if (filters.length === 0) return { sql: 'TRUE', values: [] };
  const parts = filters.map((filter) => partOf(filter, quoted(columnOf(filter.column, table, columns))));
  return { sql: parts.map(({ sql }) => `(${sql})`).join(' AND '), values: parts.flatMap(({ values }) => values) };
}

/** SQL behind ORDER BY; without an order that of `key`. */
export function orderOf(order: RowOrder | undefined, key: string | undefined, table: string, columns: readonly ColumnFacts[]): string {
  const parts =
    order === undefined ? [] : [`${quoted(columnOf(order.column, table, columns))} COLLATE BINARY${order.descending ? ' DESC' : ''}`];
  if (key !== undefined) parts.push(key);
  return parts.length === 0 ? '' : `ORDER BY ${parts.join(', ')}`;
}

function columnOf(name: string, table: string, columns: readonly ColumnFacts[]): string {
  const found = columns.find((column) => isSameName(column.name, name));
  if (found === undefined) throw new BackupError('no-such-table', `${table} has no column ${name}`, { data: { table, column: name } });
  return found.name;
}

function partOf(filter: RowFilter, column: string): Condition {
  switch (filter.test) {
    case 'null':
      return { sql: `${column} IS NULL`, values: [] };
    case 'not-null':
      return { sql: `${column} IS NOT NULL`, values: [] };
    case 'contains':
      return {
        sql: `typeof(${column}) <> 'blob' AND ${column} LIKE ? ESCAPE '\\'`,
        values: [`%${filter.value.replace(/[\\%_]/g, '\\$&')}%`],
      };
    case 'equals':
      return { sql: `${column} COLLATE BINARY = ?`, values: [boundValue(filter.value)] };
    case 'differs':
      return { sql: `${column} COLLATE BINARY IS NOT ?`, values: [boundValue(filter.value)] };
    case 'range': {
      const { from, to } = filter;
      const ends = [...(from === undefined ? [] : [{ sql: '>=', value: from }]), ...(to === undefined ? [] : [{ sql: '<=', value: to }])];
      const sql = ends.map((end) => `${column} COLLATE BINARY ${end.sql} ?`).join(' AND ');
      return { sql: sql === '' ? `${column} IS NOT NULL` : sql, values: ends.map(({ value }) => boundValue(value)) };
    }
  }
}

/** @throws BackupError 'range-invalid' for digits that are no 64-bit integer, or no hexadecimal ones */
function boundValue(value: FilterValue): SqliteValue {
  if (typeof value !== 'object') return value;
  if ('integer' in value) {
    const number = /^-?\d{1,19}$/.test(value.integer) ? BigInt(value.integer) : undefined;
    if (number !== undefined && BigInt.asIntN(64, number) === number) return number;
  } else if (/^([0-9a-f]{2})*$/i.test(value.hex)) return Buffer.from(value.hex, 'hex');
  throw new BackupError('range-invalid', 'not a value of SQLite', { data: { value: JSON.stringify(value) } });
}
