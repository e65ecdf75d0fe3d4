/** The SQLite file behind a catalogue: opened without a trace, its table looked at, and whatever SQLite says told as what is wrong with the catalogue. */
import type { BackupError } from '../errors.ts';
import type { PrivateFolder } from './private-folder.ts';
import { loadSqlite } from './sqlite/load-sqlite.ts';
import { openUntouched, ownDatabase, type UntouchedDatabase } from './sqlite/open-untouched.ts';
import { isPlainFilesTable } from './sqlite/plain-table.ts';
import {
  SqliteError,
  type SqliteDatabase,
  type SqliteEngine,
  type SqliteRow,
  type SqliteStatement,
  type SqliteValue,
} from './sqlite/sqlite.ts';
import { unreadable } from './summary.ts';

/** What was decrypted or converted into a folder of its own. */
export interface PrivateCatalogue {
  /** Where the catalogue lies in the backup, for people. */
  readonly shownPath: string;
  readonly path: string;
  readonly folder: PrivateFolder;
  readonly log: 'none' | 'applied' | 'foreign';
  readonly damage?: BackupError;
}

/** Every method throws BackupError 'catalogue-unreadable' {reason: 'damaged'} where SQLite cannot go on. */
export class CatalogueDatabase implements AsyncDisposable {
  /** As people know it. */
  readonly #shownPath: string;
  readonly #path: string;
  readonly #opened: UntouchedDatabase;
  readonly #statements = new Map<string, SqliteStatement>();

  private constructor(shownPath: string, path: string, opened: UntouchedDatabase) {
    this.#shownPath = shownPath;
    this.#path = path;
    this.#opened = opened;
  }

  /** A file in the clear and the -wal beside it; neither is changed. The engine is the program's own unless one is given. */
  static async open(path: string, log: string | undefined, engine: SqliteEngine | undefined): Promise<CatalogueDatabase> {
    let opened: UntouchedDatabase;
    try {
      opened = await openUntouched(engine ?? (await loadSqlite()), path, log);
    } catch (error) {
      throw translated(path, error);
    }
    return CatalogueDatabase.#checked(new CatalogueDatabase(path, path, opened));
  }

  /** A file in a private folder, which goes with the database; when this fails, the caller still has the folder. */
  static async openPrivate(
    { shownPath, path, folder, log }: PrivateCatalogue,
    engine: SqliteEngine | undefined,
  ): Promise<CatalogueDatabase> {
    const use = engine ?? (await loadSqlite());
    const opened = guarded(shownPath, () => ownDatabase(use.openOwnCopy(path), folder, log === 'applied'));
    return CatalogueDatabase.#checked(new CatalogueDatabase(shownPath, path, opened));
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

  /** The file that holds all there is; undefined when a part of it stood in a log. */
  get wholeFile(): string | undefined {
    return this.logApplied ? undefined : this.#path;
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
      if (!isPlainFilesTable(this.sqlite)) throw unreadable(this.#shownPath, 'schema', { computed: true });
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

function translated(path: string, error: unknown): unknown {
  if (!(error instanceof SqliteError)) return error;
  return unreadable(path, 'damaged', { sqlite: error.message, resultCode: error.resultCode ?? null }, error);
}
