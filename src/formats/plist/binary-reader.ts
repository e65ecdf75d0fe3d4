/** Reads Apple's binary property list (`bplist00`). */
import { APPLE_EPOCH_MS } from './apple-epoch.ts';
import { headerLength, readBinaryTrailer, readUnsigned, type BinaryTrailer } from './binary-trailer.ts';
import { MEMORY_OF, PlistBudget, type PlistLimits } from './limits.ts';
import { malformed } from './malformed.ts';
import { Uid, type PlistDict, type PlistValue } from './value.ts';

/**
 * Reads a binary property list. Data values are views into `bytes`. If a dictionary has a key twice, the last one wins.
 *
 * | marker | object (Apple's CFBinaryPList.c, open source) |
 * |---|---|
 * | 08, 09 | false, true |
 * | 1n     | integer of 2^n bytes, big-endian; 1, 2 and 4 bytes are unsigned, 8 and 16 signed |
 * | 22, 23 | real of 4 or 8 bytes |
 * | 33     | date: real of 8 bytes, seconds since 2001-01-01T00:00:00Z |
 * | 4n     | data of n bytes |
 * | 5n, 6n | string of n ASCII characters, or of n UTF-16 big-endian units |
 * | 8n     | UID of n + 1 bytes |
 * | An, Bn, Cn | array, ordered set, set of n references |
 * | Dn     | dictionary: n references to keys, n references to values |
 *
 * n = 15 means: the count follows as an integer object.
 * @throws FormatError `plist-malformed` or `plist-limit`
 */
export function parseBinaryPlist(bytes: Uint8Array, limits?: Partial<PlistLimits>): PlistValue {
  const budget = new PlistBudget(limits);
  budget.checkLength(bytes.length);
  if (Buffer.from(bytes.subarray(0, 7)).toString('latin1') !== 'bplist0') throw malformed('not a binary plist', 0);
  const trailer = readBinaryTrailer(bytes);
  return new ObjectReader(bytes, trailer, budget).read(trailer.topObject, 0);
}

class ObjectReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #trailer: BinaryTrailer;
  readonly #budget: PlistBudget;
  /** Strings by object number: keys are shared by thousands of dictionaries. */
  readonly #strings = new Map<number, string>();

  constructor(bytes: Uint8Array, trailer: BinaryTrailer, budget: PlistBudget) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#trailer = trailer;
    this.#budget = budget;
  }

  read(ref: number, depth: number): PlistValue {
    this.#budget.take(depth);
    const at = this.#offsetOf(ref);
    const marker = this.#bytes[at] ?? 0;
    const low = marker & 0x0f;
    switch (marker >> 4) {
      case 0x0:
        return this.#boolean(marker, at);
      case 0x1:
        return this.#integer(at, low);
      case 0x2:
        return this.#real(at, low);
      case 0x3:
        return this.#date(at, low);
      case 0x4:
        return this.#data(at, low);
      case 0x5:
      case 0x6:
        return this.#string(ref, at, marker);
      case 0x8:
        return this.#uid(at, low);
      case 0xa:
      case 0xb:
      case 0xc:
        return this.#array(at, low, depth);
      case 0xd:
        return this.#dict(at, low, depth);
      default:
        throw malformed(`unknown marker 0x${marker.toString(16)}`, at);
    }
  }

  #offsetOf(ref: number): number {
    const { objectCount, offsetSize, tableStart } = this.#trailer;
    if (ref >= objectCount) throw malformed(`reference to object ${ref} of ${objectCount}`);
    const at = readUnsigned(this.#bytes, tableStart + ref * offsetSize, offsetSize);
    if (at < headerLength || at >= tableStart) throw malformed(`object ${ref} is outside the file`, at);
    return at;
  }

  /** Checks that `length` bytes from `at` lie before the offset table. */
  #need(at: number, length: number): void {
    if (at + length > this.#trailer.tableStart) throw malformed('an object reaches past the end of the objects', at);
  }

  #boolean(marker: number, at: number): boolean {
    if (marker !== 0x08 && marker !== 0x09) throw malformed(`unknown marker 0x${marker.toString(16)}`, at);
    this.#budget.takeMemory(MEMORY_OF.scalar);
    return marker === 0x09;
  }

  #integer(at: number, low: number): bigint {
    if (low > 4) throw malformed('integer of more than 16 bytes', at);
    this.#need(at + 1, 1 << low);
    this.#budget.takeMemory(MEMORY_OF.scalar);
    if (low < 3) return BigInt(readUnsigned(this.#bytes, at + 1, 1 << low));
    const first = this.#view.getBigInt64(at + 1);
    return low === 3 ? first : (first << 64n) | this.#view.getBigUint64(at + 9);
  }

  #real(at: number, low: number): number {
    if (low !== 2 && low !== 3) throw malformed('a real that has neither 4 nor 8 bytes', at);
    this.#need(at + 1, 1 << low);
    this.#budget.takeMemory(MEMORY_OF.scalar);
    return low === 2 ? this.#view.getFloat32(at + 1) : this.#view.getFloat64(at + 1);
  }

  #date(at: number, low: number): Date {
    if (low !== 3) throw malformed('a date that does not have 8 bytes', at);
    this.#budget.takeMemory(MEMORY_OF.date);
    const date = new Date(Math.round(this.#real(at, low) * 1000) + APPLE_EPOCH_MS);
    if (Number.isNaN(date.getTime())) throw malformed('date out of range', at);
    return date;
  }

  #data(at: number, low: number): Uint8Array {
    const { start, count } = this.#count(at, low);
    this.#need(start, count);
    this.#budget.takeMemory(MEMORY_OF.data);
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, count);
  }

  #string(ref: number, at: number, marker: number): string {
    const known = this.#strings.get(ref);
    if (known !== undefined) {
      this.#budget.takeMemory(MEMORY_OF.reference);
      return known;
    }
    const { start, count } = this.#count(at, marker & 0x0f);
    const wide = marker >> 4 === 0x6;
    const length = wide ? count * 2 : count;
    this.#need(start, length);
    // Two objects may begin at the same place: each is a text of its own.
    this.#budget.takeMemory(MEMORY_OF.string + length);
    const text = wide ? utf16BigEndian(this.#bytes, start, length) : this.#bytes.toString('latin1', start, start + length);
    this.#strings.set(ref, text);
    return text;
  }

  #uid(at: number, low: number): Uid {
    this.#need(at + 1, low + 1);
    this.#budget.takeMemory(MEMORY_OF.scalar);
    const value = low < 8 ? readUnsigned(this.#bytes, at + 1, low + 1) : Infinity;
    if (!Number.isSafeInteger(value)) throw malformed('UID out of range', at);
    return new Uid(value);
  }

  #array(at: number, low: number, depth: number): PlistValue[] {
    const { start, count } = this.#count(at, low);
    const { refSize } = this.#trailer;
    this.#need(start, count * refSize);
    this.#budget.takeMemory(MEMORY_OF.array);
    const result: PlistValue[] = [];
    for (let i = 0; i < count; i++) {
      result.push(this.read(readUnsigned(this.#bytes, start + i * refSize, refSize), depth + 1));
    }
    return result;
  }

  #dict(at: number, low: number, depth: number): PlistDict {
    const { start, count } = this.#count(at, low);
    const { refSize } = this.#trailer;
    this.#need(start, 2 * count * refSize);
    this.#budget.takeMemory(MEMORY_OF.dict);
    const result: PlistDict = new Map();
    for (let i = 0; i < count; i++) {
      const key = this.read(readUnsigned(this.#bytes, start + i * refSize, refSize), depth + 1);
      if (typeof key !== 'string') throw malformed('a key that is not a string', at);
      this.#budget.takeMemory(MEMORY_OF.entry);
      result.set(key, this.read(readUnsigned(this.#bytes, start + (count + i) * refSize, refSize), depth + 1));
    }
    return result;
  }

  /** The count of an object and where its content starts: in the marker, or after it as an integer object. */
  #count(at: number, low: number): { start: number; count: number } {
    if (low !== 0x0f) return { start: at + 1, count: low };
    this.#need(at + 1, 2);
    const marker = this.#bytes[at + 1] ?? 0;
    const size = 1 << (marker & 0x0f);
    if (marker >> 4 !== 0x1 || size > 8) throw malformed('a count that is not an integer', at + 1);
    this.#need(at + 2, size);
    return { start: at + 2 + size, count: readUnsigned(this.#bytes, at + 2, size) };
  }
}

/** Buffer's own decoder keeps unpaired surrogates, which file names can hold; TextDecoder would replace them. */
function utf16BigEndian(bytes: Buffer, start: number, length: number): string {
  return Buffer.from(bytes.subarray(start, start + length))
    .swap16()
    .toString('utf16le');
}
