/** What a file is by its first bytes, for content whose name is lost. */
import { isUtf8 } from 'node:buffer';

export interface ContentType {
  readonly type: string;
  /** For the name it is kept under, without a dot; '' for none. */
  readonly extension: string;
}

/** Bytes from the start that are enough to decide. */
export const SNIFF_BYTES = 4096;

const UNKNOWN: ContentType = { type: 'unknown', extension: '' };

/** Signature at an offset; `_` in a signature stands for any byte. */
const SIGNATURES: readonly (readonly [at: number, signature: string, type: string, extension: string])[] = [
  [0, 'SQLite format 3\0', 'sqlite', 'sqlite'],
  [0, '\x37\x7f\x06\x82', 'sqlite-log', 'sqlite-wal'],
  [0, '\x37\x7f\x06\x83', 'sqlite-log', 'sqlite-wal'],
  [0, '\xff\xd8\xff', 'jpeg', 'jpg'],
  [0, '\x89PNG\r\n\x1a\n', 'png', 'png'],
  [0, 'GIF87a', 'gif', 'gif'],
  [0, 'GIF89a', 'gif', 'gif'],
  [0, 'RIFF____WEBP', 'webp', 'webp'],
  [0, 'RIFF____WAVE', 'wav', 'wav'],
  [0, 'II*\0', 'tiff', 'tif'],
  [0, 'MM\0*', 'tiff', 'tif'],
  [0, '%PDF-', 'pdf', 'pdf'],
  [0, 'PK\x03\x04', 'zip', 'zip'],
  [0, 'PK\x05\x06', 'zip', 'zip'],
  [0, '\x1f\x8b\x08', 'gzip', 'gz'],
  [0, 'caff\0\x01', 'caf', 'caf'],
  [0, '#!AMR', 'amr', 'amr'],
  [0, 'ID3', 'mp3', 'mp3'],
  [0, 'bplist00', 'plist', 'plist'],
  [0, '\x04\x0bstreamtyped', 'typedstream', ''],
  [0, '{\\rtf', 'rtf', 'rtf'],
  [0, 'BEGIN:VCARD', 'vcard', 'vcf'],
  [4, 'moov', 'mov', 'mov'],
  [4, 'mdat', 'mov', 'mov'],
  [4, 'wide', 'mov', 'mov'],
];

/** Major brands of ISO media files (the four letters after `ftyp`). */
const BRANDS: readonly (readonly [brand: RegExp, type: string, extension: string])[] = [
  [/^(heic|heix|hevc|heim|heis|mif1|msf1)$/, 'heic', 'heic'],
  [/^avif$/, 'avif', 'avif'],
  [/^qt {2}$/, 'mov', 'mov'],
  [/^M4A /, 'm4a', 'm4a'],
  [/^3g/, '3gp', '3gp'],
  [/./, 'mp4', 'mp4'],
];

/** @param start the first `SNIFF_BYTES` of the content, or all of it */
export function contentTypeOf(start: Uint8Array): ContentType {
  if (start.length === 0) return { type: 'empty', extension: '' };
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.length);
  const found = SIGNATURES.find(([at, signature]) => hasSignature(bytes, at, signature));
  if (found?.[2] === 'plist') return bytes.includes('NSKeyedArchiver') ? { type: 'keyed-archive', extension: 'plist' } : typeOf(found);
  if (found !== undefined) return typeOf(found);
  if (bytes.toString('latin1', 4, 8) === 'ftyp') {
    const [, type, extension] = BRANDS.find(([brand]) => brand.test(bytes.toString('latin1', 8, 12))) ?? [];
    return type === undefined || extension === undefined ? UNKNOWN : { type, extension };
  }
  return textTypeOf(bytes) ?? UNKNOWN;
}

function typeOf([, , type, extension]: (typeof SIGNATURES)[number]): ContentType {
  return { type, extension };
}

function hasSignature(bytes: Buffer, at: number, signature: string): boolean {
  for (let index = 0; index < signature.length; index++) {
    const wanted = signature.charCodeAt(index);
    if (wanted !== 0x5f && bytes[at + index] !== wanted) return false;
  }
  return true;
}

/** The last character may be cut in two. */
function textTypeOf(bytes: Buffer): ContentType | undefined {
  const isText = [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(1, bytes.length - cut))));
  if (!isText || bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return undefined;
  const text = bytes.toString('utf8').trimStart();
  if (text.includes('<!DOCTYPE plist') || /^(?:<\?xml[^>]*>\s*)?<plist[\s>]/.test(text)) return { type: 'plist', extension: 'plist' };
  if (/^<(!doctype html|html)/i.test(text)) return { type: 'html', extension: 'html' };
  if (text.startsWith('<?xml') || text.startsWith('<svg')) return { type: 'xml', extension: 'xml' };
  if (/^[{[]\s*["{[\]}\d]/.test(text)) return { type: 'json', extension: 'json' };
  return { type: 'text', extension: 'txt' };
}
