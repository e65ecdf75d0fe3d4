/** Writes DER (ITU-T X.690): the few types that certificates and keychain items need. */

/**
 * | bytes | meaning |
 * |---|---|
 * | 1     | tag |
 * | 1     | length below 128, or 0x80 + number of length bytes that follow |
 * | 0–4   | length, big-endian |
 * | …     | content |
 */
export function derValue(tag: number, ...content: Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const result = Buffer.concat([Uint8Array.of(tag), derLength(length), ...content]);
  return new Uint8Array(result.buffer, result.byteOffset, result.length);
}

function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export function sequence(...members: Uint8Array[]): Uint8Array {
  return derValue(0x30, ...members);
}

/** An integer from 0 to 127. */
export function smallInteger(value: number): Uint8Array {
  return derValue(0x02, Uint8Array.of(value));
}

export function boolean(value: boolean): Uint8Array {
  return derValue(0x01, Uint8Array.of(value ? 0xff : 0));
}

export function octetString(...content: Uint8Array[]): Uint8Array {
  return derValue(0x04, ...content);
}

/** @param unusedBits how many of the last bits do not count */
export function bitString(content: Uint8Array, unusedBits = 0): Uint8Array {
  return derValue(0x03, Uint8Array.of(unusedBits), content);
}

export function derNull(): Uint8Array {
  return derValue(0x05);
}

/** `[number] EXPLICIT`, or with `primitive` the content in place of an IMPLICIT primitive type. */
export function contextTag(number: number, content: Uint8Array, form: 'constructed' | 'primitive' = 'constructed'): Uint8Array {
  return derValue((form === 'constructed' ? 0xa0 : 0x80) | number, content);
}

/** From the dotted text: the first two numbers share a byte, the others are written in base 128. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return derValue(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

/** UTCTime (two digits for the year) up to 2049, GeneralizedTime after, as X.509 demands. Whole seconds. */
export function time(date: Date): Uint8Array {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  const short = date.getUTCFullYear() < 2050;
  return derValue(short ? 0x17 : 0x18, new TextEncoder().encode(short ? digits.slice(2) : digits));
}
