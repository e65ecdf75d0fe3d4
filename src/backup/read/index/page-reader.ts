/** The pages of an SQLite file, a window of them in memory. */
import { fstatSync, readSync } from 'node:fs';

const MOST_WINDOW_BYTES = 256 * 1024;
const LEAST_WINDOW_PAGES = 4;

/** Pages come one after the other for the most part, so many are read at once as long as that holds. */
export class PageReader {
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
