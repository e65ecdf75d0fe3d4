/** Stored files that have no row, on the disk as the rows are: a folder may hold any number of them. */
import type { ContentType } from '../read/stored/content-type.ts';
import type { SqliteDatabase, SqliteRow, SqliteStatement } from '../read/sqlite/sqlite.ts';
import type { FileName } from './known-names.ts';

export interface Orphan {
  readonly fileID: string;
  readonly content: ContentType;
  readonly name?: FileName;
}

export const ORPHANS_TABLE = `
  CREATE TABLE Orphans (place INTEGER PRIMARY KEY, fileID TEXT, type TEXT, extension TEXT, domain TEXT, relativePath TEXT);
  CREATE INDEX OrphanIds ON Orphans(fileID);`;

/** Of a fileID: hundreds of thousands of names are tried, and nearly none of them is that of an orphan. */
const FIRST_DIGITS = 6;

export class OrphanStore {
  readonly #database: SqliteDatabase;
  /** One bit for each beginning of a fileID. */
  readonly #beginnings = new Uint8Array(16 ** FIRST_DIGITS / 8);
  readonly #statements = new Map<string, SqliteStatement>();
  #count = 0;
  #named = 0;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  get count(): number {
    return this.#count;
  }

  get named(): number {
    return this.#named;
  }

  has(fileID: string): boolean {
    return this.#mayHave(fileID) && this.#statement('SELECT 1 FROM Orphans WHERE fileID = ?').first(fileID) !== undefined;
  }

  add(fileID: string, { type, extension }: ContentType): void {
    this.#statement('INSERT INTO Orphans (fileID, type, extension) VALUES (?, ?, ?)').all(fileID, type, extension);
    const beginning = beginningOf(fileID);
    this.#beginnings[beginning >> 3] = (this.#beginnings[beginning >> 3] ?? 0) | (1 << (beginning & 7));
    this.#count++;
  }

  /** The first name that is found stays; nothing happens when there is no such orphan. */
  setName(fileID: string, { domain, relativePath }: FileName): void {
    if (!this.#mayHave(fileID)) return;
    const nameless = this.#statement('SELECT place FROM Orphans WHERE fileID = ? AND domain IS NULL').first(fileID);
    if (nameless === undefined) return;
    this.#statement('UPDATE Orphans SET domain = ?, relativePath = ? WHERE place = ?').all(domain, relativePath, nameless[0] ?? null);
    this.#named++;
  }

  /** What those without a name are. */
  namelessTypes(): string[] {
    const rows = this.#statement('SELECT DISTINCT type FROM Orphans WHERE domain IS NULL').all();
    return rows.map(([type]) => String(type));
  }

  /** In the order in which they were added. */
  *each(): Generator<Orphan> {
    const sql = 'SELECT place, fileID, type, extension, domain, relativePath FROM Orphans WHERE place > ? ORDER BY place LIMIT 1000';
    for (let after: SqliteRow | undefined = [0]; after !== undefined;) {
      const rows: SqliteRow[] = this.#statement(sql).all(after[0] ?? null);
      for (const row of rows) yield orphanOf(row);
      after = rows.at(-1);
    }
  }

  #mayHave(fileID: string): boolean {
    const beginning = beginningOf(fileID);
    return ((this.#beginnings[beginning >> 3] ?? 0) & (1 << (beginning & 7))) !== 0;
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}

function beginningOf(fileID: string): number {
  return Number.parseInt(fileID.slice(0, FIRST_DIGITS), 16);
}

function orphanOf([, fileID, type, extension, domain, relativePath]: SqliteRow): Orphan {
  const content = { type: String(type), extension: String(extension) };
  const name = domain === null ? {} : { name: { domain: String(domain), relativePath: String(relativePath) } };
  return { fileID: String(fileID), content, ...name };
}
