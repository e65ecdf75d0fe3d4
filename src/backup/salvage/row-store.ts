/** All rows that were found, from every source, in a private database: a catalogue may be larger than what fits into memory. */
import { join } from 'node:path';
import { makePrivateFolder, type PrivateFolder } from '../read/private-folder.ts';
import type { SqliteDatabase, SqliteEngine, SqliteRow, SqliteStatement } from '../read/sqlite/sqlite.ts';

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

const SCHEMA = `
  PRAGMA journal_mode=OFF;
  PRAGMA synchronous=OFF;
  CREATE TABLE Found (place INTEGER PRIMARY KEY, source INTEGER, fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
  CREATE INDEX FoundIds ON Found(fileID);`;

export class RowStore implements AsyncDisposable {
  readonly #folder: PrivateFolder;
  readonly #database: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();

  private constructor(folder: PrivateFolder, database: SqliteDatabase) {
    this.#folder = folder;
    this.#database = database;
  }

  static async make(engine: SqliteEngine): Promise<RowStore> {
    const folder = await makePrivateFolder();
    try {
      const database = engine.openOwnCopy(join(folder.path, 'rows.db'));
      database.exec(`${SCHEMA} BEGIN`);
      return new RowStore(folder, database);
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The same row from two sources is kept once, as the first one's. */
  add(source: number, { fileID, domain, relativePath, flags, blob }: FoundRow): void {
    const sql = `INSERT INTO Found (source, fileID, domain, relativePath, flags, file) SELECT ?1, ?2, ?3, ?4, ?5, ?6
      WHERE NOT EXISTS (SELECT 1 FROM Found WHERE fileID = ?2 AND flags = ?5 AND file IS ?6)`;
    this.#statement(sql).all(source, fileID, domain, relativePath, flags, blob);
  }

  has(fileID: string): boolean {
    return this.#statement('SELECT 1 FROM Found WHERE fileID = ? LIMIT 1').first(fileID) !== undefined;
  }

  /** Some records of regular files. */
  someBlobs(limit: number): Uint8Array[] {
    const rows = this.#statement('SELECT file FROM Found WHERE flags = 1 AND file IS NOT NULL LIMIT ?').all(limit);
    return rows.flatMap(([blob]) => (blob instanceof Uint8Array ? [blob] : []));
  }

  get count(): number {
    return Number(this.#statement('SELECT count(*) AS n FROM Found').first()?.[0] ?? 0);
  }

  /** All rows of one name at a time, the most trusted first; names in the order of domain and path. */
  *groups(): Generator<StoredRow[]> {
    const sql = `SELECT source, fileID, domain, relativePath, flags, file FROM Found ORDER BY domain, relativePath, source, file IS NULL, place`;
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
