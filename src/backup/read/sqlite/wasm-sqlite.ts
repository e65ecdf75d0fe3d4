/** SQLite through `node-sqlite3-wasm`, for a Node that has no SQLite of its own. It works on private copies only: it puts a lock beside its file. */
import { isMainThread } from 'node:worker_threads';
import type wasm from 'node-sqlite3-wasm';
import { loadSandbox } from './sandbox/load-sandbox.ts';
import { SqliteError, type SqliteDatabase, type SqliteEngine, type SqliteRow, type SqliteStatement, type SqliteValue } from './sqlite.ts';

/** Loads the 1.3 MB only now. */
export async function loadWasmSqlite(): Promise<SqliteEngine> {
  // A thread that reads the catalogue may look into databases of apps next, and their sandbox is only to be had while the module loads.
  if (!isMainThread) await loadSandbox();
  const { default: module } = await import('node-sqlite3-wasm');
  return {
    name: 'node-sqlite3-wasm',
    opensInPlace: false,
    openInPlace() {
      throw new SqliteError('this engine opens only private copies', undefined, undefined);
    },
    openOwnCopy(path) {
      const database = translated(() => new module.Database(path));
      // Its file layer has no shared memory, so a WAL-mode file opens only for one exclusive user.
      translated(() => {
        database.exec('PRAGMA locking_mode = EXCLUSIVE');
      });
      return wrap(database);
    },
  };
}

function wrap(database: wasm.Database): SqliteDatabase {
  const statements: wasm.Statement[] = []; // not garbage-collected: each must be finalized before the database closes
  return {
    exec(sql) {
      translated(() => {
        database.exec(sql);
      });
    },
    prepare(sql) {
      const statement = translated(() => database.prepare(sql));
      statements.push(statement);
      return statementOf(statement);
    },
    [Symbol.dispose]() {
      for (const statement of statements.splice(0)) statement.finalize();
      if (database.isOpen) database.close();
    },
  };
}

function statementOf(statement: wasm.Statement): SqliteStatement {
  const each = (...values: SqliteValue[]) => eachOf(statement, values);
  return {
    all: (...values) => [...each(...values)],
    first(...values) {
      for (const row of each(...values)) return row;
      return undefined;
    },
    each,
  };
}

function* eachOf(statement: wasm.Statement, values: SqliteValue[]): IterableIterator<SqliteRow> {
  const rows = translated(() => statement.iterate(values));
  try {
    for (;;) {
      const next = translated(() => rows.next());
      if (next.done) return;
      yield Object.values(next.value) as SqliteValue[];
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
    throw new SqliteError(error.message, undefined, error);
  }
}
