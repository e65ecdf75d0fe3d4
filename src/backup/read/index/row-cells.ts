/** The rows of Manifest.db as they lie in its pages: two of them are compared without being understood, which most rows of two backups need not be. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { SqliteDatabase } from '../sqlite/sqlite.ts';
import { rootPageOf } from './build-index.ts';
import type { CatalogueIndex } from './catalogue-index.ts';
import { flagBytes, flagsOf, isText, scanPages, textBytes, type RowPlaces, type RowTaker } from './scan-pages.ts';
import { MOST_RECORD_BYTES } from './usable-rows.ts';
import { VarintCursor } from './varint-cursor.ts';

/** What a row says. `blob` is good until other cells are looked at. */
interface CellRow {
  readonly rank: number;
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  readonly flags: number;
  readonly blob: Uint8Array;
  readonly hasBlobID: boolean;
}

/** A page has at most as many bytes, and no row of which all is on its page goes beyond a block. */
const BLOCK_BYTES = 64 * 1024;
/** Neighbors in order are neighbors on the disk for the most part. */
const MOST_BLOCKS = 128;

export class RowCells implements Disposable {
  readonly #file: number;
  readonly #index: CatalogueIndex;
  readonly #places: CellPlaces;
  readonly #blocks = Buffer.allocUnsafeSlow(BLOCK_BYTES * MOST_BLOCKS);
  /** What each place in `#blocks` holds: the number of a block in the file, and how much of it there is. */
  readonly #held = new Float64Array(MOST_BLOCKS).fill(-1);
  readonly #lengths = new Uint32Array(MOST_BLOCKS);
  /** The domain of the latest row. */
  #domain = 0;

  private constructor(file: number, index: CatalogueIndex, places: CellPlaces) {
    this.#file = file;
    this.#index = index;
    this.#places = places;
  }

  /** Undefined where the table has another form than devices write. `path` is the file that holds all of it. */
  static of(database: SqliteDatabase, path: string, index: CatalogueIndex): RowCells | undefined {
    const rootPage = rootPageOf(database);
    const places = new CellPlaces(index);
    if (rootPage === undefined || !scanPages(path, rootPage, places)) return undefined;
    return new RowCells(openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW), index, places);
  }

  /** Whether two rows have the very same bytes: names, flags and record. False where either is not seen as a whole. */
  isLike(rank: number, other: RowCells, otherRank: number): boolean {
    const bytes = this.#places.bytesOf(rank);
    if (bytes === 0 || bytes !== other.#places.bytesOf(otherRank)) return false;
    const at = this.#find(rank);
    const otherAt = other.#find(otherRank);
    return at >= 0 && otherAt >= 0 && this.#blocks.compare(other.#blocks, otherAt, otherAt + bytes, at, at + bytes) === 0;
  }

  /** Undefined for what SQLite should better be asked for: a row that is not as devices write it. */
  rowAt(rank: number): CellRow | undefined {
    const at = this.#find(rank);
    if (at < 0) return undefined;
    const varints = new VarintCursor(this.#blocks);
    varints.at = at;
    const headerEnd = at + varints.next();
    const [id, domainType, path, flagsType, record] = [varints.next(), varints.next(), varints.next(), varints.next(), varints.next()];
    if (varints.at > headerEnd || !isBlob(record)) return undefined;
    const idBytes = isText(id) ? textBytes(id) : blobBytes(id);
    const pathAt = headerEnd + idBytes + textBytes(domainType);
    const flagsAt = pathAt + textBytes(path);
    const recordAt = flagsAt + flagBytes(flagsType);
    const flags = flagsOf(flagsType, this.#blocks, flagsAt);
    const end = recordAt + blobBytes(record);
    if (flags < 0 || blobBytes(record) > MOST_RECORD_BYTES || end > at + this.#places.bytesOf(rank)) return undefined;
    const fileID = this.#blocks.toString('latin1', headerEnd, headerEnd + idBytes);
    const relativePath = this.#blocks.toString('utf8', pathAt, flagsAt);
    const domain = this.#domainOf(rank);
    if (!isPlainText(relativePath) || !isPlainText(domain)) return undefined;
    return { rank, fileID, domain, relativePath, flags, blob: this.#blocks.subarray(recordAt, end), hasBlobID: !isText(id) };
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  /** Where the row begins in `#blocks`; -1 for one that is not there. */
  #find(rank: number): number {
    const place = this.#places.placeOf(rank);
    if (place < 0) return -1;
    const block = Math.floor(place / BLOCK_BYTES);
    const slot = block % MOST_BLOCKS;
    if (this.#held[slot] !== block) {
      this.#held[slot] = block;
      this.#lengths[slot] = readSync(this.#file, this.#blocks, slot * BLOCK_BYTES, BLOCK_BYTES, block * BLOCK_BYTES);
    }
    const inBlock = place - block * BLOCK_BYTES;
    // The file may have become shorter.
    return inBlock + this.#places.bytesOf(rank) <= (this.#lengths[slot] ?? 0) ? slot * BLOCK_BYTES + inBlock : -1;
  }

  /** Ranks are asked for in their order. */
  #domainOf(rank: number): string {
    const { domains } = this.#index;
    if (rank < (domains[this.#domain]?.first ?? 0)) this.#domain = 0;
    while (rank > (domains[this.#domain]?.last ?? Infinity)) this.#domain++;
    return domains[this.#domain]?.domain ?? '';
  }
}

/** Where each row stands in the file. */
class CellPlaces implements RowTaker {
  readonly #index: CatalogueIndex;
  readonly #places: Float64Array;
  readonly #bytes: Uint32Array;

  constructor(index: CatalogueIndex) {
    this.#index = index;
    this.#places = new Float64Array(index.length + 1).fill(-1);
    this.#bytes = new Uint32Array(index.length + 1);
  }

  add(rowid: number, _flags: number, _bytes: Uint8Array, { recordAt, recordEnd, windowAt }: RowPlaces): void {
    const rank = this.#index.rankOfRowid(rowid);
    if (rank === undefined || recordEnd < 0) return;
    this.#places[rank] = windowAt + recordAt;
    this.#bytes[rank] = recordEnd - recordAt;
  }

  placeOf(rank: number): number {
    return this.#places[rank] ?? -1;
  }

  /** 0 for a row that is not known as a whole. */
  bytesOf(rank: number): number {
    return this.#bytes[rank] ?? 0;
  }
}

function isBlob(type: number): boolean {
  return type >= 12 && type % 2 === 0;
}

function blobBytes(type: number): number {
  return (type - 12) / 2;
}

/** SQLite may cut a text off at its first NUL, and what is no UTF-8 has no one way to be read. */
function isPlainText(text: string): boolean {
  return !text.includes('\0') && !text.includes('\ufffd');
}
