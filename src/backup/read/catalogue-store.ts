/** The rows of Manifest.db in order, each with a rank, so that any page of any domain is found at once. Runs where blocking hurts nobody: in a worker. */
import type { BackupError } from '../errors.ts';
import type { DomainCount } from './backup.ts';
import { CatalogueDatabase, type PrivateCatalogue } from './catalogue-database.ts';
import type { CatalogueIndex } from './index/catalogue-index.ts';
import { checkAscending, indexCatalogue } from './index/index-catalogue.ts';
import type { SqliteEngine, SqliteRow, SqliteValue } from './sqlite/sqlite.ts';

/** A row as it stands in the catalogue; `rank` counts all rows from 1, ordered by the bytes of domain, then relativePath. */
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

export interface RankedName {
  readonly rank: number;
  readonly domain: string;
  readonly relativePath: string;
}

export interface NameFilter {
  readonly domain?: string | undefined;
  /** An SQL LIKE pattern, escaped with a backslash: on relativePath where a domain is given, else on `domain/relativePath`. */
  readonly like?: string | undefined;
}

/** A stretch of ranks, both ends included; empty when `last` < `first`. */
export interface RankRange {
  readonly first: number;
  readonly last: number;
}

/** Below every rowid that SQLite gives; smaller ones are only set on purpose. */
const BEFORE_ALL_ROWS = -1;

/** A fileID may be a BLOB that spells one. */
const FILE_ID = 'CAST(m.fileID AS TEXT)';
const FLAGS = `CASE WHEN typeof(m.flags) = 'integer' AND m.flags BETWEEN 0 AND 65535 THEN m.flags ELSE -1 END AS flags`;
/** Real records have some 500 bytes, at most some thousand. A hostile catalogue can make every row claim the same hundred megabytes. */
const MOST_RECORD_BYTES = 256 * 1024;
const BLOB = `CASE WHEN typeof(m.file) = 'blob' AND length(m.file) <= ${MOST_RECORD_BYTES} THEN m.file END AS blob`;

export class CatalogueStore implements AsyncDisposable {
  readonly #database: CatalogueDatabase;
  #madeIndex: CatalogueIndex | undefined;

  /** Why there are only the rows before the damage, when somebody asked for those. */
  readonly damage: BackupError | undefined;
  /** A write-ahead log lies beside an encrypted catalogue and is not its own, as far as can be seen; it was not applied. */
  readonly hasForeignLog: boolean;

  private constructor(database: CatalogueDatabase, { log, damage }: Partial<PrivateCatalogue> = {}) {
    this.#database = database;
    this.damage = damage;
    this.hasForeignLog = log === 'foreign';
  }

  /**
   * Opens a catalogue in the clear; `log` is the -wal beside it. Neither is changed.
   * The engine is the program's own unless one is given.
   * @throws BackupError 'catalogue-unreadable'
   */
  static async open(path: string, log: string | undefined, engine?: SqliteEngine): Promise<CatalogueStore> {
    return new CatalogueStore(await CatalogueDatabase.open(path, log, engine));
  }

  /** Opens what was decrypted or converted into a private folder, which goes with the store; when this fails, the caller still has the folder. */
  static async openPrivate(catalogue: PrivateCatalogue, engine?: SqliteEngine): Promise<CatalogueStore> {
    return new CatalogueStore(await CatalogueDatabase.openPrivate(catalogue, engine), catalogue);
  }

  /** A write-ahead log lay beside the catalogue and was applied. */
  get logApplied(): boolean {
    return this.#database.logApplied;
  }

  /** Ordered by name. */
  domains(): DomainCount[] {
    return this.#index.domains.map(({ domain, files, directories, symlinks }) => ({ domain, files, directories, symlinks }));
  }

  /** The ranks of a domain, or of the whole catalogue. */
  rangeOf(domain: string | undefined): RankRange {
    if (domain === undefined) return { first: 1, last: this.#index.length };
    const { first, last } = this.#index.rowsOf(domain) ?? { first: 1, last: 0 };
    return { first, last };
  }

  /** The ranks of the direct children of a folder, ascending; "" is the root of the domain. */
  childrenOf(domain: string, folder: string): Uint32Array {
    return this.#index.childrenOf(domain, folder);
  }

  /**
   * The names of rows, without blobs, in the order in which they lie, which is the fast way to see many; `limit` rows of the catalogue at a
   * time.
   */
  *names({ domain, like }: NameFilter, limit: number): Generator<RankedName[], void, undefined> {
    const conditions = ['rowid > ? AND rowid <= ?'];
    const values: string[] = [];
    if (domain !== undefined) conditions.push('domain = ?');
    const name = domain === undefined ? `domain || '/' || relativePath` : 'relativePath';
    if (like !== undefined) conditions.push(`${name} LIKE ? ESCAPE '\\'`);
    for (const value of [domain, like]) if (value !== undefined) values.push(value);
    const found = `SELECT rowid, domain, relativePath FROM main.Files WHERE ${conditions.join(' AND ')} ORDER BY rowid`;
    for (const [after, last] of this.#slices(limit)) {
      yield this.#database.all(found, after, last, ...values).flatMap((row) => this.#rankedName(row));
    }
  }

  /** Rowids between which so many rows lie, the first one excluded. */
  *#slices(limit: number): Generator<[after: SqliteValue, last: SqliteValue], void, undefined> {
    const sql = 'SELECT max(rowid) FROM (SELECT rowid FROM main.Files WHERE rowid > ? ORDER BY rowid LIMIT ?)';
    let after: SqliteValue = BEFORE_ALL_ROWS;
    for (;;) {
      const from: SqliteValue = after;
      const last: SqliteValue = this.#database.first(sql, from, limit)?.[0] ?? null;
      if (last === null) return;
      this.#database.guarded(() => {
        checkAscending(from, last);
      });
      yield [from, last];
      after = last;
    }
  }

  #rankedName([rowid, domain, relativePath]: SqliteRow): RankedName[] {
    const rank = this.#index.rankOfRowid(Number(rowid));
    return rank === undefined ? [] : [{ rank, domain: String(domain), relativePath: String(relativePath) }];
  }

  rows({ first, last }: RankRange): CatalogueRow[] {
    return this.rowsAt(ranksOf(first, Math.min(last, this.#index.length)));
  }

  rowsAt(ranks: readonly number[]): CatalogueRow[] {
    const sql = `SELECT m.fileID, m.domain, m.relativePath, ${FLAGS}, ${BLOB} FROM main.Files m WHERE m.rowid = ?`;
    const index = this.#index;
    return this.#database.guarded(() => {
      const statement = this.#database.statement(sql);
      return ranks.flatMap((rank) => {
        const row = statement.first(index.rowidAt(rank));
        return row === undefined ? [] : [rowOf(rank, row)];
      });
    });
  }

  /** Needs no order, so that one file is had at once. Its rank is 0. */
  byFileID(fileID: string): CatalogueRow | undefined {
    const sql = `SELECT m.fileID, m.domain, m.relativePath, ${FLAGS}, ${BLOB}
      FROM main.Files m WHERE m.fileID = ? AND typeof(m.fileID) = 'text' AND typeof(m.domain) = 'text' AND typeof(m.relativePath) = 'text'`;
    const row = this.#database.first(sql, fileID);
    return row && rowOf(0, row);
  }

  /** Some regular files, wherever they stand. */
  someFiles(limit: number): { fileID: string; blob: Uint8Array }[] {
    const rows = this.#database.all(`SELECT ${FILE_ID}, ${BLOB} FROM main.Files m WHERE m.flags = 1 LIMIT ?`, limit);
    return rows.flatMap(([fileID, blob]) => (blob instanceof Uint8Array ? [{ fileID: String(fileID), blob }] : []));
  }

  /** The records of all regular files, `limit` rows at a time, in the order in which they lie. */
  *fileBlobs(limit: number): Generator<Uint8Array[], void, undefined> {
    const sql = `SELECT m.rowid, ${BLOB} FROM main.Files m WHERE m.rowid > ? AND m.flags = 1 ORDER BY m.rowid LIMIT ?`;
    let after: SqliteValue = BEFORE_ALL_ROWS;
    for (;;) {
      const from: SqliteValue = after;
      const rows: SqliteRow[] = this.#database.all(sql, from, limit);
      const last: SqliteValue | undefined = rows.at(-1)?.[0];
      if (last === undefined) return;
      this.#database.guarded(() => {
        checkAscending(from, last);
      });
      after = last;
      yield rows.map(([, blob]) => blob).filter((blob) => blob instanceof Uint8Array);
    }
  }

  /** The fileIDs that begin with two hex digits. */
  fileIDsWith(prefix: string): Set<string> {
    const sql = 'SELECT fileID FROM main.Files WHERE fileID >= ? AND fileID < ?';
    const rows = this.#database.all(sql, prefix, `${prefix}g`);
    return new Set(rows.map(([fileID]) => String(fileID)));
  }

  /** What SQLite's own check complains about; empty when it does not. */
  quickCheck(limit: number): string[] {
    const rows = this.#database.all(`PRAGMA quick_check(${limit})`);
    return rows.map(([line]) => String(line)).filter((line) => line !== 'ok');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database[Symbol.asyncDispose]();
  }

  /** Made when somebody first asks for order. */
  get #index(): CatalogueIndex {
    const database = this.#database;
    this.#madeIndex ??= database.guarded(() => indexCatalogue(database.sqlite, database.wholeFile));
    return this.#madeIndex;
  }
}

function ranksOf(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function rowOf(rank: number, [fileID, domain, relativePath, flags, blob]: SqliteRow): CatalogueRow {
  return {
    rank,
    fileID: String(fileID),
    domain: String(domain),
    relativePath: String(relativePath),
    flags: Number(flags),
    blob: blob instanceof Uint8Array ? blob : null,
  };
}
