/** Whether the list of files is a table whose rows were written, and not something that makes them up while it is read. */
import type { SqliteDatabase } from './sqlite.ts';

/**
 * A view can be endless and a computed column a gigabyte made of nothing; devices write neither. A view and a virtual table have no page of
 * their own. True when there is no such list at all: whoever asks for it will hear so.
 * @throws SqliteError
 */
export function isPlainFilesTable(database: SqliteDatabase): boolean {
  const [rootPage] = database.prepare(`SELECT rootpage FROM main.sqlite_schema WHERE name = 'Files' COLLATE NOCASE`).first() ?? [];
  const columns = database.prepare('PRAGMA main.table_xinfo(Files)').all();
  return rootPage !== 0 && columns.every((column) => Number(column.at(-1)) === 0);
}
