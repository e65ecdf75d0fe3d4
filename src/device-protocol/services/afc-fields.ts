/** The parts of AFC message bodies: 64-bit little-endian numbers and NUL-terminated UTF-8 strings. */
import { DeviceProtocolError } from '../errors.ts';

export function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return bytes;
}

/** Joins strings, each followed by a NUL. Throws `unsafe-path` for a string that contains a NUL. */
export function cStrings(...strings: string[]): Uint8Array {
  if (strings.some((text) => text.includes('\0'))) {
    throw new DeviceProtocolError('unsafe-path', 'a path on the device cannot contain a NUL character');
  }
  return Buffer.from(strings.map((text) => `${text}\0`).join(''), 'utf8');
}

export function joined(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** Reads the pieces in order; a body that is too short is a `protocol-violation`. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  u64(): bigint {
    if (this.#offset + 8 > this.#bytes.length) throw new DeviceProtocolError('protocol-violation', 'an AFC packet is too short');
    const value = new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getBigUint64(this.#offset, true);
    this.#offset += 8;
    return value;
  }

  /** Up to the next NUL, or to the end when the sender left the last NUL away. */
  string(): string {
    const nul = this.#bytes.indexOf(0, this.#offset);
    const end = nul < 0 ? this.#bytes.length : nul;
    const text = Buffer.from(this.#bytes.subarray(this.#offset, end)).toString('utf8');
    this.#offset = end + 1;
    return text;
  }
}

/** Splits `a\0b\0c\0` into a list. */
export function splitStrings(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('utf8');
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}
