/** Rows of Manifest.db from whatever pages can still be read: tables, free space, pages that nothing points to, and indexes. */
import { fileIdOf } from '../../formats/index.ts';
import type { PageFile } from './sqlite-pages.ts';
import { cellsOf, INNER_INDEX, LEAF_INDEX, LEAF_TABLE, readRecord, readVarint, type RecordValue } from './sqlite-records.ts';

/** A row whose fileID is the SHA-1 of its own name: that is no coincidence, whatever the bytes around it are. */
export interface CarvedRow {
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  /** -1 where an index does not tell them. */
  readonly flags: number;
  /** Not proven by the name; null for a row that only the indexes still know. */
  readonly blob: Uint8Array | null;
}

/**
 * Every row is looked for by its content, not by way of the tree: 40 hex digits with a record header before them. So a page needs no intact
 * header, and rows that were deleted but not yet overwritten are found as well; those come last, after all pages. A name may come more than
 * once, with records of several generations.
 */
export function* carveRows(file: PageFile): Generator<CarvedRow> {
  const known = new Set<string>();
  const freed: CarvedRow[] = [];
  for (const page of file.pages()) {
    const cells = new Set(cellsOf(page, [LEAF_TABLE]));
    for (const at of recordsIn(page)) {
      const row = rowOf(readRecord(page, at, 'table', file));
      if (row === undefined) continue;
      known.add(row.fileID);
      if (cells.size > 0 && !isCell(page, at, cells)) freed.push(row);
      else yield row;
    }
  }
  yield* freed;
  yield* namesFromIndexes(file, known);
}

/** Serial types of a text and of a BLOB of 40 bytes (13 or 12 + 2 · 40): what a fileID looks like in a record header. */
const FILE_ID_TYPES: readonly (number | undefined)[] = [93, 92];
const ID_BYTES = 40;

/** Offsets of record headers that a fileID follows. */
function* recordsIn(page: Uint8Array): Generator<number> {
  let at = ID_BYTES - 1;
  while (at < page.length) {
    if (!isHexDigit(page[at])) {
      at += ID_BYTES; // none of the 40 places up to here can be part of a fileID that ends behind it
      continue;
    }
    let begin = at;
    while (begin > 0 && isHexDigit(page[begin - 1])) begin--;
    let end = at + 1;
    while (isHexDigit(page[end])) end++;
    // The last byte of the header may look like a digit, so a run can be longer than the fileID in it.
    for (let id = begin; id + ID_BYTES <= end; id++) {
      const header = headerBefore(page, id);
      if (header !== undefined) yield header;
    }
    at = end + ID_BYTES - 1;
  }
}

/** A header has at most one byte for its length, one for the fileID, five each for domain and path, one for the flags, five for the record. */
const MOST_HEADER_BYTES = 18;

function headerBefore(page: Uint8Array, id: number): number | undefined {
  for (let bytes = 3; bytes <= MOST_HEADER_BYTES && bytes <= id; bytes++) {
    if (page[id - bytes] === bytes && FILE_ID_TYPES.includes(page[id - bytes + 1])) return id - bytes;
  }
  return undefined;
}

function isHexDigit(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66));
}

/** A cell of a table is two varints, its length and its rowid, before the record. */
function isCell(page: Uint8Array, header: number, cells: ReadonlySet<number>): boolean {
  for (let begin = header - 2; begin >= 0 && begin >= header - 18; begin--) {
    if (cells.has(begin) && recordOfCell(page, begin)?.header === header) return true;
  }
  return false;
}

function recordOfCell(page: Uint8Array, cell: number): { rowid: number; header: number } | undefined {
  const length = readVarint(page, cell);
  const rowid = length && readVarint(page, length.next);
  return rowid && { rowid: rowid.value, header: rowid.next };
}

function rowOf(values: RecordValue[] | undefined): CarvedRow | undefined {
  if (values?.length !== 5) return undefined;
  const [id, domain, relativePath, flags, blob] = values;
  const fileID = id instanceof Uint8Array ? Buffer.from(id).toString('latin1') : id;
  if (typeof fileID !== 'string' || typeof domain !== 'string' || typeof relativePath !== 'string') return undefined;
  if (fileIdOf(domain, relativePath) !== fileID) return undefined;
  return {
    fileID,
    domain,
    relativePath,
    flags: typeof flags === 'number' ? flags : -1,
    blob: blob instanceof Uint8Array ? blob : null,
  };
}

/** What the indexes say of one rowid. */
interface IndexedNames {
  fileID?: string;
  readonly texts: Set<string>;
  flags?: number;
}

/** Texts kept for one rowid; more than domain and path only when pages of several generations are mixed. */
const MOST_TEXTS = 8;

/**
 * Indexes hold the columns once more, each with the rowid: of a row whose page is lost they still tell fileID, domain, path and flags. Which
 * texts belong together is proven by the fileID. The record with dates, mode and key is in no index.
 */
function* namesFromIndexes(file: PageFile, known: ReadonlySet<string>): Generator<CarvedRow> {
  const byRowid = new Map<number, IndexedNames>();
  for (const entry of entriesWith(file, (id) => !known.has(id))) byRowid.set(entry.rowid, { fileID: entry.fileID, texts: new Set() });
  if (byRowid.size === 0) return;
  for (const page of file.pages()) for (const values of indexRecords(page, file)) note(values, byRowid);
  for (const { fileID, texts, flags } of byRowid.values()) {
    const name = fileID === undefined ? undefined : pairOf(fileID, texts);
    if (name !== undefined) yield { ...name, flags: flags ?? -1, blob: null };
  }
}

function* entriesWith(file: PageFile, wanted: (fileID: string) => boolean): Generator<{ rowid: number; fileID: string }> {
  for (const page of file.pages()) {
    for (const at of recordsIn(page)) {
      const [fileID, rowid, ...more] = readRecord(page, at, 'index', file) ?? [];
      if (more.length === 0 && typeof fileID === 'string' && typeof rowid === 'number' && wanted(fileID)) yield { rowid, fileID };
    }
  }
}

/** Records of a page that is a leaf or an inner page of an index; an inner cell begins with the number of a page. */
function* indexRecords(page: Uint8Array, file: PageFile): Generator<RecordValue[]> {
  for (const [kind, skip] of [
    [LEAF_INDEX, 0],
    [INNER_INDEX, 4],
  ] as const) {
    for (const cell of cellsOf(page, [kind])) {
      const length = readVarint(page, cell + skip);
      const values = length && readRecord(page, length.next, 'index', file);
      if (values) yield values;
    }
  }
}

function note(values: RecordValue[], byRowid: ReadonlyMap<number, IndexedNames>): void {
  const rowid = values.at(-1);
  const names = typeof rowid === 'number' ? byRowid.get(rowid) : undefined;
  if (names === undefined) return;
  for (const value of values.slice(0, -1)) {
    if (typeof value === 'string' && names.texts.size < MOST_TEXTS && value !== names.fileID) names.texts.add(value);
    else if (typeof value === 'number') names.flags = value;
  }
}

function pairOf(fileID: string, texts: ReadonlySet<string>): Pick<CarvedRow, 'fileID' | 'domain' | 'relativePath'> | undefined {
  for (const domain of texts) {
    for (const relativePath of [...texts, '']) if (fileIdOf(domain, relativePath) === fileID) return { fileID, domain, relativePath };
  }
  return undefined;
}
