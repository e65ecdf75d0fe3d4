/** Reads the names of all rows straight from the pages of Manifest.db: a third of the time that SQLite takes to hand them over. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { MOST_FILE_ID_BYTES, MOST_NAME_BYTES } from './usable-rows.ts';
import { VarintCursor } from './varint-cursor.ts';

const INNER_TABLE = 5;
const LEAF_TABLE = 13;
const MOST_WINDOW_BYTES = 256 * 1024;
const LEAST_WINDOW_PAGES = 4;

/** Where a row and its names stand among the bytes that were read last. */
export interface RowPlaces {
  readonly domainAt: number;
  readonly domainEnd: number;
  readonly pathAt: number;
  readonly pathEnd: number;
  readonly recordAt: number;
  /** -1 where a part of the record lies on other pages. */
  readonly recordEnd: number;
  /** Where those bytes begin in the file. */
  readonly windowAt: number;
}

/** Takes the usable rows of a table, in the order in which they lie. */
export interface RowTaker {
  add(rowid: number, flags: number, bytes: Uint8Array, places: RowPlaces): void;
}

/**
 * Goes through the b-tree of the table Files, whose first four columns are fileID, domain, relativePath and flags (SQLite file format 1.5, 1.6,
 * 2.1; numbers are big-endian, `varint` is 1 to 9 bytes of 7 bits each):
 *
 * | page | layout |
 * |---|---|
 * | inner | 5, …, number of cells at 3, last child at 8, then offsets of cells: child page (4 bytes), varint key |
 * | leaf | 13, …, number of cells at 3, from 8 on offsets of cells: varint bytes of record, varint rowid, record |
 * | record | varint bytes of its header, a varint type for each column, then the values one after the other |
 *
 * @returns false when something is unusual: damage, a record whose names do not fit on its page, keys that do not ascend. What the taker
 * was given until then is of no use; SQLite has to read the table, and will say what is wrong with it
 */
export function scanPages(path: string, rootPage: number, taker: RowTaker): boolean {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const pages = PageReader.of(file);
    return pages !== undefined && new TableScan(pages, taker).run(rootPage);
  } finally {
    closeSync(file);
  }
}

/** Pages come one after the other for the most part, so many are read at once as long as that holds. */
class PageReader {
  readonly pageBytes: number;
  /** Without what extensions of SQLite keep for themselves at the end of each page. */
  readonly usableBytes: number;
  readonly count: number;
  /** What was read last. */
  readonly window: Buffer;
  readonly #file: number;
  #first = 0;
  #length = 0;
  #wanted = LEAST_WINDOW_PAGES;

  private constructor(file: number, header: Buffer) {
    this.#file = file;
    this.pageBytes = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
    this.usableBytes = this.pageBytes - header.readUInt8(20);
    this.count = Math.floor(fstatSync(file).size / this.pageBytes);
    this.window = Buffer.allocUnsafeSlow(Math.max(MOST_WINDOW_BYTES, this.pageBytes * LEAST_WINDOW_PAGES));
  }

  static of(file: number): PageReader | undefined {
    const header = Buffer.alloc(100);
    const isWhole = readSync(file, header, 0, 100, 0) === 100;
    const pageBytes = header.readUInt16BE(16);
    const isPossible = pageBytes === 1 || (pageBytes >= 512 && (pageBytes & (pageBytes - 1)) === 0);
    return isWhole && isPossible ? new PageReader(file, header) : undefined;
  }

  /** Where `window` begins in the file. */
  get windowAt(): number {
    return (this.#first - 1) * this.pageBytes;
  }

  /** Where the page begins in `window`; -1 when the file has none of this number. */
  find(page: number): number {
    if (page < 2 || page > this.count) return -1;
    const place = page - this.#first;
    if (place >= 0 && place < this.#length) return place * this.pageBytes;
    const isNext = place >= 0 && place < this.#length * 2;
    const mostPages = Math.floor(this.window.length / this.pageBytes);
    this.#wanted = isNext ? Math.min(mostPages, this.#wanted * 2) : LEAST_WINDOW_PAGES;
    const pages = Math.min(this.#wanted, this.count - page + 1);
    const read = readSync(this.#file, this.window, 0, pages * this.pageBytes, (page - 1) * this.pageBytes);
    this.#first = page;
    this.#length = Math.floor(read / this.pageBytes);
    return this.#length === 0 ? -1 : 0;
  }
}

class TableScan {
  readonly #pages: PageReader;
  readonly #taker: RowTaker;
  readonly #varints: VarintCursor;
  #lastRowid = -1;
  /** One for all rows, so that a million of them leave nothing behind. */
  readonly #places = { domainAt: 0, domainEnd: 0, pathAt: 0, pathEnd: 0, recordAt: 0, recordEnd: 0, windowAt: 0 };
  #seenPages = 0;

  constructor(pages: PageReader, taker: RowTaker) {
    this.#pages = pages;
    this.#taker = taker;
    this.#varints = new VarintCursor(pages.window);
  }

  run(rootPage: number): boolean {
    const open: number[] = [rootPage];
    for (let page = open.pop(); page !== undefined; page = open.pop()) {
      // Pages that lead back to each other would be seen for ever, and those still to be seen would fill the memory.
      if (++this.#seenPages + open.length > this.#pages.count) return false;
      const start = this.#pages.find(page);
      if (start < 0) return false;
      const kind = this.#pages.window[start];
      if (kind === INNER_TABLE) {
        const children = this.#childrenOf(start);
        if (children === undefined) return false;
        for (const child of children.reverse()) open.push(child);
      } else if (kind !== LEAF_TABLE || !this.#readLeaf(start)) return false;
    }
    return true;
  }

  #childrenOf(start: number): number[] | undefined {
    const { window, pageBytes } = this.#pages;
    const count = window.readUInt16BE(start + 3);
    if (12 + 2 * count > pageBytes) return undefined;
    const children: number[] = [];
    for (let cell = 0; cell < count; cell++) {
      const offset = window.readUInt16BE(start + 12 + 2 * cell);
      if (offset + 4 > pageBytes) return undefined;
      children.push(window.readUInt32BE(start + offset));
    }
    children.push(window.readUInt32BE(start + 8));
    return children;
  }

  #readLeaf(start: number): boolean {
    const { window, pageBytes } = this.#pages;
    const count = ((window[start + 3] ?? 0) << 8) | (window[start + 4] ?? 0);
    if (8 + 2 * count > pageBytes) return false;
    for (let cell = 0; cell < count; cell++) {
      const pointer = start + 8 + 2 * cell;
      const offset = ((window[pointer] ?? 0) << 8) | (window[pointer + 1] ?? 0);
      if (!this.#readCell(start + offset, start + pageBytes)) return false;
    }
    return true;
  }

  #readCell(at: number, pageEnd: number): boolean {
    const { window } = this.#pages;
    const varints = this.#varints;
    varints.at = at;
    const bytes = varints.next();
    const rowid = varints.next();
    const record = varints.at;
    if (!Number.isSafeInteger(rowid) || rowid <= this.#lastRowid) return false;
    this.#lastRowid = rowid;
    const headerBytes = varints.next();
    const fileID = varints.next();
    const domain = varints.next();
    const path = varints.next();
    const flags = varints.next();
    if (varints.at > record + headerBytes) return false;
    if ((!isText(fileID) && fileID !== SPELLED_FILE_ID) || !isText(domain) || !isText(path)) return true;
    if (textBytes(fileID) > MOST_FILE_ID_BYTES || textBytes(domain) > MOST_NAME_BYTES || textBytes(path) > MOST_NAME_BYTES) return true;
    const fileIDAt = record + headerBytes;
    const domainAt = fileIDAt + (isText(fileID) ? textBytes(fileID) : FILE_ID_BYTES);
    const domainEnd = domainAt + textBytes(domain);
    const pathEnd = domainEnd + textBytes(path);
    const localBytes = this.#localBytes(bytes);
    if (pathEnd + flagBytes(flags) > Math.min(pageEnd, record + localBytes)) return false;
    if (fileID === SPELLED_FILE_ID && !areHexDigits(window, fileIDAt, domainAt)) return true;
    const places = this.#places;
    places.domainAt = domainAt;
    places.domainEnd = domainEnd;
    places.pathAt = domainEnd;
    places.pathEnd = pathEnd;
    places.recordAt = record;
    places.recordEnd = localBytes === bytes && record + bytes <= pageEnd ? record + bytes : -1;
    places.windowAt = this.#pages.windowAt;
    this.#taker.add(rowid, flagsOf(flags, window, pathEnd), window, places);
    return true;
  }

  /** How much of a record stays on its page; the rest goes on elsewhere. */
  #localBytes(bytes: number): number {
    const usable = this.#pages.usableBytes;
    const most = usable - 35;
    if (bytes <= most) return bytes;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const wanted = least + ((bytes - least) % (usable - 4));
    return wanted <= most ? wanted : least;
  }
}

/** A BLOB of as many bytes as a fileID has digits. */
const FILE_ID_BYTES = 40;
const SPELLED_FILE_ID = 12 + 2 * FILE_ID_BYTES;

function areHexDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return true;
}

export function isText(type: number): boolean {
  return type >= 13 && type % 2 === 1;
}

export function textBytes(type: number): number {
  return (type - 13) / 2;
}

/** No flags take more than two; SQLite is to say what a larger number is. */
export function flagBytes(type: number): number {
  return type === 1 || type === 2 ? type : 0;
}

/** Types 8 and 9 stand for 0 and 1 without a value, 1 and 2 for integers of as many bytes; no flags are larger. */
export function flagsOf(type: number, bytes: Uint8Array, at: number): number {
  if (type === 8 || type === 9) return type - 8;
  if (type === 1) return bytes[at] ?? -1;
  return type === 2 ? ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0) : -1;
}
