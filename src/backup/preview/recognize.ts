/** What content is by its first bytes, for a preview: as `content-type`, and what is too weak a sign where encryption is told by it. */
import { contentTypeOf, SNIFF_BYTES } from '../read/stored/content-type.ts';
import type { TextEncodingName } from './preview.ts';

/** What content is. */
export interface Recognized {
  readonly type: string;
  /** Of text, with the length of its byte order mark. */
  readonly encoding?: TextEncodingName;
  readonly markBytes?: number;
}

/** Bytes from the start that are enough to decide. */
export const RECOGNIZED_BYTES = SNIFF_BYTES;

/** Types whose bytes are text in UTF-8. */
const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'json', 'xml', 'html', 'rtf', 'vcard']);

/** Signs of two to four bytes: among encrypted content they come up by chance. `test` looks at more than the signature. */
const WEAK_SIGNATURES: readonly (readonly [signature: string, type: string, test: (bytes: Buffer) => boolean])[] = [
  // The length in the header, and the size of the header behind it (BMP).
  ['BM', 'bmp', (bytes) => bytes.length >= 18 && [12, 40, 52, 56, 64, 108, 124].includes(bytes.readUInt32LE(14))],
  ['FORM', 'aiff', (bytes) => /^AIF[FC]$/.test(bytes.toString('latin1', 8, 12))],
  ['bvx', 'lzfse', (bytes) => bytes.length > 8 && /[-12n]/.test(bytes.toString('latin1', 3, 4))],
  ['\xff', 'mp3', (bytes) => isMp3Frame(bytes)],
];

/** @param start the first `RECOGNIZED_BYTES` of the content, or all of it */
export function recognize(start: Uint8Array): Recognized {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.length);
  const found = contentTypeOf(start).type;
  // Without a DOCTYPE, only the element says it.
  const type = found === 'xml' && /<plist[\s>]/.test(bytes.toString('latin1')) ? 'plist' : found;
  const isPlistInXml = type === 'plist' && !bytes.toString('latin1', 0, 7).startsWith('bplist0');
  if (TEXT_TYPES.has(type) || isPlistInXml) {
    return { type, encoding: 'utf-8', markBytes: bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? 3 : 0 };
  }
  if (type !== 'unknown') return { type };
  const wide = wideText(bytes);
  if (wide !== undefined) return wide;
  const weak = WEAK_SIGNATURES.find(([signature, , test]) => bytes.toString('latin1', 0, signature.length) === signature && test(bytes));
  return { type: weak?.[1] ?? 'unknown' };
}

/** Text in UTF-16: by its mark, or because every other byte is 0. */
function wideText(bytes: Buffer): Recognized | undefined {
  const mark = bytes.toString('latin1', 0, 2);
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : unmarkedEncoding(bytes);
  if (encoding === undefined) return undefined;
  const markBytes = mark === '\xff\xfe' || mark === '\xfe\xff' ? 2 : 0;
  const text = decodeWide(bytes.subarray(markBytes), encoding);
  if (/[\p{Cc}\ufffe\uffff]/u.test(text.replace(/[\t\n\r\f]/g, ''))) return undefined;
  // As its own text, the last character of which may be cut in two.
  const { type } = contentTypeOf(Buffer.from(text.replace(/[\ud800-\udbff]$/, ''), 'utf8').subarray(0, SNIFF_BYTES));
  return { type: TEXT_TYPES.has(type) || type === 'plist' ? type : 'text', encoding, markBytes };
}

function unmarkedEncoding(bytes: Buffer): TextEncodingName | undefined {
  const pairs = bytes.length >> 1;
  if (pairs < 4) return undefined;
  let [highZeros, lowZeros] = [0, 0];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === 0) highZeros++;
    if (bytes[at + 1] === 0) lowZeros++;
  }
  if (lowZeros > pairs * 0.6 && highZeros === 0) return 'utf-16le';
  return highZeros > pairs * 0.6 && lowZeros === 0 ? 'utf-16be' : undefined;
}

/** UTF-16 as a text; an odd byte at the end is left out. */
export function decodeWide(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be' | TextEncodingName): string {
  const whole = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return (encoding === 'utf-16be' ? whole.swap16() : whole).toString('utf16le');
}

/** Eleven bits set, and nothing in the next two bytes that the format has no meaning for (layer III of MPEG audio only). */
function isMp3Frame(bytes: Buffer): boolean {
  const [, second = 0, third = 0] = bytes;
  const isLayer3 = (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
  return bytes.length > 4 && isLayer3 && third >> 4 !== 0x0f && third >> 4 !== 0 && (third & 0x0c) !== 0x0c;
}
