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
 * header, and rows that were deleted but not yet overwritten are found as well; those come last, after all pages, which are gone through once more
 * for them. A name may come more than once, with records of several generations. `isKnown` tells whether there is a row of that fileID already.
 */
export function* carveRows(file: PageFile, isKnown: (fileID: string) => boolean): Generator<CarvedRow> {
  const seen = { freed: false };
  yield* rowsOfPages(file, 'standing', seen);
  if (seen.freed) yield* rowsOfPages(file, 'freed', seen);
  yield* namesFromIndexes(file, isKnown);
}

function* rowsOfPages(file: PageFile, wanted: 'standing' | 'freed', seen: { freed: boolean }): Generator<CarvedRow> {
  for (const page of file.pages()) {
    const cells = new Set(cellsOf(page, [LEAF_TABLE]));
    for (const at of recordsIn(page)) {
      const isFreed = cells.size > 0 && !isCell(page, at, cells);
      if (isFreed) seen.freed = true;
      if (isFreed !== (wanted === 'freed')) continue;
      const row = rowOf(readRecord(page, at, 'table', file));
      if (row !== undefined) yield row;
    }
  }
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
    flags: smallNumber(flags),
    blob: blob instanceof Uint8Array ? Uint8Array.from(blob) : null,
  };
}

/** Flags are 1, 2 or 4; -1 for what cannot be any. */
function smallNumber(value: RecordValue | undefined): number {
  return typeof value === 'number' && value >= 0 && value <= 0xffff ? value : -1;
}

/** What the indexes say of one rowid. */
interface IndexedNames {
  readonly fileID: string;
  readonly texts: string[];
  flags?: number;
}

/** Texts kept for one rowid; more than domain and path only when pages of several generations are mixed. */
const MOST_TEXTS = 8;
/** Rows looked for at once, and how often the pages are gone through for more: memory and time for a million of lost rows. */
const ROWS_AT_ONCE = 64_000;
const MOST_PASSES = 16;
/** What their names may take; those of as many files of a phone have some seven million. */
const MOST_CHARACTERS = 16_000_000;

/**
 * Indexes hold the columns once more, each with the rowid: of a row whose page is lost they still tell fileID, domain, path and flags. Which
 * texts belong together is proven by the fileID. The record with dates, mode and key is in no index.
 */
function* namesFromIndexes(file: PageFile, isKnown: (fileID: string) => boolean): Generator<CarvedRow> {
  const entries = entriesWith(file, (id) => !isKnown(id));
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const byRowid = nextEntries(entries);
    if (byRowid.size === 0) return;
    const room = { characters: MOST_CHARACTERS };
    for (const page of file.pages()) for (const values of indexRecords(page, file)) note(values, byRowid, room);
    for (const { fileID, texts, flags } of byRowid.values()) {
      const name = pairOf(fileID, texts);
      if (name !== undefined) yield { ...name, flags: smallNumber(flags), blob: null };
    }
    if (byRowid.size < ROWS_AT_ONCE) return;
  }
}

function nextEntries(entries: Iterator<{ rowid: number; fileID: string }>): Map<number, IndexedNames> {
  const byRowid = new Map<number, IndexedNames>();
  while (byRowid.size < ROWS_AT_ONCE) {
    const next = entries.next();
    if (next.done === true) break;
    byRowid.set(next.value.rowid, { fileID: next.value.fileID, texts: [] });
  }
  return byRowid;
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

function note(values: RecordValue[], byRowid: ReadonlyMap<number, IndexedNames>, room: { characters: number }): void {
  const rowid = values.at(-1);
  const names = typeof rowid === 'number' ? byRowid.get(rowid) : undefined;
  if (names === undefined) return;
  for (const value of values.slice(0, -1)) {
    if (typeof value === 'string') noteText(value, names, room);
    else if (typeof value === 'number') names.flags = value;
  }
}

function noteText(text: string, { fileID, texts }: IndexedNames, room: { characters: number }): void {
  if (texts.length >= MOST_TEXTS || text === fileID || text.length > room.characters || texts.includes(text)) return;
  room.characters -= text.length;
  texts.push(text);
}

function pairOf(fileID: string, texts: readonly string[]): Pick<CarvedRow, 'fileID' | 'domain' | 'relativePath'> | undefined {
  for (const domain of texts) {
    for (const relativePath of [...texts, '']) if (fileIdOf(domain, relativePath) === fileID) return { fileID, domain, relativePath };
  }
  return undefined;
}
