/** Reads a property list of either format, told apart by its first bytes. */
import { parseBinaryPlist } from './binary-reader.ts';
import { malformed } from './malformed.ts';
import type { PlistLimits } from './limits.ts';
import type { PlistValue } from './value.ts';
import { parseXmlPlist } from './xml-reader.ts';

export type PlistFormat = 'binary' | 'xml';

/** The format that the first bytes indicate, or undefined: `bplist0…` is binary, `<` (after a BOM or blanks) is XML. */
export function plistFormatOf(bytes: Uint8Array): PlistFormat | undefined {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (start.startsWith('bplist0')) return 'binary';
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</.test(start) ? 'xml' : undefined;
}

/**
 * Reads a binary or XML property list. Data values are views into `bytes`.
 * @throws FormatError `plist-malformed` or `plist-limit`
 */
export function parsePlist(bytes: Uint8Array, limits?: Partial<PlistLimits>): PlistValue {
  switch (plistFormatOf(bytes)) {
    case 'binary':
      return parseBinaryPlist(bytes, limits);
    case 'xml':
      return parseXmlPlist(bytes, limits);
    case undefined:
      throw malformed(bytes.length === 0 ? 'empty' : 'neither binary nor XML', 0);
  }
}
