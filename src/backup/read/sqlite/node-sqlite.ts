/** SQLite through `node:sqlite`. */
import type * as NodeSqlite from 'node:sqlite';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { SqliteError, type SqliteDatabase, type SqliteEngine, type SqliteRow, type SqliteStatement, type SqliteValue } from './sqlite.ts';

/** What is looked at of `node:sqlite`. */
type SqliteModule = Pick<typeof NodeSqlite, 'DatabaseSync' | 'StatementSync'>;

/** Undefined where Node was built without it, or with one that lacks what is needed here (before 22.16). */
export function nodeSqlite(module = builtinModule()): SqliteEngine | undefined {
  // Older than rows as arrays, it does not take the address of a file either, which is what keeps a folder untouched.
  if (module === undefined || !('setReturnArrays' in module.StatementSync.prototype)) return undefined;
  const { DatabaseSync } = module;
  return {
    name: 'node:sqlite',
    opensInPlace: true,
    openInPlace(path) {
      const url = pathToFileURL(path);
      // A plain open of a WAL-mode file creates -wal and -shm beside it; `immutable` promises that nobody writes.
      url.searchParams.set('immutable', '1');
      return wrap(translated(() => new DatabaseSync(url, { readOnly: true })));
    },
    openOwnCopy: (path) => wrap(translated(() => new DatabaseSync(path))),
  };
}

function builtinModule(): SqliteModule | undefined {
  try {
    return process.getBuiltinModule('node:sqlite');
  } catch {
    return undefined; // one Electron version names it and does not have it
  }
}

function wrap(database: DatabaseSync): SqliteDatabase {
  return {
    exec(sql) {
      translated(() => {
        database.exec(sql);
      });
    },
    prepare: (sql) => statementOf(translated(() => database.prepare(sql))),
    [Symbol.dispose]() {
      if (database.isOpen) database.close();
    },
  };
}

function statementOf(statement: StatementSync): SqliteStatement {
  // Arrays take half the time of objects. Node 22.16 stumbles over an array without a column, which is what a statement that writes gives.
  if (statement.columns().length > 0) statement.setReturnArrays(true);
  return {
    all: (...values) => translated(() => statement.all(...values) as unknown as SqliteRow[]),
    first: (...values) => translated(() => statement.get(...values) as unknown as SqliteRow | undefined),
    each: (...values) => eachOf(statement, values),
  };
}

function* eachOf(statement: StatementSync, values: SqliteValue[]): IterableIterator<SqliteRow> {
  const rows = translated(() => statement.iterate(...values)) as unknown as IterableIterator<SqliteRow>;
  try {
    for (;;) {
      const next = translated(() => rows.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    rows.return?.();
  }
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const extended = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
    throw new SqliteError(error.message, extended === undefined ? undefined : extended & 0xff, error);
  }
}
