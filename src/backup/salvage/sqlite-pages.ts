/** The pages of an SQLite file or of its write-ahead log, one by one and by number, however damaged the file is. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { MOST_DATABASE_BYTES } from '../read/sqlite/apply-log.ts';

export interface PageFile extends Disposable {
  readonly pageBytes: number;
  /** In the order of the file, without long stretches of nothing; the last one may be cut off. A page is good until the next is asked for. */
  pages(): Iterable<Uint8Array>;
  /** Page by number, counted from 1; undefined when the file has none, or when more were asked for than a sound one could need. */
  page(number: number): Uint8Array | undefined;
}

/** What every real Manifest.db has (measured, iOS 10–27); assumed where the header is lost. */
const USUAL_PAGE_BYTES = 4096;
const MAGIC = 'SQLite format 3\0';

/** Page size at offset 16 (big-endian, 1 stands for 65536), if the header still says a possible one (SQLite file format 1.3). */
function pageBytesOf(header: Buffer): number {
  if (header.length < 18 || header.toString('latin1', 0, 16) !== MAGIC) return USUAL_PAGE_BYTES;
  return possiblePageBytes(header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16));
}

function possiblePageBytes(size: number): number {
  return size >= 512 && size <= 65536 && (size & (size - 1)) === 0 ? size : USUAL_PAGE_BYTES;
}

/** Logs have some megabytes. */
const MOST_LOG_BYTES = 256 * 1024 * 1024;

/** Each page belongs to one record, and they are looked at a few times; records that share their pages are hostile. */
const LOOKS_AT_A_PAGE = 8;

/** `onBytes` hears now and then how far the file was gone through. */
export function openDatabasePages(path: string, onBytes: OnBytes = () => undefined): PageFile {
  const file = new ReadFile(path);
  const pageBytes = pageBytesOf(file.read(0, 100));
  const end = Math.min(file.size, MOST_DATABASE_BYTES);
  let looksLeft = LOOKS_AT_A_PAGE * Math.ceil(end / pageBytes);
  return {
    pageBytes,
    *pages() {
      const buffer = Buffer.alloc(WINDOW_BYTES);
      for (let at = 0; at < end; at += WINDOW_BYTES) {
        onBytes(at);
        const window = file.read(at, Math.min(WINDOW_BYTES, end - at), buffer);
        if (isHole(window)) continue;
        for (let page = 0; page < window.length; page += pageBytes) yield window.subarray(page, page + pageBytes);
      }
    },
    page: (number) => (looksLeft-- > 0 ? whole(file.read((number - 1) * pageBytes, pageBytes), pageBytes) : undefined),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

type OnBytes = (bytes: number) => void;

/** A number of whole pages, whatever their size. */
const WINDOW_BYTES = 1024 * 1024;
const NOTHING = Buffer.alloc(WINDOW_BYTES);

/** Of a sparse file most is nothing, and a terabyte of it is gone through quickly. */
function isHole(window: Buffer): boolean {
  return window.equals(NOTHING.subarray(0, window.length));
}

/**
 * A write-ahead log (SQLite file format 4.1), all numbers big-endian:
 *
 * | offset | bytes | what |
 * |---|---|---|
 * | 0 | 32 | header: magic 377f0682 or …83, version, page size at 8, …, salts at 16 |
 * | then | 24 + page | frames: page number, size after commit or 0, the salts of the header, checksums; then the page |
 *
 * Frames with other salts are left from before the log was begun anew: still pages, only older ones, so they come last.
 */
export function openLogPages(path: string, onBytes: OnBytes = () => undefined): PageFile {
  const file = new ReadFile(path);
  const end = Math.min(file.size, MOST_LOG_BYTES);
  const header = file.read(0, 32);
  const pageBytes = header.length === 32 ? possiblePageBytes(header.readUInt32BE(8)) : USUAL_PAGE_BYTES;
  const current: number[] = [];
  const older: number[] = [];
  const byNumber = new Map<number, number>();
  let looksLeft = LOOKS_AT_A_PAGE * Math.ceil(end / pageBytes);
  for (let at = 32; at + 24 < end; at += 24 + pageBytes) {
    const frame = file.read(at, 24);
    const isCurrent = frame.subarray(8, 16).equals(header.subarray(16, 24));
    (isCurrent ? current : older).push(at + 24);
    if (isCurrent) byNumber.set(frame.readUInt32BE(0), at + 24);
  }
  return {
    pageBytes,
    *pages() {
      for (const at of [...current.toReversed(), ...older]) {
        onBytes(at);
        yield file.read(at, pageBytes);
      }
    },
    page(number) {
      const at = byNumber.get(number);
      return at === undefined || looksLeft-- <= 0 ? undefined : whole(file.read(at, pageBytes), pageBytes);
    },
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

function whole(page: Buffer, pageBytes: number): Uint8Array | undefined {
  return page.length === pageBytes ? page : undefined;
}

class ReadFile implements Disposable {
  readonly size: number;
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    this.size = fstatSync(this.#file).size;
  }

  /** Shorter at the end of the file. `into` has room for so many bytes. */
  read(at: number, bytes: number, into?: Buffer): Buffer {
    if (at < 0 || at >= this.size) return Buffer.alloc(0);
    const wanted = Math.min(bytes, this.size - at);
    const buffer = into?.subarray(0, wanted) ?? Buffer.alloc(wanted);
    let filled = 0;
    while (filled < buffer.length) {
      const got = readSync(this.#file, buffer, filled, buffer.length - filled, at + filled);
      if (got === 0) break;
      filled += got;
    }
    return buffer.subarray(0, filled);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
