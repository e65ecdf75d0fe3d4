/** All rows that were found, from every source, in a private database: a catalogue may be larger than what fits into memory. */
import { makePrivateFolder, type PrivateFolder } from '../read/private-folder.ts';
import type { SqliteDatabase, SqliteEngine, SqliteRow, SqliteStatement } from '../read/sqlite/sqlite.ts';
import { OrphanStore, ORPHANS_TABLE } from './orphan-store.ts';

export interface FoundRow {
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  readonly flags: number;
  /** MBFile; null where only the name is known. */
  readonly blob: Uint8Array | null;
}

/** `source` counts from 0, in the order of trust. */
export interface StoredRow extends FoundRow {
  readonly source: number;
}

/** The order of names is kept from the beginning: putting a million rows in order at the end would stop everything else, in files of SQLite's own. */
const SCHEMA = `
  PRAGMA journal_mode=OFF;
  PRAGMA synchronous=OFF;
  PRAGMA cache_size=-32768;
  CREATE TABLE Found (place INTEGER PRIMARY KEY, source INTEGER, fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, isNameOnly INTEGER, file BLOB);
  CREATE TABLE Directories (domain TEXT, relativePath TEXT, isThere INTEGER, PRIMARY KEY (domain, relativePath)) WITHOUT ROWID;
  CREATE INDEX FoundIds ON Found(fileID);
  CREATE INDEX FoundNames ON Found(domain, relativePath, source, isNameOnly, place);${ORPHANS_TABLE}`;

/** Rows kept of one name: each is tried with the stored content. Real catalogues that are left have a few generations. */
const MOST_OF_A_NAME = 12;

export class RowStore implements AsyncDisposable {
  readonly orphans: OrphanStore;
  readonly #folder: PrivateFolder;
  readonly #database: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();

  private constructor(folder: PrivateFolder, database: SqliteDatabase) {
    this.#folder = folder;
    this.#database = database;
    this.orphans = new OrphanStore(database);
  }

  static async make(engine: SqliteEngine): Promise<RowStore> {
    const folder = await makePrivateFolder();
    try {
      const database = engine.openOwnCopy(folder.makeFile('rows.db'));
      database.exec(`${SCHEMA} BEGIN`);
      return new RowStore(folder, database);
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The same row from two sources is kept once, as the first one's. */
  add(source: number, { fileID, domain, relativePath, flags, blob }: FoundRow): void {
    // Without numbered places (`?1`), for which Node has no values before 22.20.
    const sql = `WITH given(source, fileID, domain, relativePath, flags, file) AS (VALUES (?, ?, ?, ?, ?, ?))
      INSERT INTO Found (source, fileID, domain, relativePath, flags, isNameOnly, file)
      SELECT source, fileID, domain, relativePath, flags, file IS NULL, file FROM given
      WHERE NOT EXISTS (SELECT 1 FROM Found same WHERE same.fileID = given.fileID AND same.flags = given.flags AND same.file IS given.file)
        AND (SELECT count(*) FROM (SELECT 1 FROM Found same WHERE same.fileID = given.fileID LIMIT ${MOST_OF_A_NAME})) < ${MOST_OF_A_NAME}`;
    this.#statement(sql).all(source, fileID, domain, relativePath, flags, blob);
  }

  has(fileID: string): boolean {
    return this.#statement('SELECT 1 FROM Found WHERE fileID = ? LIMIT 1').first(fileID) !== undefined;
  }

  /** Some regular files with their records. */
  someFiles(limit: number): { fileID: string; blob: Uint8Array }[] {
    const rows = this.#statement('SELECT fileID, file FROM Found WHERE flags = 1 AND file IS NOT NULL LIMIT ?').all(limit);
    return rows.flatMap(([fileID, blob]) => (blob instanceof Uint8Array ? [{ fileID: String(fileID), blob }] : []));
  }

  get count(): number {
    return Number(this.#statement('SELECT count(*) AS n FROM Found').first()?.[0] ?? 0);
  }

  /** A directory has a row. */
  haveDirectory(domain: string, relativePath: string): void {
    this.#statement('INSERT OR REPLACE INTO Directories VALUES (?, ?, 1)').all(domain, relativePath);
  }

  /** Something stands in it. False when that was known. */
  wantDirectory(domain: string, relativePath: string): boolean {
    const known = this.#statement('SELECT 1 FROM Directories WHERE domain = ? AND relativePath = ?').first(domain, relativePath);
    if (known !== undefined) return false;
    this.#statement('INSERT INTO Directories VALUES (?, ?, 0)').all(domain, relativePath);
    return true;
  }

  /** Those that something stands in and that have no row. */
  *missingDirectories(): Generator<{ domain: string; relativePath: string }> {
    const sql = `SELECT domain, relativePath FROM Directories WHERE isThere = 0 AND (domain, relativePath) > (?, ?)
      ORDER BY domain, relativePath LIMIT 1000`;
    for (let after: SqliteRow | undefined = ['', '']; after !== undefined;) {
      const rows: SqliteRow[] = this.#statement(sql).all(...after);
      for (const [domain, relativePath] of rows) yield { domain: String(domain), relativePath: String(relativePath) };
      after = rows.at(-1);
    }
  }

  /** All rows of one name at a time, the most trusted first; names in the order of domain and path. */
  *groups(): Generator<StoredRow[]> {
    const sql = `SELECT source, fileID, domain, relativePath, flags, file FROM Found ORDER BY domain, relativePath, source, isNameOnly, place`;
    let group: StoredRow[] = [];
    for (const values of this.#statement(sql).each()) {
      const row = rowOf(values);
      if (group[0] !== undefined && group[0].fileID !== row.fileID) {
        yield group;
        group = [];
      }
      group.push(row);
    }
    if (group.length > 0) yield group;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#statements.clear();
    this.#database[Symbol.dispose]();
    await this.#folder[Symbol.asyncDispose]();
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}

function rowOf([source, fileID, domain, relativePath, flags, blob]: SqliteRow): StoredRow {
  return {
    source: Number(source),
    fileID: String(fileID),
    domain: String(domain),
    relativePath: String(relativePath),
    flags: Number(flags),
    blob: blob instanceof Uint8Array ? blob : null,
  };
}
