/** The schema of an SQLite file, read from its pages before SQLite gets to see it: a hostile one costs gigabytes and hours just by being looked at. */
import { closeSync, constants, openSync, readSync } from 'node:fs';

export interface SchemaEntry {
  readonly type: string;
  readonly name: string;
  readonly rootPage: number;
  readonly sql: string;
}

/** `too-large` for one that no device writes; `unreadable` for what SQLite would call damaged, or should. */
type SchemaReading = readonly SchemaEntry[] | 'too-large' | 'unreadable';

interface SchemaLimits {
  readonly entries: number;
  /** Of all entries together. */
  readonly bytes: number;
}

/** A Manifest.db has six entries of 60 characters. */
const OF_CATALOGUE: SchemaLimits = { entries: 200, bytes: 64 * 1024 };
/** Photos.sqlite has some hundred tables and several times as many indexes. */
export const OF_ANY_DATABASE: SchemaLimits = { entries: 10_000, bytes: 8 * 1024 * 1024 };
/** More than any schema in these limits lies on, however small its pages are. */
const MOST_PAGES = 20_000;

/**
 * The table sqlite_schema begins on page 1, behind the header (SQLite file format 1.5, 1.6, 2.6): its columns are type, name, tbl_name, rootpage,
 * sql. Links are not followed.
 */
export function schemaOfFile(path: string, limits = OF_CATALOGUE): SchemaReading {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return new SchemaReader(file, limits).read();
  } catch (error) {
    if (error === MALFORMED) return 'unreadable';
    if (error === TOO_LARGE) return 'too-large';
    throw error;
  } finally {
    closeSync(file);
  }
}

const MALFORMED = new Error('malformed');
const TOO_LARGE = new Error('too large');
const INNER_TABLE = 5;
const LEAF_TABLE = 13;
const HEADER_BYTES = 100;
const ENCODINGS: Readonly<Record<number, string>> = { 0: 'utf-8', 1: 'utf-8', 2: 'utf-16le', 3: 'utf-16be' };

class SchemaReader {
  readonly #file: number;
  readonly #entries: SchemaEntry[] = [];
  #pageBytes = 0;
  #usableBytes = 0;
  #text = new TextDecoder();
  #pagesRead = 0;
  readonly #limits: SchemaLimits;
  #bytesLeft: number;

  constructor(file: number, limits: SchemaLimits) {
    this.#file = file;
    this.#limits = limits;
    this.#bytesLeft = limits.bytes;
  }

  read(): readonly SchemaEntry[] {
    const header = this.#bytesAt(0, HEADER_BYTES);
    const size = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
    const encoding = ENCODINGS[header.readUInt32BE(56)];
    if (size < 512 || (size & (size - 1)) !== 0 || encoding === undefined) throw MALFORMED;
    this.#pageBytes = size;
    this.#usableBytes = size - header.readUInt8(20);
    if (this.#usableBytes < 480) throw MALFORMED;
    this.#text = new TextDecoder(encoding, { ignoreBOM: true });
    const open = [1];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      for (const child of this.#readPage(number).reverse()) open.push(child);
      if (open.length > MOST_PAGES) throw TOO_LARGE;
    }
    return this.#entries;
  }

  /** The pages below it, if it is an inner one. */
  #readPage(number: number): number[] {
    const page = this.#page(number);
    const start = number === 1 ? HEADER_BYTES : 0;
    const kind = page[start];
    if (kind !== INNER_TABLE && kind !== LEAF_TABLE) throw MALFORMED;
    const count = page.readUInt16BE(start + 3);
    const pointers = start + (kind === LEAF_TABLE ? 8 : 12);
    if (pointers + 2 * count > page.length) throw MALFORMED;
    const cells = Array.from({ length: count }, (_, index) => page.readUInt16BE(pointers + 2 * index));
    if (cells.some((cell) => cell < pointers || cell + 4 > page.length)) throw MALFORMED;
    if (kind === INNER_TABLE) return [...cells.map((cell) => page.readUInt32BE(cell)), page.readUInt32BE(start + 8)];
    if (this.#entries.length + count > this.#limits.entries) throw TOO_LARGE;
    for (const cell of cells) this.#entries.push(this.#entryAt(page, cell));
    return [];
  }

  #entryAt(page: Buffer, cell: number): SchemaEntry {
    const length = varintAt(page, cell);
    const rowid = varintAt(page, length.next);
    if ((this.#bytesLeft -= length.value) < 0) throw TOO_LARGE;
    const record = this.#payload(page, rowid.next, length.value);
    const header = varintAt(record, 0);
    if (header.value > record.length) throw MALFORMED;
    const values: (string | number)[] = [];
    let at = header.value;
    for (let next = header.next; next < header.value && values.length < 5;) {
      const type = varintAt(record, next);
      next = type.next;
      const bytes = bytesOfType(type.value);
      if (at + bytes > record.length) throw MALFORMED;
      values.push(this.#valueOf(type.value, record.subarray(at, at + bytes)));
      at += bytes;
    }
    const [type, name, , rootPage, sql] = values;
    return { type: String(type), name: String(name), rootPage: Number(rootPage), sql: String(sql) };
  }

  #valueOf(type: number, bytes: Buffer): string | number {
    if (type >= 12) return this.#text.decode(bytes);
    if (type === 8 || type === 9) return type - 8;
    return type === 0 || type === 7 ? '' : bytes.readIntBE(0, Math.min(6, bytes.length));
  }

  /** What a page has no room for goes on in a chain of others (1.5). */
  #payload(page: Buffer, at: number, bytes: number): Buffer {
    const most = this.#usableBytes - 35;
    const least = Math.floor(((this.#usableBytes - 12) * 32) / 255) - 23;
    const wanted = least + ((bytes - least) % (this.#usableBytes - 4));
    const local = bytes <= most ? bytes : wanted <= most ? wanted : least;
    if (at + local > page.length) throw MALFORMED;
    const parts = [page.subarray(at, at + local)];
    let missing = bytes - local;
    for (let next = missing > 0 ? numberAt(page, at + local) : 0; missing > 0;) {
      const overflow = this.#page(next);
      parts.push(overflow.subarray(4, 4 + Math.min(missing, this.#usableBytes - 4)));
      missing -= this.#usableBytes - 4;
      next = numberAt(overflow, 0);
    }
    return Buffer.concat(parts);
  }

  #page(number: number): Buffer {
    if (number < 1) throw MALFORMED;
    // Pages that lead back to each other are seen again and again.
    if (++this.#pagesRead > MOST_PAGES) throw TOO_LARGE;
    return this.#bytesAt((number - 1) * this.#pageBytes, this.#pageBytes);
  }

  #bytesAt(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    if (readSync(this.#file, bytes, 0, length, position) < length) throw MALFORMED;
    return bytes;
  }
}

function numberAt(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) throw MALFORMED;
  return bytes.readUInt32BE(at);
}

function varintAt(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) throw MALFORMED;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  throw MALFORMED;
}

function bytesOfType(type: number): number {
  if (type >= 12) return (type - (type % 2 === 0 ? 12 : 13)) / 2;
  const bytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type];
  if (bytes === undefined) throw MALFORMED;
  return bytes;
}
