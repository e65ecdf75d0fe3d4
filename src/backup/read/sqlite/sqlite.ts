/** The little of SQLite that reading a backup needs, so that two engines can stand behind it: Node's own, and a WebAssembly one. */

export type SqliteValue = null | number | bigint | string | Uint8Array;

/** One row, its values in the order of the query's columns; columns must be named differently. */
export type SqliteRow = readonly SqliteValue[];

export interface SqliteStatement {
  all(...values: SqliteValue[]): SqliteRow[];
  first(...values: SqliteValue[]): SqliteRow | undefined;
  /** Rows one by one, as they are found. Run to the end or return early; both free the statement for the next run. */
  each(...values: SqliteValue[]): IterableIterator<SqliteRow>;
}

export interface SqliteDatabase extends Disposable {
  exec(sql: string): void;
  /** Statements live as long as the database. */
  prepare(sql: string): SqliteStatement;
}

export interface SqliteEngine {
  readonly name: 'node:sqlite' | 'node-sqlite3-wasm';
  /** True when a file can be read where it is without leaving a trace (-wal, -shm, lock) beside it. */
  readonly opensInPlace: boolean;
  /** Opens for reading only, and as it is: a -wal beside the file is not looked at. Only if `opensInPlace`. */
  openInPlace(path: string): SqliteDatabase;
  /** Opens a private copy, applying the -wal that lies beside it. */
  openOwnCopy(path: string): SqliteDatabase;
}

/** What SQLite said, with its primary result code where the engine tells it (11 = corrupt, 26 = not a database). */
export class SqliteError extends Error {
  readonly resultCode: number | undefined;

  constructor(message: string, resultCode: number | undefined, cause: unknown) {
    super(message, { cause });
    this.name = 'SqliteError';
    this.resultCode = resultCode;
  }

  /** The file is damaged, beyond doubt. */
  get isDamage(): boolean {
    return this.resultCode === 11 || this.resultCode === 26;
  }
}
