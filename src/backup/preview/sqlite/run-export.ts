/** Turns rows into text, chunk by chunk: the next one is made when the last one was written. */
import { BackupError } from '../../errors.ts';
import type { SandboxedDatabase, SandboxedStatement } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { databaseError, DatabaseLimits } from './database-limits.ts';
import { openDatabase } from './open-database.ts';
import type { ExportRun } from './export-job.ts';
import { isSameName, quoted } from './names.ts';
import { readSchema } from './database-schema.ts';
import { conditionOf, orderOf } from './row-filter.ts';
import { rowWriter } from './row-text.ts';
import { prepareQuery, queryError } from './run-query.ts';
import { TableRows, type RowSelection } from './table-rows.ts';

const CHUNK_CHARACTERS = 256 * 1024;

/** @throws as the questions of `DatabasePreview` */
export async function runExport(
  { source, cancelled, rows, format }: ExportRun['job'],
  write: (news: ExportRun['news']) => Promise<unknown>,
): Promise<ExportRun['result']> {
  const limits = new DatabaseLimits(cancelled);
  limits.begin(1, Infinity);
  try {
    using opened = await openDatabase(source, limits);
    using statement = 'sql' in rows ? prepareQuery(opened.database, rows.sql) : selected(opened.database, rows, limits);
    const writer = rowWriter(format, statement.columnNames());
    let text = writer.start;
    let count = 0;
    const step = () => {
      try {
        return statement.step();
      } catch (error) {
        throw 'sql' in rows ? queryError(opened.database, rows.sql, error) : error;
      }
    };
    while (step()) {
      text += writer.row(statement, count === 0);
      count++;
      limits.check();
      if (text.length < CHUNK_CHARACTERS) continue;
      await write({ chunk: Buffer.from(text, 'utf8'), rows: count });
      text = '';
      if (opened.content.hasChanged()) throw new BackupError('database-unreadable', 'changed', { data: { reason: 'changed' } });
    }
    await write({ chunk: Buffer.from(text + writer.end, 'utf8'), rows: count });
    return { rows: count };
  } catch (error) {
    throw databaseError(error);
  }
}

/** All columns, under their own names. */
function selected(
  database: SandboxedDatabase,
  { table: name, filters = [], order }: RowSelection,
  limits: DatabaseLimits,
): SandboxedStatement {
  const facts = readSchema(database, limits).tables.find((each) => isSameName(each.name, name));
  if (facts === undefined) throw new BackupError('no-such-table', `no table ${name}`, { data: { table: name } });
  const table = new TableRows(database, limits).open(facts);
  const condition = conditionOf(filters, table.name, table.columns);
  const columns = table.columns.map((column) => quoted(column.name)).join(', ');
  const sql = `SELECT ${columns} FROM ${quoted(table.name)} WHERE ${condition.sql} ${orderOf(order, table.key, table.name, table.columns)}`;
  const statement = database.prepare(sql);
  statement.bind(condition.values);
  return statement;
}
