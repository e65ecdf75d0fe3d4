/** PNG: its header, its texts, and Apple's form for devices. */
import { inflateSync } from 'node:zlib';
import { asciiAt, partOf, viewAt, type ByteSource } from '../byte-source.ts';
import { FormatError } from '../errors.ts';
import { readExif } from './exif.ts';
import { LONGEST_TEXT, MOST_TEXTS, type ImageFacts, type ImageText } from './image-facts.ts';
import { exifParts } from './jpeg.ts';

const MOST_CHUNKS = 10_000;
const MOST_TEXT_BYTES = 64 * 1024;

/**
 * Signature of 8 bytes, then chunks: u32be length, type, content, u32be CRC (PNG specification). `IHDR`: u32be width and height. `CgBI` comes before it in the
 * form that Apple's tools make for devices.
 * @throws FormatError 'image-malformed'
 */
export function readPng(source: ByteSource): ImageFacts {
  let size: Pick<ImageFacts, 'width' | 'height'> | undefined;
  let exif: ImageFacts['exif'];
  let isForDevices = false;
  const texts: ImageText[] = [];
  for (const { type, start, length } of chunks(source)) {
    if (type === 'CgBI') isForDevices = true;
    else if (type === 'IHDR') size ??= headerSize(source, start);
    else if (type === 'eXIf') exif ??= readExif(partOf(source, start, length));
    else if (/^(tEXt|zTXt|iTXt)$/.test(type) && texts.length < MOST_TEXTS && length <= MOST_TEXT_BYTES) {
      const text = textOf(type, Buffer.from(source.read(start, length)));
      if (text !== undefined) texts.push(text);
    }
  }
  if (size === undefined) throw new FormatError('image-malformed', 'PNG: no header');
  return { ...size, ...exifParts(exif), texts, ...(isForDevices ? { isForDevices } : {}) };
}

function* chunks(source: ByteSource): Generator<{ type: string; start: number; length: number }> {
  let at = 8;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const head = viewAt(source, at, 8);
    if (head === undefined) return;
    const length = head.getUint32(0);
    const type = asciiAt(source, at + 4, 4);
    if (!/^[a-zA-Z]{4}$/.test(type) || type === 'IEND') return;
    yield { type, start: at + 8, length };
    at += 12 + length;
  }
}

function headerSize(source: ByteSource, start: number): Pick<ImageFacts, 'width' | 'height'> | undefined {
  const header = viewAt(source, start, 8);
  return header && { width: header.getUint32(0), height: header.getUint32(4) };
}

/**
 * | type | content |
 * |---|---|
 * | tEXt | keyword, 0, Latin-1 |
 * | zTXt | keyword, 0, method 0, zlib of Latin-1 |
 * | iTXt | keyword, 0, compressed or not, method 0, language, 0, translated keyword, 0, UTF-8 or zlib of it |
 */
function textOf(type: string, content: Buffer): ImageText | undefined {
  const end = content.indexOf(0);
  if (end <= 0) return undefined;
  const name = content.toString('latin1', 0, end);
  if (type === 'tEXt') return { name, value: content.toString('latin1', end + 1, end + 1 + LONGEST_TEXT) };
  if (type === 'zTXt') return withText(name, inflated(content.subarray(end + 2)), 'latin1');
  const language = content.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : content.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const text = content.subarray(translated + 1);
  return withText(name, content[end + 1] === 1 ? inflated(text) : text, 'utf8');
}

function withText(name: string, bytes: Buffer | undefined, encoding: 'latin1' | 'utf8'): ImageText | undefined {
  return bytes && { name, value: bytes.toString(encoding, 0, LONGEST_TEXT) };
}

/** Undefined for what is damaged or grows beyond all bounds. */
function inflated(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: MOST_TEXT_BYTES });
  } catch {
    return undefined;
  }
}
