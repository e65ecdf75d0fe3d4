/** Writes Apple's binary property list (`bplist00`), byte for byte as Apple's own writer lays it out. */
import { hash } from 'node:crypto';
import { APPLE_EPOCH_MS } from './apple-epoch.ts';
import { trailerLength } from './binary-trailer.ts';
import { ByteSink } from './byte-sink.ts';
import { PlistBudget } from './limits.ts';
import { malformed } from './malformed.ts';
import { Uid, type PlistDict, type PlistValue } from './value.ts';

/**
 * Writes `value` as a binary property list; the byte layout is the reader's. Dictionaries keep their order. Equal strings, numbers,
 * dates and data are written once. Integers take the smallest size, negative ones 8 bytes; reals are doubles.
 * @throws FormatError `plist-malformed` (an integer beyond 128 bits, an invalid date), `plist-limit` (nested too deep, or in a cycle)
 */
export function writeBinaryPlist(value: PlistValue): Uint8Array {
  const objects = new ObjectTable();
  objects.add(value, 0);
  const sink = new ByteSink();
  sink.bytes(Buffer.from('bplist00', 'latin1'));
  const refSize = byteWidth(objects.list.length);
  const offsets = objects.list.map((object) => {
    const offset = sink.length;
    writeObject(sink, object, refSize);
    return offset;
  });
  const tableStart = sink.length;
  const offsetSize = byteWidth(tableStart);
  for (const offset of offsets) sink.unsigned(offset, offsetSize);
  sink.bytes(trailer(offsetSize, refSize, offsets.length, tableStart));
  return sink.take();
}

export type Scalar = Exclude<PlistValue, PlistValue[] | PlistDict>;
/** A scalar, or a container with its references (a dictionary: all keys, then all values). */
type FlatObject = { kind: 'scalar'; value: Scalar } | { kind: 'array' | 'dict'; refs: number[] };

/** The objects in Apple's order: a container, then (for a dictionary) its keys, then what it contains, depth first. */
class ObjectTable {
  readonly list: FlatObject[] = [];
  /** Numbers of the scalars that are written once. A Map tells the primitive types apart by itself. */
  readonly #scalars = new Map<Scalar, number>();
  /** The same for dates and data, by what they hold. */
  readonly #contents = new Map<string, number>();
  readonly #budget = new PlistBudget({ maxObjects: Infinity });

  add(value: PlistValue, depth: number): number {
    this.#budget.take(depth);
    if (Array.isArray(value)) return this.#addContainer('array', value, depth);
    if (value instanceof Map) return this.#addContainer('dict', [...value.keys(), ...value.values()], depth);
    const content = contentKey(value);
    const known = content === undefined ? this.#scalars.get(value) : this.#contents.get(content);
    if (known !== undefined) return known;
    const ref = this.list.push({ kind: 'scalar', value }) - 1;
    if (content === undefined) this.#scalars.set(value, ref);
    else this.#contents.set(content, ref);
    return ref;
  }

  #addContainer(kind: 'array' | 'dict', members: readonly PlistValue[], depth: number): number {
    const refs: number[] = [];
    const ref = this.list.push({ kind, refs }) - 1;
    for (const member of members) refs.push(this.add(member, depth + 1));
    return ref;
  }
}

/** Of scalars that a Map would compare by identity (dates, data) or not tell apart (0 and −0): what they hold. UIDs are written each time. */
function contentKey(value: Scalar): string | undefined {
  if (value instanceof Uint8Array) {
    return value.length <= 64 ? `bytes ${asBuffer(value).toString('latin1')}` : `hash ${hash('sha256', value, 'base64')}`;
  }
  if (value instanceof Date) return `date ${value.getTime()}`;
  return Object.is(value, -0) ? 'negative zero' : undefined;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function writeObject(sink: ByteSink, object: FlatObject, refSize: number): void {
  if (object.kind === 'scalar') {
    writeScalar(sink, object.value);
    return;
  }
  const { kind, refs } = object;
  if (kind === 'array') writeMarker(sink, 0xa0, refs.length);
  else writeMarker(sink, 0xd0, refs.length / 2);
  for (const ref of refs) sink.unsigned(ref, refSize);
}

export function writeScalar(sink: ByteSink, value: Scalar): void {
  if (typeof value === 'bigint') writeInteger(sink, value);
  else if (typeof value === 'string') writeString(sink, value);
  else if (typeof value === 'boolean') sink.byte(value ? 0x09 : 0x08);
  else if (typeof value === 'number') writeReal(sink, value);
  else if (value instanceof Date) writeDate(sink, value);
  else if (value instanceof Uid) writeUid(sink, value);
  else writeData(sink, value);
}

function writeInteger(sink: ByteSink, value: bigint): void {
  if (value >= 0n && value <= 0xffff_ffffn) {
    const width = byteWidth(Number(value));
    sink.byte(0x10 | Math.log2(width));
    sink.unsigned(Number(value), width);
    return;
  }
  if (BigInt.asIntN(128, value) !== value) throw malformed('integer of more than 128 bits');
  const low = BigInt.asIntN(64, value);
  sink.byte(low === value ? 0x13 : 0x14);
  if (low !== value) sink.bigInt64(value >> 64n);
  sink.bigInt64(low);
}

function writeString(sink: ByteSink, text: string): void {
  const ascii = isAscii(text);
  writeMarker(sink, ascii ? 0x50 : 0x60, text.length);
  if (ascii) sink.ascii(text);
  else sink.bytes(Buffer.from(text, 'utf16le').swap16());
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function writeReal(sink: ByteSink, value: number): void {
  sink.byte(0x23);
  sink.double(value);
}

function writeDate(sink: ByteSink, date: Date): void {
  if (Number.isNaN(date.getTime())) throw malformed('invalid date');
  sink.byte(0x33);
  sink.double((date.getTime() - APPLE_EPOCH_MS) / 1000);
}

function writeData(sink: ByteSink, data: Uint8Array): void {
  writeMarker(sink, 0x40, data.length);
  sink.bytes(data);
}

function writeUid(sink: ByteSink, uid: Uid): void {
  if (!Number.isSafeInteger(uid.value) || uid.value < 0) throw malformed('UID out of range');
  const width = byteWidth(uid.value);
  sink.byte(0x80 | (width - 1));
  sink.unsigned(uid.value, width);
}

export function writeMarker(sink: ByteSink, marker: number, count: number): void {
  sink.byte(marker | Math.min(count, 0x0f));
  if (count >= 0x0f) writeInteger(sink, BigInt(count));
}

/** The smallest of 1, 2, 4, 8 bytes that holds `value`. */
function byteWidth(value: number): 1 | 2 | 4 | 8 {
  if (value <= 0xff) return 1;
  if (value <= 0xffff) return 2;
  return value <= 0xffff_ffff ? 4 : 8;
}

/** Layout: `binary-trailer.ts`. The top object is object 0. */
function trailer(offsetSize: number, refSize: number, objectCount: number, tableStart: number): Uint8Array {
  const bytes = Buffer.alloc(trailerLength);
  bytes[6] = offsetSize;
  bytes[7] = refSize;
  bytes.writeBigUInt64BE(BigInt(objectCount), 8);
  bytes.writeBigUInt64BE(BigInt(tableStart), 24);
  return bytes;
}
