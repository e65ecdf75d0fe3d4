/** Reads the names of all rows straight from the pages of Manifest.db: a third of the time that SQLite takes to hand them over. */
import { closeSync, constants, openSync } from 'node:fs';
import { PageReader } from './page-reader.ts';
import { TableWalk } from './table-walk.ts';
import { MOST_FILE_ID_BYTES, MOST_NAME_BYTES } from './usable-rows.ts';

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
 * @returns false when something is unusual: damage, a record whose names do not fit on its page, keys that do not ascend. What the taker
 * was given until then is of no use; SQLite has to read the table, and will say what is wrong with it
 */
export function scanPages(path: string, rootPage: number, taker: RowTaker): boolean {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const pages = PageReader.of(file);
    return pages !== undefined && new NameScan(pages, rootPage, taker).step(Number.POSITIVE_INFINITY) === 'end';
  } finally {
    closeSync(file);
  }
}

class NameScan extends TableWalk {
  readonly #taker: RowTaker;
  /** One for all rows, so that a million of them leave nothing behind. */
  readonly #places = { domainAt: 0, domainEnd: 0, pathAt: 0, pathEnd: 0, recordAt: 0, recordEnd: 0, windowAt: 0 };

  constructor(pages: PageReader, rootPage: number, taker: RowTaker) {
    super(pages, rootPage);
    this.#taker = taker;
  }

  protected readRecord(rowid: number, bytes: number, localEnd: number): boolean {
    const { window } = this.pages;
    const { varints } = this;
    const record = varints.at;
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
    if (pathEnd + flagBytes(flags) > localEnd) return false;
    if (fileID === SPELLED_FILE_ID && !areHexDigits(window, fileIDAt, domainAt)) return true;
    const places = this.#places;
    places.domainAt = domainAt;
    places.domainEnd = domainEnd;
    places.pathAt = domainEnd;
    places.pathEnd = pathEnd;
    places.recordAt = record;
    places.recordEnd = localEnd === record + bytes ? localEnd : -1;
    places.windowAt = this.pages.windowAt;
    this.#taker.add(rowid, flagsOf(flags, window, pathEnd), window, places);
    return true;
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
