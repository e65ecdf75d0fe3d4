/** The extended attributes of a file: a property list inside its record in Manifest.db. */
import { FormatError } from '../errors.ts';
import { writeBinaryPlist } from '../plist/binary-writer.ts';
import type { PlistValue } from '../plist/value.ts';
import { parsePlist } from '../plist/parse-plist.ts';

/** A device drops sets that are larger in all than 2,048 bytes. */
const LIMITS = { maxBytes: 1024 * 1024, maxDepth: 2, maxObjects: 10_000 };

/**
 * Name → value, the values being views into `bytes` (a binary plist: dictionary name → data).
 * @throws FormatError `mbfile-malformed`
 */
export function decodeExtendedAttributes(bytes: Uint8Array): Map<string, Uint8Array> {
  let plist: PlistValue;
  try {
    plist = parsePlist(bytes, LIMITS);
  } catch (error) {
    throw malformedAttributes('not a readable property list', error);
  }
  if (!(plist instanceof Map)) throw malformedAttributes('not a dictionary');
  return new Map([...plist].map(([name, value]) => [name, dataOf(value)]));
}

export function encodeExtendedAttributes(attributes: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return writeBinaryPlist(new Map(attributes));
}

function dataOf(value: PlistValue): Uint8Array {
  if (!(value instanceof Uint8Array)) throw malformedAttributes('a value that is not data');
  return value;
}

function malformedAttributes(what: string, cause?: unknown): FormatError {
  return new FormatError('mbfile-malformed', `extended attributes: ${what}`, { data: { what: 'ExtendedAttributes' }, cause });
}
