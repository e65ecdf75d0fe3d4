/** Reads the names of all rows of an open catalogue, once, and makes their index. */
import { USABLE_ROW } from '../sqlite/file-id-column.ts';
import { SqliteError, type SqliteDatabase, type SqliteRow, type SqliteValue } from '../sqlite/sqlite.ts';
import type { CatalogueIndex } from './catalogue-index.ts';
import { RowIndexer } from './row-indexer.ts';
import { scanPages } from './scan-pages.ts';

/** Signs of ASCII that stand between the columns of a row, and between rows. */
const BETWEEN_COLUMNS = 0x1f;
const BETWEEN_ROWS = 0x1e;

/** Texts of about 50 KB, which come and go without ever leaving the young part of the heap. */
const SLICE_ROWS = 500;

/** Below every rowid that SQLite gives; smaller ones are only set on purpose. */
const BEFORE_ALL_ROWS = -1;

/**
 * Only rows that can be used; a verification names the others.
 * A row that costs three values from SQLite is slow; one text for many rows is not.
 */
const ROWS = `SELECT rowid AS id, CASE WHEN typeof(flags) = 'integer' AND flags BETWEEN 0 AND 65535 THEN flags ELSE -1 END AS flags,
    domain, relativePath FROM main.Files
  WHERE rowid > ? AND ${USABLE_ROW}
  ORDER BY rowid LIMIT ${SLICE_ROWS}`;
const JOINED = `SELECT max(id), count(*), group_concat(id || char(31) || ifnull(flags, '') || char(31) || domain || char(31) || relativePath, char(30))
  FROM (${ROWS})`;

/** `path` is the file itself, where all of it lies in there and not in part in a write-ahead log. */
export function buildIndex(database: SqliteDatabase, path: string | undefined): CatalogueIndex {
  const rootPage = path === undefined ? undefined : rootPageOf(database);
  const indexer = new RowIndexer(expectedRows(database));
  if (path !== undefined && rootPage !== undefined && scanPages(path, rootPage, indexer)) return indexer.finish();
  return askForRows(database);
}

/** Of a damaged catalogue the rowids say nothing, so there are limits: no row takes less, and no catalogue has more. */
const LEAST_ROW_BYTES = 64;
const MOST_EXPECTED_ROWS = 4_000_000;

function expectedRows(database: SqliteDatabase): number {
  const numberOf = (sql: string) => Number(database.prepare(sql).first()?.[0] ?? 0);
  const bytes = numberOf('PRAGMA main.page_count') * numberOf('PRAGMA main.page_size');
  const rows = Math.min(numberOf('SELECT max(rowid) FROM main.Files'), bytes / LEAST_ROW_BYTES, MOST_EXPECTED_ROWS);
  return Math.max(0, Math.floor(rows));
}

const USUAL_COLUMNS = 'fileID,domain,relativePath,flags,file';

/** Where the table Files begins; undefined when its rows do not lie there in the usual form. */
export function rootPageOf(database: SqliteDatabase): number | undefined {
  const [encoding] = database.prepare('PRAGMA main.encoding').first() ?? [];
  const columns = database
    .prepare('PRAGMA main.table_info(Files)')
    .all()
    .map(([, name]) => String(name));
  const [rootPage, sql] =
    database.prepare(`SELECT rootpage, sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'Files'`).first() ?? [];
  const isUsual = encoding === 'UTF-8' && columns.slice(0, 5).join() === USUAL_COLUMNS && !/WITHOUT\s+ROWID/i.test(String(sql));
  return isUsual && typeof rootPage === 'number' ? rootPage : undefined;
}

/**
 * SQLite believes that the rows of a table ascend; in a damaged one it may come back to rows that it has given before, and again.
 * @throws SqliteError as for any other damage
 */
export function checkAscending(before: SqliteValue, last: SqliteValue): void {
  if (Number(last) <= Number(before)) throw new SqliteError('the rows of a table are not in ascending order', SQLITE_CORRUPT, undefined);
}

const SQLITE_CORRUPT = 11;

function askForRows(database: SqliteDatabase): CatalogueIndex {
  const indexer = new RowIndexer(expectedRows(database));
  const joined = database.prepare(JOINED);
  const single = database.prepare(ROWS);
  const scratch = new Scratch();
  const places = new Uint32Array(SLICE_ROWS * PLACES_A_ROW);
  for (let after = BEFORE_ALL_ROWS; ;) {
    const [last, count, text] = joined.first(after) ?? [];
    if (typeof last !== 'number' || typeof text !== 'string') return indexer.finish();
    checkAscending(after, last);
    const bytes = scratch.encode(text);
    const rows = Number(count);
    if (splitRows(bytes, rows, places)) addSplit(indexer, bytes, rows, places);
    else for (const row of single.all(after)) addSingle(indexer, row);
    after = last;
  }
}

/** Ends of the columns of each row: rowid, flags, domain, relativePath. */
const PLACES_A_ROW = 4;

/** False when there is one sign too many, so that one of them belongs to a name. */
function splitRows(bytes: Uint8Array, rows: number, places: Uint32Array): boolean {
  let found = 0;
  let column = 0;
  const end = bytes.length;
  for (let at = 0; at <= end; at++) {
    const sign = at === end ? BETWEEN_ROWS : (bytes[at] ?? 0);
    if (sign > BETWEEN_COLUMNS || sign < BETWEEN_ROWS) continue;
    if (found === places.length || (sign === BETWEEN_ROWS) !== (column === PLACES_A_ROW - 1)) return false;
    places[found++] = at;
    column = sign === BETWEEN_ROWS ? 0 : column + 1;
  }
  return found === rows * PLACES_A_ROW;
}

function addSplit(indexer: RowIndexer, bytes: Uint8Array, rows: number, places: Uint32Array): void {
  let at = 0;
  for (let first = 0; first < rows * PLACES_A_ROW; first += PLACES_A_ROW) {
    const rowidEnd = places[first] ?? 0;
    const flagsEnd = places[first + 1] ?? 0;
    const domainEnd = places[first + 2] ?? 0;
    const pathEnd = places[first + 3] ?? 0;
    const names = { domainAt: flagsEnd + 1, domainEnd, pathAt: domainEnd + 1, pathEnd };
    indexer.add(digitsAt(bytes, at, rowidEnd), digitsAt(bytes, rowidEnd + 1, flagsEnd), bytes, names);
    at = pathEnd + 1;
  }
}

function addSingle(indexer: RowIndexer, [rowid, flags, domain, relativePath]: SqliteRow): void {
  const domainBytes = Buffer.from(String(domain));
  const pathBytes = Buffer.from(String(relativePath));
  const bytes = Buffer.concat([domainBytes, pathBytes]);
  const domainEnd = domainBytes.length;
  indexer.add(Number(rowid), typeof flags === 'number' ? flags : -1, bytes, {
    domainAt: 0,
    domainEnd,
    pathAt: domainEnd,
    pathEnd: bytes.length,
  });
}

/** -1 for what is no number of decimal digits. */
function digitsAt(bytes: Uint8Array, from: number, to: number): number {
  let value = from === to ? -1 : 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** One piece of memory for the bytes of one text after the other. */
class Scratch {
  #bytes = Buffer.allocUnsafeSlow(256 * 1024);

  /** Good until the next call. */
  encode(text: string): Uint8Array {
    // UTF-8 needs three bytes at most for a code unit of a JavaScript string.
    if (text.length * 3 > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(text.length * 3);
    return this.#bytes.subarray(0, this.#bytes.write(text));
  }
}
