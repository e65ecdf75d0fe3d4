/** Runs one query that only reads, within limits. */
import { SqliteError } from '../../read/sqlite/sqlite.ts';
import type { SandboxedDatabase, SandboxedStatement } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { BackupError } from '../../errors.ts';
import { cellAt, weightOf, type Cell } from './cell.ts';
import { isOutOfTime, type DatabaseLimits } from './database-limits.ts';
import { demandReading, mistakeOf } from './query-text.ts';
import { WINDOW_LIMITS } from './row-reader.ts';

/** The first rows of a query. */
export interface QueryResult {
  /** As SQLite names them; several can have the same name. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly hasMore: boolean;
  /** Rows are missing: the query took too long, or its result would be too large. */
  readonly isCut?: 'time' | 'size';
}

const MOST_RESULT_BYTES = 8 * 1024 * 1024;

/** @throws BackupError 'query-invalid' with its `reason`, and `details`, `position`, `line` and `column` where it is `mistake` */
export function prepareQuery(database: SandboxedDatabase, sql: string): SandboxedStatement {
  demandReading(sql);
  try {
    return database.prepare(sql);
  } catch (error) {
    throw queryError(database, sql, error);
  }
}

/** @throws as `prepareQuery`; BackupError 'preview-limit' where not even one row was found in time */
export function runQuery(database: SandboxedDatabase, sql: string, limit: number, limits: DatabaseLimits): QueryResult {
  using statement = prepareQuery(database, sql);
  const columns = statement.columnNames();
  const rows: Cell[][] = [];
  let weight = 0;
  try {
    while (statement.step()) {
      if (rows.length === limit) return { columns, rows, hasMore: true };
      const row = columns.map((_, index) => cellAt(statement, index, WINDOW_LIMITS));
      weight += row.reduce((sum, cell) => sum + weightOf(cell), 0);
      if (weight > MOST_RESULT_BYTES && rows.length > 0) return { columns, rows, hasMore: true, isCut: 'size' };
      rows.push(row);
      limits.check();
    }
  } catch (error) {
    if (isOutOfTime(error) && rows.length > 0) return { columns, rows, hasMore: true, isCut: 'time' };
    throw queryError(database, sql, error);
  }
  return { columns, rows, hasMore: false };
}

const GENERIC = 1;
const READ_ONLY = 8;

/** What the text is to blame for; of the rest the database or the limits are. */
export function queryError(database: SandboxedDatabase, sql: string, error: unknown): Error {
  if (!(error instanceof SqliteError)) return error instanceof Error ? error : new Error(String(error));
  const { resultCode, message } = error;
  const data = { reason: 'not-reading', details: message };
  if (resultCode === READ_ONLY) return new BackupError('query-invalid', message, { data, cause: error });
  if (resultCode !== GENERIC || message.includes('malformed')) return error;
  return new BackupError('query-invalid', message, { data: { reason: 'mistake', ...mistakeOf(database, sql, error) }, cause: error });
}
