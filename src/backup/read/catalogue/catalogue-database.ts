/** The SQLite file behind a catalogue: looked at and opened without a trace, its table looked at, and whatever SQLite says told as what is wrong with the catalogue. */
import { rmSync } from 'node:fs';
import type { BackupError } from '../../errors.ts';
import type { PrivateFolder } from '../private-folder.ts';
import { loadSqlite } from '../sqlite/load-sqlite.ts';
import { applyLog, DatabaseTooLarge } from '../sqlite/apply-log.ts';
import { openUntouched, ownDatabase, type UntouchedDatabase } from '../sqlite/open-untouched.ts';
import { filesTableOf } from '../sqlite/plain-table.ts';
import {
  SqliteError,
  type SqliteDatabase,
  type SqliteEngine,
  type SqliteRow,
  type SqliteStatement,
  type SqliteValue,
} from '../sqlite/sqlite.ts';
import { unreadable } from '../summary.ts';

/** What was decrypted or converted into a folder of its own. */
export interface PrivateCatalogue {
  /** Where the catalogue lies in the backup, for people. */
  readonly shownPath: string;
  readonly path: string;
  readonly folder: PrivateFolder;
  /** `applied`: its log, decrypted, lies beside `path`. */
  readonly log: 'none' | 'applied' | 'foreign';
  readonly damage?: BackupError;
}

/** Every method throws BackupError 'catalogue-unreadable' {reason: 'damaged'} where SQLite cannot go on. */
export class CatalogueDatabase implements AsyncDisposable {
  /** As people know it. */
  readonly #shownPath: string;
  readonly #opened: UntouchedDatabase;
  readonly #statements = new Map<string, SqliteStatement>();

  private constructor(shownPath: string, opened: UntouchedDatabase) {
    this.#shownPath = shownPath;
    this.#opened = opened;
  }

  /** A file in the clear and the -wal beside it; neither is changed. The engine is the program's own unless one is given. */
  static async open(path: string, log: string | undefined, engine: SqliteEngine | undefined): Promise<CatalogueDatabase> {
    let opened: UntouchedDatabase;
    try {
      opened = await openUntouched(engine ?? (await loadSqlite()), path, log, (file) => {
        checkTable(file, path);
      });
    } catch (error) {
      throw translated(path, error);
    }
    return CatalogueDatabase.#checked(new CatalogueDatabase(path, opened));
  }

  /** A file in a private folder, which goes with the database; when this fails, the caller still has the folder. */
  static async openPrivate(
    { shownPath, path, folder, log }: PrivateCatalogue,
    engine: SqliteEngine | undefined,
  ): Promise<CatalogueDatabase> {
    const use = engine ?? (await loadSqlite());
    const opened = guarded(shownPath, () => {
      if (log === 'applied') applyLog(`${path}-wal`, path);
      if (log === 'applied') rmSync(`${path}-wal`);
      checkTable(path, shownPath);
      return ownDatabase(use.openOwnCopy(path), path, folder, log === 'applied');
    });
    return CatalogueDatabase.#checked(new CatalogueDatabase(shownPath, opened));
  }

  static async #checked(database: CatalogueDatabase): Promise<CatalogueDatabase> {
    try {
      database.#checkSchema();
      return database;
    } catch (error) {
      await database[Symbol.asyncDispose]();
      throw error;
    }
  }

  get logApplied(): boolean {
    return this.#opened.logApplied;
  }

  /** The file that holds all there is. */
  get wholeFile(): string {
    return this.#opened.file;
  }

  all(sql: string, ...values: SqliteValue[]): SqliteRow[] {
    return this.guarded(() => this.statement(sql).all(...values));
  }

  first(sql: string, ...values: SqliteValue[]): SqliteRow | undefined {
    return this.guarded(() => this.statement(sql).first(...values));
  }

  /** Kept for the next time. Only for work inside of `guarded`. */
  statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.sqlite.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  guarded<T>(work: () => T): T {
    return guarded(this.#shownPath, work);
  }

  /** More than any phone has, and more than there is room for. */
  tooLarge(cause: Error): BackupError {
    return unreadable(this.#shownPath, 'too-large', { names: true }, cause);
  }

  /** Another program has written into the file since it was opened. */
  changed(): BackupError {
    return unreadable(this.#shownPath, 'damaged', { sqlite: 'the rows of a table are not those that it had before', resultCode: null });
  }

  get sqlite(): SqliteDatabase {
    return this.#opened.database;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#statements.clear();
    await this.#opened[Symbol.asyncDispose]();
  }

  #checkSchema(): void {
    try {
      // Whatever SQLite sorts stays in memory: its temporary files would hold names outside of every private folder.
      this.sqlite.exec('PRAGMA main.cache_size = -16384; PRAGMA temp_store = MEMORY');
      this.statement('SELECT rowid, fileID, domain, relativePath, flags, file FROM main.Files LIMIT 1').first();
    } catch (error) {
      if (!(error instanceof SqliteError) || error.isDamage) throw translated(this.#shownPath, error);
      const tables = this.all(`SELECT name FROM main.sqlite_schema WHERE type = 'table' LIMIT 20`);
      throw unreadable(this.#shownPath, 'schema', { sqlite: error.message, tables: tables.map(([name]) => String(name)) }, error);
    }
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(path, error);
  }
}

/** Before SQLite sees it. One without a list of files is left to SQLite, which says what there is instead. */
function checkTable(file: string, shownPath: string): void {
  const table = filesTableOf(file);
  if (table === 'computed') throw unreadable(shownPath, 'schema', { computed: true });
  if (table === 'too-large') throw unreadable(shownPath, 'too-large', { schema: true });
  if (table === 'damaged') throw unreadable(shownPath, 'damaged', { sqlite: 'the schema cannot be read', resultCode: null });
}

function translated(path: string, error: unknown): unknown {
  if (error instanceof DatabaseTooLarge) return unreadable(path, 'too-large', { sqlite: error.message }, error);
  if (error instanceof SqliteError && error.cause instanceof DatabaseTooLarge) return translated(path, error.cause);
  if (!(error instanceof SqliteError)) return error;
  return unreadable(path, 'damaged', { sqlite: error.message, resultCode: error.resultCode ?? null }, error);
}
