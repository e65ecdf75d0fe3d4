/** The rows of Manifest.db in order, each with a rank, so that any page of any domain is found at once. Runs where blocking hurts nobody: in a worker. */
import type { BackupError } from '../../errors.ts';
import type { DomainCount } from '../backup.ts';
import { CatalogueDatabase, type PrivateCatalogue } from './catalogue-database.ts';
import type { CatalogueIndex } from '../index/catalogue-index.ts';
import { checkAscending, buildIndex, rootPageOf } from '../index/build-index.ts';
import { RowCells } from '../index/row-cells.ts';
import { scanRecords } from '../index/scan-records.ts';
import { folderPath } from '../find/path-test.ts';
import { textOf } from '../find/term.ts';
import type { CatalogueTables } from '../index/catalogue-tables.ts';
import { MOST_FILE_ID_BYTES, MOST_RECORD_BYTES, TooManyNames } from '../index/usable-rows.ts';
import { FILE_ID, USABLE_ROW } from '../sqlite/file-id-column.ts';
import type { SqliteEngine, SqliteRow, SqliteValue } from '../sqlite/sqlite.ts';

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
  /** The fileID is spelled by a BLOB, which other readers overlook. */
  readonly hasBlobID: boolean;
}

/** A row that stands for no file that could be read. Its values are shortened, and texts wherever they can be. */
export interface UnusableRow {
  readonly rowid: string;
  /** Types of the columns, as SQLite calls them. */
  readonly types: Readonly<Record<'fileID' | 'domain' | 'relativePath', string>>;
  readonly fileID?: string;
  readonly domain?: string;
  readonly relativePath?: string;
  readonly flags: number;
  readonly hasRecord: boolean;
  /** Longer than anything that is read at all. */
  readonly isTooLong: boolean;
}

interface RankedName {
  readonly rank: number;
  readonly domain: string;
  readonly relativePath: string;
}

interface NameFilter {
  readonly domain?: string | undefined;
  /** An SQL LIKE pattern, escaped with a backslash: on relativePath where a domain is given, else on `domain/relativePath`. */
  readonly like?: string | undefined;
}

/** A regular file and its record. */
type FileRecord = Pick<CatalogueRow, 'fileID' | 'domain' | 'blob'>;

/** A stretch of ranks, both ends included; empty when `last` < `first`. */
export interface RankRange {
  readonly first: number;
  readonly last: number;
}

/** Bytes that are no text are not spelled alike by everybody. */

const NO_PLAIN_TEXT = /[\0\uFFFD]/;

/** Below every rowid that SQLite gives; smaller ones are only set on purpose. */
const BEFORE_ALL_ROWS = -1;

const FLAGS = `CASE WHEN typeof(m.flags) = 'integer' AND m.flags BETWEEN 0 AND 65535 THEN m.flags ELSE -1 END AS flags`;
const BLOB = `CASE WHEN typeof(m.file) = 'blob' AND length(m.file) <= ${MOST_RECORD_BYTES} THEN m.file END AS blob`;
const COLUMNS = `${FILE_ID} AS id, m.domain, m.relativePath, ${FLAGS}, ${BLOB}, typeof(m.fileID) = 'blob' AS spelled`;

type RecordsAsked = Parameters<typeof scanRecords>[3];

export class RankedRows implements AsyncDisposable {
  readonly #database: CatalogueDatabase;
  #madeIndex: CatalogueIndex | undefined;
  #tooLarge: BackupError | undefined;

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
  static async open(path: string, log: string | undefined, engine?: SqliteEngine): Promise<RankedRows> {
    return new RankedRows(await CatalogueDatabase.open(path, log, engine));
  }

  /** Opens what was decrypted or converted into a private folder, which goes with the store; when this fails, the caller still has the folder. */
  static async openPrivate(catalogue: PrivateCatalogue, engine?: SqliteEngine): Promise<RankedRows> {
    return new RankedRows(await CatalogueDatabase.openPrivate(catalogue, engine), catalogue);
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

  /** Names of the folders in a folder that paths go through, with a row or without, in no order. */
  foldersIn(domain: string, folder: string): string[] {
    return this.#index.foldersIn(domain, folder);
  }

  /** The order of all rows, and what they are called. */
  get index(): CatalogueIndex {
    return this.#index;
  }

  /** Its rows as bytes, for who compares many. Whoever asks closes them. Undefined for a catalogue of another form than devices write. */
  cells(): RowCells | undefined {
    const database = this.#database;
    return database.guarded(() => RowCells.of(database.sqlite, database.wholeFile, this.#index));
  }

  /** Undefined for a fileID that is in no row that can be used. */
  rankOf(fileID: string): number | undefined {
    const sql = `SELECT rowid FROM main.Files WHERE fileID = ? AND ${USABLE_ROW}`;
    const row = this.#database.first(sql, fileID) ?? this.#database.first(sql, Buffer.from(fileID));
    return row && this.#index.rankOfRowid(Number(row[0]));
  }

  /** What records say in numbers, a piece each time; see `scanRecords`. */
  *numbers(how: RecordsAsked): ReturnType<typeof scanRecords> {
    const { tables } = this.#index;
    const rootPage = this.#database.guarded(() => rootPageOf(this.#database.sqlite));
    return rootPage === undefined ? undefined : yield* scanRecords(this.#database.wholeFile, rootPage, tables, how);
  }

  /** The records of all rows, `limit` rows of the catalogue at a time, in the order in which they lie. */
  *records(limit: number): Generator<Pick<CatalogueRow, 'rank' | 'flags' | 'blob'>[], void, undefined> {
    const sql = `SELECT m.rowid, ${FLAGS}, ${BLOB} FROM main.Files m WHERE m.rowid > ? AND m.rowid <= ?`;
    for (const [after, last] of this.#slices(limit)) {
      yield this.#database.all(sql, after, last).flatMap(([rowid, flags, blob]) => {
        const rank = this.#index.rankOfRowid(Number(rowid));
        return rank === undefined ? [] : [{ rank, flags: Number(flags), blob: blob instanceof Uint8Array ? blob : null }];
      });
    }
  }

  /**
   * The names of rows, without blobs, in the order in which they lie, which is the fast way to see many; `limit` rows of the catalogue at a
   * time.
   */
  *names({ domain, like }: NameFilter, limit: number): Generator<RankedName[], void, undefined> {
    const conditions = ['rowid > ? AND rowid <= ?', USABLE_ROW];
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

  /** In the order of `ranks`. */
  rowsAt(ranks: readonly number[]): CatalogueRow[] {
    // One question for all of them takes a third of the time; CROSS JOIN keeps SQLite from choosing another order.
    const sql = `SELECT ${COLUMNS}, wanted.key FROM json_each(?) wanted CROSS JOIN main.Files m ON m.rowid = wanted.value`;
    const index = this.#index;
    const rowids = ranks.map((rank) => index.rowidAt(rank));
    const found = this.#database.all(sql, `[${rowids.join()}]`);
    const rows = found.flatMap((row) => {
      const rank = ranks[Number(row[6])];
      return rank === undefined ? [] : [rowOf(rank, row)];
    });
    if (rows.length !== ranks.length || !areKnown(rows, index.tables)) throw this.#database.changed();
    return rows;
  }

  /** Needs no order, so that one file is had at once. Its rank is 0. */
  byFileID(fileID: string): CatalogueRow | undefined {
    const sql = `SELECT ${COLUMNS} FROM main.Files m WHERE m.fileID = ? AND ${USABLE_ROW}`;
    const row = this.#database.first(sql, fileID) ?? this.#database.first(sql, Buffer.from(fileID));
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

  /**
   * Every regular file that can be used, `limit` rows of the catalogue at a time, in the order in which they lie. Without `withID` the fileID is "",
   * which takes less time.
   */
  *fileRecords(limit: number, withID: boolean): Generator<FileRecord[], void, undefined> {
    const sql = `SELECT ${withID ? FILE_ID : `''`} AS id, m.domain, ${BLOB} FROM main.Files m WHERE m.rowid > ? AND m.rowid <= ? AND m.flags = 1 AND ${USABLE_ROW}`;
    for (const [after, last] of this.#slices(limit)) {
      yield this.#database.all(sql, after, last).map(([fileID, domain, blob]) => ({
        fileID: String(fileID),
        domain: String(domain),
        blob: blob instanceof Uint8Array ? blob : null,
      }));
    }
  }

  /** The fileIDs that begin with two hex digits. */
  fileIDsWith(prefix: string): Set<string> {
    const sql = `SELECT ${FILE_ID} AS id FROM main.Files WHERE fileID >= ? AND fileID < ? AND octet_length(fileID) <= ${MOST_FILE_ID_BYTES}`;
    const ends = [prefix, `${prefix}g`] as const;
    const rows = [...this.#database.all(sql, ...ends), ...this.#database.all(sql, ...ends.map((end) => Buffer.from(end)))];
    return new Set(rows.map(([fileID]) => String(fileID)));
  }

  /** How many rows none of the other methods gives, but for the marks of a device, which stand for no file. */
  get unusableCount(): number {
    const numberOf = (condition: string) => Number(this.#database.first(`SELECT count(*) FROM main.Files ${condition}`)?.[0] ?? 0);
    const marks = numberOf('WHERE flags = 16 AND domain IS NULL AND relativePath IS NULL AND file IS NULL');
    return numberOf('') - this.#index.length - marks;
  }

  /** Rows that none of the other methods gives, some at a time. */
  *unusableRows(limit: number): Generator<UnusableRow[], void, undefined> {
    const found = (where: string) => `SELECT ${UNUSABLE_COLUMNS} FROM main.Files WHERE ${where} ORDER BY rowid LIMIT ${MOST_UNUSABLE}`;
    // No program gives a row such a number, and no reader looks for one there.
    yield this.#database.all(found('rowid < 0')).map(unusableRowOf);
    for (const [after, last] of this.#slices(limit)) {
      yield this.#database.all(found(`rowid > ? AND rowid <= ? AND NOT ${USABLE_ROW}`), after, last).map(unusableRowOf);
    }
  }

  /** What SQLite's own check complains about; empty when it does not. */
  quickCheck(limit: number): string[] {
    const rows = this.#database.all(`PRAGMA quick_check(${limit})`);
    return rows.map(([line]) => String(line)).filter((line) => line !== 'ok');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database[Symbol.asyncDispose]();
  }

  /** Made when somebody first asks for order; one that is too large is not tried again. */
  get #index(): CatalogueIndex {
    const database = this.#database;
    if (this.#tooLarge !== undefined) throw this.#tooLarge;
    try {
      this.#madeIndex ??= database.guarded(() => buildIndex(database.sqlite, database.wholeFile));
      return this.#madeIndex;
    } catch (error) {
      if (error instanceof TooManyNames) this.#tooLarge = database.tooLarge(error);
      throw this.#tooLarge ?? error;
    }
  }
}

function ranksOf(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** Of a file that another program has written over, every row may be another one: no list may show it at the place of the one before. */
function areKnown(rows: readonly CatalogueRow[], tables: CatalogueTables): boolean {
  const { names, parents, rowOf } = tables;
  let folder = -1;
  let before = '';
  return rows.every(({ rank, domain, relativePath }) => {
    const row = rowOf[rank - 1] ?? 0;
    const parent = parents[row] ?? 0;
    // Neighbors in a list are in one folder for the most part.
    if (parent !== folder) before = folderPath(tables, (folder = parent), false);
    const path = before + textOf(names, row);
    return path === `${domain}/${relativePath}` || NO_PLAIN_TEXT.test(path);
  });
}

function rowOf(rank: number, [fileID, domain, relativePath, flags, blob, spelled]: SqliteRow): CatalogueRow {
  return {
    rank,
    fileID: String(fileID),
    domain: String(domain),
    relativePath: String(relativePath),
    flags: Number(flags),
    blob: blob instanceof Uint8Array ? blob : null,
    hasBlobID: spelled === 1,
  };
}

/** Of one slice; it has no more rows than that. */
const MOST_UNUSABLE = 20_000;

const SHORT = 1000;
const MOST_SHOWN_BYTES = 1024 * 1024;

/** BLOBs in hexadecimal; texts end at their first NUL. What is so long that it should not even be fetched is not shown. */
const shownColumn = (column: string) =>
  `CASE WHEN octet_length(${column}) > ${MOST_SHOWN_BYTES} THEN NULL WHEN typeof(${column}) = 'blob' THEN hex(substr(${column}, 1, 100)) ELSE substr(CAST(${column} AS TEXT), 1, ${SHORT}) END`;

const UNUSABLE_COLUMNS = `CAST(rowid AS TEXT) AS id, typeof(fileID) AS idType, typeof(domain) AS domainType, typeof(relativePath) AS pathType,
  ${shownColumn('fileID')} AS shownID, ${shownColumn('domain')} AS shownDomain, ${shownColumn('relativePath')} AS shownPath,
  CASE WHEN typeof(flags) = 'integer' AND flags BETWEEN 0 AND 65535 THEN flags ELSE -1 END AS shownFlags, file IS NOT NULL AS hasFile,
  max(${['fileID', 'domain', 'relativePath'].map((column) => `ifnull(octet_length(${column}), 0)`).join()}) > ${MOST_FILE_ID_BYTES} AS isLong`;

function unusableRowOf([
  rowid,
  idType,
  domainType,
  pathType,
  fileID,
  domain,
  relativePath,
  flags,
  hasFile,
  isLong,
]: SqliteRow): UnusableRow {
  return {
    rowid: String(rowid),
    types: { fileID: String(idType), domain: String(domainType), relativePath: String(pathType) },
    ...(typeof fileID === 'string' ? { fileID } : {}),
    ...(typeof domain === 'string' ? { domain } : {}),
    ...(typeof relativePath === 'string' ? { relativePath } : {}),
    flags: Number(flags),
    hasRecord: hasFile === 1,
    isTooLong: isLong === 1,
  };
}
