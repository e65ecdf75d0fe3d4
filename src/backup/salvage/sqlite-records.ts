/** Records of SQLite tables and indexes, read from the bytes of a page without trusting anything around them. */
import type { PageFile } from './sqlite-pages.ts';

export type RecordValue = null | number | string | Uint8Array;

/** A number of 1 to 9 bytes, 7 bits each, the highest first (SQLite file format 1.6). */
export function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return undefined; // nine bytes: no length and no rowid of a catalogue is that big
}

/** Bytes of a value by its serial type (2.1); undefined for the reserved ones. */
function bytesOfType(type: number): number | undefined {
  if (type >= 12) return (type - (type % 2 === 0 ? 12 : 13)) / 2;
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type];
}

/**
 * The values of a record whose header begins at `at`: length of the header, serial types, then the values. A record too long for its page goes
 * on in a chain of overflow pages (1.5). Undefined when the bytes cannot be one.
 */
export function readRecord(page: Uint8Array, at: number, kind: 'table' | 'index', file: PageFile): RecordValue[] | undefined {
  const types = typesAt(page, at);
  if (types === undefined) return undefined;
  const lengths = types.list.map(bytesOfType);
  let payload = types.headerBytes;
  for (const length of lengths) {
    if (length === undefined) return undefined;
    payload += length;
  }
  const bytes = payloadAt(page, at, payload, kind, file);
  if (bytes === undefined) return undefined;
  let position = types.headerBytes;
  return types.list.map((type, index) => {
    const length = lengths[index] ?? 0;
    position += length;
    return valueOf(type, bytes.subarray(position - length, position));
  });
}

function typesAt(page: Uint8Array, at: number): { list: number[]; headerBytes: number } | undefined {
  const header = readVarint(page, at);
  if (header === undefined || header.value < 2 || header.value > 40) return undefined;
  const list: number[] = [];
  let next = header.next;
  while (next < at + header.value) {
    const type = readVarint(page, next);
    if (type === undefined) return undefined;
    list.push(type.value);
    next = type.next;
  }
  return next === at + header.value ? { list, headerBytes: header.value } : undefined;
}

/** How much of a payload stays on its page: the formulas of 1.5, no bytes reserved. */
function localBytes(payload: number, pageBytes: number, kind: 'table' | 'index'): number {
  const most = kind === 'table' ? pageBytes - 35 : Math.floor(((pageBytes - 12) * 64) / 255) - 23;
  if (payload <= most) return payload;
  const least = Math.floor(((pageBytes - 12) * 32) / 255) - 23;
  const wanted = least + ((payload - least) % (pageBytes - 4));
  return wanted <= most ? wanted : least;
}

/** The longest record of a catalogue has some thousand bytes; a damaged length must not make us read the whole file, nor pages that lead to each other. */
const MOST_BYTES = 320 * 1024;

function payloadAt(page: Uint8Array, at: number, payload: number, kind: 'table' | 'index', file: PageFile): Uint8Array | undefined {
  if (payload > MOST_BYTES) return undefined;
  const local = localBytes(payload, file.pageBytes, kind);
  if (at + local > page.length) return undefined;
  if (local === payload) return page.subarray(at, at + local);
  const parts = [page.subarray(at, at + local)];
  let missing = payload - local;
  let next = numberAt(page, at + local);
  while (missing > 0) {
    const overflow = next === undefined || next === 0 ? undefined : file.page(next);
    if (overflow === undefined) return undefined;
    const part = overflow.subarray(4, 4 + Math.min(missing, file.pageBytes - 4));
    parts.push(part);
    missing -= part.length;
    next = numberAt(overflow, 0);
  }
  return Buffer.concat(parts);
}

function numberAt(bytes: Uint8Array, at: number): number | undefined {
  if (at + 4 > bytes.length) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function valueOf(type: number, bytes: Uint8Array): RecordValue {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
  if (type < 7) return integerOf(bytes);
  if (type % 2 === 0) return bytes;
  try {
    return UTF8.decode(bytes);
  } catch {
    return bytes;
  }
}

/** Big-endian, two's complement. */
function integerOf(bytes: Uint8Array): number {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return Number(BigInt.asIntN(bytes.length * 8, value));
}

/** The cells of a b-tree page: their offsets, as its header lists them (1.6); empty when it is no page of that kind. */
export function cellsOf(page: Uint8Array, kinds: readonly number[]): number[] {
  const begin = isFirstPage(page) ? 100 : 0;
  const kind = page[begin];
  if (kind === undefined || !kinds.includes(kind) || page.length < begin + 12) return [];
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const count = view.getUint16(begin + 3);
  const pointers = begin + (kind === LEAF_TABLE || kind === LEAF_INDEX ? 8 : 12);
  if (pointers + 2 * count > page.length) return [];
  return Array.from({ length: count }, (_, index) => view.getUint16(pointers + 2 * index));
}

export const LEAF_TABLE = 13;
export const LEAF_INDEX = 10;
export const INNER_INDEX = 2;

function isFirstPage(page: Uint8Array): boolean {
  return Buffer.from(page.buffer, page.byteOffset, Math.min(6, page.length)).toString('latin1') === 'SQLite';
}
