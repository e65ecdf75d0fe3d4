/** The rows of Manifest.db in order, each with a rank, so that any page of any domain is found at once. Runs where blocking hurts nobody: in a worker. */
import { loadSqlite } from './sqlite/load-sqlite.ts';
import { openUntouched, ownDatabase, type UntouchedDatabase } from './sqlite/open-untouched.ts';
import {
  SqliteError,
  type SqliteDatabase,
  type SqliteEngine,
  type SqliteRow,
  type SqliteStatement,
  type SqliteValue,
} from './sqlite/sqlite.ts';
import type { BackupError } from '../errors.ts';
import type { DomainCount } from './backup.ts';
import type { PrivateFolder } from './private-folder.ts';
import { unreadable } from './summary.ts';

/** A row as it stands in the catalogue; `rank` counts all rows from 1, ordered by the bytes of domain, relativePath, fileID. */
export interface CatalogueRow {
  readonly rank: number;
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  /** -1 when the column holds no small number. */
  readonly flags: number;
  /** The MBFile; null when the column holds no bytes. */
  readonly blob: Uint8Array | null;
}

/** A stretch of ranks, both ends included; empty when `last` < `first`. */
export interface RankRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Rows with NULL for a domain, path or fileID are markers of the device's own work, not files (backup format 0.7).
 * The sorted copy lies in SQLite's temporary database, which has no name and goes with the connection; blobs stay where they are.
 */
const SORT_ROWS = `
  CREATE TEMP TABLE Sorted (rank INTEGER PRIMARY KEY, fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, source INTEGER);
  INSERT INTO Sorted (fileID, domain, relativePath, flags, source)
    SELECT fileID, domain, relativePath, CASE WHEN typeof(flags) = 'integer' AND flags BETWEEN 0 AND 65535 THEN flags ELSE -1 END, rowid
    FROM main.Files
    WHERE typeof(fileID) = 'text' AND typeof(domain) = 'text' AND typeof(relativePath) = 'text'
    ORDER BY domain, relativePath, fileID;
  CREATE TEMP TABLE Domains AS
    SELECT domain, min(rank) AS first, max(rank) AS last, sum(flags = 1) AS files, sum(flags = 2) AS directories, sum(flags = 4) AS symlinks
    FROM Sorted GROUP BY domain;
  CREATE TEMP TABLE Total AS SELECT count(*) AS rows FROM Sorted;`;

/** Below every rowid that SQLite gives; smaller ones are only set on purpose. */
const BEFORE_ALL_ROWS = -1;

const BLOB = `CASE WHEN typeof(m.file) = 'blob' THEN m.file END AS blob`;

/** What was decrypted or converted into a folder of its own. */
export interface PrivateCatalogue {
  /** Where the catalogue lies in the backup, for people. */
  readonly shownPath: string;
  readonly path: string;
  readonly folder: PrivateFolder;
  readonly log: 'none' | 'applied' | 'foreign';
  readonly damage?: BackupError;
}

export class CatalogueStore implements AsyncDisposable {
  readonly #path: string;
  readonly #opened: UntouchedDatabase;
  readonly #statements = new Map<string, SqliteStatement>();
  #isSorted = false;

  /** Why there are only the rows before the damage, when somebody asked for those. */
  readonly damage: BackupError | undefined;
  /** A write-ahead log lies beside an encrypted catalogue and is not its own, as far as can be seen; it was not applied. */
  readonly hasForeignLog: boolean;

  private constructor(path: string, opened: UntouchedDatabase, { log, damage }: Partial<PrivateCatalogue> = {}) {
    this.#path = path;
    this.#opened = opened;
    this.damage = damage;
    this.hasForeignLog = log === 'foreign';
  }

  /**
   * Opens a catalogue in the clear; `log` is the -wal beside it. Neither is changed.
   * The engine is the program's own unless one is given.
   * @throws BackupError 'catalogue-unreadable'
   */
  static async open(path: string, log: string | undefined, engine?: SqliteEngine): Promise<CatalogueStore> {
    let opened: UntouchedDatabase;
    try {
      opened = await openUntouched(engine ?? (await loadSqlite()), path, log);
    } catch (error) {
      throw translated(path, error);
    }
    return CatalogueStore.#checked(new CatalogueStore(path, opened));
  }

  /** Opens what was decrypted or converted into a private folder, which goes with the store; when this fails, the caller still has the folder. */
  static async openPrivate(catalogue: PrivateCatalogue, engine?: SqliteEngine): Promise<CatalogueStore> {
    const { shownPath, path, folder, log } = catalogue;
    const use = engine ?? (await loadSqlite());
    const opened = guarded(shownPath, () => ownDatabase(use.openOwnCopy(path), folder, log === 'applied'));
    return CatalogueStore.#checked(new CatalogueStore(shownPath, opened, catalogue));
  }

  static async #checked(store: CatalogueStore): Promise<CatalogueStore> {
    try {
      store.#checkSchema();
      return store;
    } catch (error) {
      await store[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A write-ahead log lay beside the catalogue and was applied. */
  get logApplied(): boolean {
    return this.#opened.logApplied;
  }

  /** Ordered by name. */
  domains(): DomainCount[] {
    return this.#rows('SELECT domain, files, directories, symlinks FROM Domains ORDER BY domain').map(
      ([domain, files, directories, symlinks]) => ({
        domain: String(domain),
        files: Number(files),
        directories: Number(directories),
        symlinks: Number(symlinks),
      }),
    );
  }

  /** The ranks of a domain, or of the whole catalogue. */
  rangeOf(domain: string | undefined): RankRange {
    const [row] =
      domain === undefined
        ? this.#rows('SELECT 1 AS first, rows AS last FROM Total')
        : this.#rows('SELECT first, last FROM Domains WHERE domain = ?', domain);
    return { first: Number(row?.[0] ?? 1), last: Number(row?.[1] ?? 0) };
  }

  /** Names only, without blobs: [rank, domain, relativePath]. `like` narrows by an SQL LIKE pattern on relativePath, escaped with a backslash. */
  names(range: RankRange, like: string | undefined): SqliteRow[] {
    const narrowed = like === undefined ? '' : ` AND relativePath LIKE ?3 ESCAPE '\\'`;
    const sql = `SELECT rank, domain, relativePath FROM Sorted WHERE rank BETWEEN ?1 AND ?2${narrowed} ORDER BY rank`;
    return like === undefined ? this.#rows(sql, range.first, range.last) : this.#rows(sql, range.first, range.last, like);
  }

  rows(range: RankRange): CatalogueRow[] {
    const sql = `SELECT s.rank, s.fileID, s.domain, s.relativePath, s.flags, ${BLOB}
      FROM Sorted s JOIN main.Files m ON m.rowid = s.source WHERE s.rank BETWEEN ? AND ? ORDER BY s.rank`;
    return this.#rows(sql, range.first, range.last).map(rowOf);
  }

  /** Needs no sorted copy, so that one file is had at once. Its rank is 0. */
  byFileID(fileID: string): CatalogueRow | undefined {
    const sql = `SELECT 0 AS rank, m.fileID, m.domain, m.relativePath,
        CASE WHEN typeof(m.flags) = 'integer' AND m.flags BETWEEN 0 AND 65535 THEN m.flags ELSE -1 END AS flags, ${BLOB}
      FROM main.Files m WHERE m.fileID = ? AND typeof(m.fileID) = 'text' AND typeof(m.domain) = 'text' AND typeof(m.relativePath) = 'text'`;
    const [row] = this.#guarded(() => this.#statement(sql).all(fileID));
    return row && rowOf(row);
  }

  /** Some blobs of regular files, wherever they stand. */
  someFileBlobs(limit: number): Uint8Array[] {
    const rows = this.#guarded(() => this.#statement(`SELECT ${BLOB} FROM main.Files m WHERE m.flags = 1 LIMIT ?`).all(limit));
    return rows.map(([blob]) => blob).filter((blob) => blob instanceof Uint8Array);
  }

  /** The records of all regular files, `limit` rows at a time, in the order in which they lie. */
  *fileBlobs(limit: number): Generator<Uint8Array[], void, undefined> {
    const sql = `SELECT m.rowid, ${BLOB} FROM main.Files m WHERE m.rowid > ? AND m.flags = 1 ORDER BY m.rowid LIMIT ?`;
    let after: SqliteValue | undefined = BEFORE_ALL_ROWS;
    for (;;) {
      const from: SqliteValue = after;
      const rows: SqliteRow[] = this.#guarded(() => this.#statement(sql).all(from, limit));
      after = rows.at(-1)?.[0];
      if (after === undefined) return;
      yield rows.map(([, blob]) => blob).filter((blob) => blob instanceof Uint8Array);
    }
  }

  /** The fileIDs that begin with two hex digits. */
  fileIDsWith(prefix: string): Set<string> {
    const sql = 'SELECT fileID FROM main.Files WHERE fileID >= ? AND fileID < ?';
    const rows = this.#guarded(() => this.#statement(sql).all(prefix, `${prefix}g`));
    return new Set(rows.map(([fileID]) => String(fileID)));
  }

  /** What SQLite's own check complains about; empty when it does not. */
  quickCheck(limit: number): string[] {
    const rows = this.#guarded(() => this.#database.prepare(`PRAGMA quick_check(${limit})`).all());
    return rows.map(([line]) => String(line)).filter((line) => line !== 'ok');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#statements.clear();
    await this.#opened[Symbol.asyncDispose]();
  }

  get #database(): SqliteDatabase {
    return this.#opened.database;
  }

  #checkSchema(): void {
    try {
      // Rows are fetched in another order than they were written in: 32 MiB of pages spare most reads.
      this.#database.exec('PRAGMA main.cache_size = -32768');
      this.#statement('SELECT rowid, fileID, domain, relativePath, flags, file FROM main.Files LIMIT 1').first();
    } catch (error) {
      if (!(error instanceof SqliteError) || error.isDamage) throw translated(this.#path, error);
      const tables = this.#guarded(() => this.#statement(`SELECT name FROM main.sqlite_schema WHERE type = 'table' LIMIT 20`).all());
      throw unreadable(this.#path, 'schema', { sqlite: error.message, tables: tables.map(([name]) => String(name)) }, error);
    }
  }

  /** All queries of the sorted copy go through here; the first one makes it. */
  #rows(sql: string, ...values: (string | number)[]): SqliteRow[] {
    return this.#guarded(() => {
      if (!this.#isSorted) this.#database.exec(SORT_ROWS);
      this.#isSorted = true;
      return this.#statement(sql).all(...values);
    });
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guarded<T>(work: () => T): T {
    return guarded(this.#path, work);
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(path, error);
  }
}

function rowOf([rank, fileID, domain, relativePath, flags, blob]: SqliteRow): CatalogueRow {
  return {
    rank: Number(rank),
    fileID: String(fileID),
    domain: String(domain),
    relativePath: String(relativePath),
    flags: Number(flags),
    blob: blob instanceof Uint8Array ? blob : null,
  };
}

function translated(path: string, error: unknown): unknown {
  if (!(error instanceof SqliteError)) return error;
  return unreadable(path, 'damaged', { sqlite: error.message, resultCode: error.resultCode ?? null }, error);
}
