/** The attributes of a keychain item: a DER SET of pairs since iOS 5, a property list before. */
import { readDerValue, readDerValues, type DerValue } from '../der/read-der.ts';
import { derValue } from '../der/write-der.ts';
import { parsePlist } from '../plist/parse-plist.ts';
import type { PlistDict, PlistValue } from '../plist/value.ts';
import { writeBinaryPlist } from '../plist/binary-writer.ts';
import { malformedItem } from './malformed-item.ts';

/** Texts, data, whole numbers (`bigint`), dates, truth values; lists and dictionaries of them are legal and rare. */
export type KeychainValue = PlistValue;

/**
 * | tag | DER (Apple's open source) | here |
 * |---|---|---|
 * | 31, 30 | SET of SEQUENCE {name, value}, SEQUENCE | dictionary, list |
 * | 0C, 04 | UTF8String, OCTET STRING | text, data |
 * | 02, 01 | INTEGER, BOOLEAN | `bigint`, `boolean` |
 * | 18     | GeneralizedTime, YYYYMMDDhhmmss[.fff]Z | `Date` |
 * | 05     | NULL | left out |
 */
const TAG = { boolean: 0x01, integer: 0x02, data: 0x04, null: 0x05, text: 0x0c, time: 0x18, list: 0x30, dictionary: 0x31 } as const;

const MAX_DEPTH = 16;
const MAX_INTEGER_BYTES = 64;
const LIMITS = { maxBytes: 16 * 1024 * 1024, maxDepth: MAX_DEPTH, maxObjects: 100_000 };

/** What a value of an unknown type holds is given as its bytes. @throws FormatError `keychain-malformed` */
export function decodeAttributes(plain: Uint8Array): Map<string, KeychainValue> {
  const attributes = plain[0] === TAG.dictionary ? decodeDer(plain) : decodePlist(plain);
  if (!(attributes instanceof Map)) throw malformedItem('no attributes inside');
  return attributes;
}

/** As items of version 3 have them. @throws FormatError `keychain-malformed` for reals and UIDs */
export function encodeAttributes(attributes: ReadonlyMap<string, KeychainValue>): Uint8Array {
  return encodeDer(new Map(attributes));
}

/** As items of versions 0 and 2 have them. */
export function encodePlistAttributes(attributes: ReadonlyMap<string, KeychainValue>): Uint8Array {
  return writeBinaryPlist(new Map(attributes));
}

function decodePlist(plain: Uint8Array): PlistValue {
  try {
    return parsePlist(plain, LIMITS);
  } catch (error) {
    throw malformedItem('unreadable attributes inside', { cause: error });
  }
}

function decodeDer(plain: Uint8Array): PlistValue | undefined {
  const value = readDerValue(plain, 0);
  if (value?.end !== plain.length) throw malformedItem('attributes of another length than the item');
  return valueOf(value, 0);
}

/** Undefined for NULL. */
function valueOf({ tag, content }: DerValue, depth: number): PlistValue | undefined {
  if (depth > MAX_DEPTH) throw malformedItem('attributes nested too deep');
  switch (tag) {
    case TAG.dictionary:
      return dictionaryOf(content, depth);
    case TAG.list:
      return membersOf(content)
        .map((member) => valueOf(member, depth + 1))
        .filter((member) => member !== undefined);
    case TAG.text:
      return textOf(content);
    case TAG.integer:
      return content.length >= 1 && content.length <= MAX_INTEGER_BYTES ? integerOf(content) : content;
    case TAG.boolean:
      return content.some((byte) => byte !== 0);
    case TAG.time:
      return dateOf(textOf(content)) ?? content;
    case TAG.null:
      return undefined;
    default:
      return content;
  }
}

function dictionaryOf(content: Uint8Array, depth: number): PlistDict {
  const entries: PlistDict = new Map();
  for (const pair of membersOf(content)) {
    const [name, value, ...more] = pair.tag === TAG.list ? membersOf(pair.content) : [];
    if (name?.tag !== TAG.text || value === undefined || more.length > 0) throw malformedItem('an attribute that is not a pair');
    const plain = valueOf(value, depth + 1);
    if (plain !== undefined) entries.set(textOf(name.content), plain);
  }
  return entries;
}

function membersOf(content: Uint8Array): DerValue[] {
  const members = readDerValues(content);
  if (members === undefined) throw malformedItem('attributes that are cut off');
  return members;
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
}

/** Two's complement, big-endian. */
function integerOf(content: Uint8Array): bigint {
  return BigInt.asIntN(content.length * 8, BigInt(`0x${Buffer.from(content).toString('hex')}`));
}

function dateOf(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ''] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function encodeDer(value: PlistValue): Uint8Array {
  if (typeof value === 'string') return derValue(TAG.text, Buffer.from(value, 'utf8'));
  if (typeof value === 'bigint') return derValue(TAG.integer, integerBytes(value));
  if (typeof value === 'boolean') return derValue(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
  if (value instanceof Date) return derValue(TAG.time, Buffer.from(timeText(value)));
  if (value instanceof Uint8Array) return derValue(TAG.data, value);
  if (Array.isArray(value)) return derValue(TAG.list, ...value.map(encodeDer));
  if (value instanceof Map) {
    return derValue(TAG.dictionary, ...[...value].map(([name, member]) => derValue(TAG.list, encodeDer(name), encodeDer(member))));
  }
  throw malformedItem('a value that no item can have');
}

/** The fewest bytes that keep the sign. */
function integerBytes(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size++;
  const hex = BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, '0');
  return Buffer.from(hex, 'hex');
}

function timeText(date: Date): string {
  return date.toISOString().replace(/[-:T]/g, '').replace('.000Z', 'Z');
}
