/** The primitive values of a typed stream: numbers with a tag, bytes with a length, and texts that are written once and then counted. */
import { FormatError } from '../errors.ts';

/**
 * | first byte | meaning |
 * |---|---|
 * | 0x81 | an integer of two bytes follows |
 * | 0x82 | an integer of four bytes follows |
 * | 0x83 | a real number follows |
 * | 0x84 | something new follows |
 * | 0x85 | nothing |
 * | 0x86 | the end of an object |
 * | from 0x92, or 0x81 and a larger number | something that was there before, counted from 0x92 |
 * | any other | the integer itself, signed |
 *
 * Source: published readers of typed streams (GNUstep, python-typedstream).
 */
export const TAG = { two: 0x81, four: 0x82, real: 0x83, fresh: 0x84, nothing: 0x85, end: 0x86 } as const;
const FIRST_REFERENCE = -110;

export class TypedCursor {
  readonly #bytes: Buffer;
  /** Types and names of classes, in the order in which they came. */
  readonly #texts: string[] = [];
  #place = 0;
  isBigEndian = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#place;
  }

  peek(): number {
    const byte = this.#bytes[this.#place];
    if (byte === undefined) throw malformed('it ends too early');
    return byte;
  }

  byte(): number {
    const byte = this.peek();
    this.#place++;
    return byte;
  }

  bytes(length: number): Buffer {
    if (length < 0 || length > this.left) throw malformed('it ends too early');
    this.#place += length;
    return this.#bytes.subarray(this.#place - length, this.#place);
  }

  integer(): number {
    return this.#integer(true);
  }

  #integer(isSigned: boolean): number {
    const tag = this.byte();
    if (tag === TAG.two || tag === TAG.four) return this.#number(tag === TAG.two ? 2 : 4, isSigned);
    if (tag >= TAG.real && tag <= 0x91) throw malformed('no integer where one must be');
    return tag < 128 || !isSigned ? tag : tag - 256;
  }

  /** Of four or eight bytes; a whole one can be written as an integer. */
  real(length: 4 | 8): number {
    if (this.peek() !== TAG.real) return this.integer();
    this.#place++;
    const bytes = this.bytes(length);
    if (length === 4) return this.isBigEndian ? bytes.readFloatBE() : bytes.readFloatLE();
    return this.isBigEndian ? bytes.readDoubleBE() : bytes.readDoubleLE();
  }

  /** The number of something that was there before, from 0. */
  reference(): number {
    const number = this.integer() - FIRST_REFERENCE;
    if (number < 0) throw malformed('a reference to nothing');
    return number;
  }

  /** Bytes behind their length. */
  counted(): Buffer {
    return this.bytes(this.#integer(false));
  }

  /** A type or the name of a class. */
  text(): string | undefined {
    const tag = this.peek();
    if (tag === TAG.fresh || tag === TAG.nothing) this.#place++;
    if (tag === TAG.nothing) return undefined;
    if (tag === TAG.fresh) {
      const text = this.counted().toString('latin1');
      this.#texts.push(text);
      return text;
    }
    const text = this.#texts[this.reference()];
    if (text === undefined) throw malformed('a reference to nothing');
    return text;
  }

  #number(length: 2 | 4, isSigned: boolean): number {
    const bytes = this.bytes(length);
    if (isSigned) return this.isBigEndian ? bytes.readIntBE(0, length) : bytes.readIntLE(0, length);
    return this.isBigEndian ? bytes.readUIntBE(0, length) : bytes.readUIntLE(0, length);
  }
}

export function malformed(reason: string): FormatError {
  return new FormatError('archive-malformed', reason, { data: { reason } });
}
