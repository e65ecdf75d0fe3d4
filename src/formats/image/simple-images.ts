/** Images of which little more than the size is read: GIF, BMP, WebP, TIFF. */
import { asciiAt, partOf, viewAt, type ByteSource } from '../byte-source.ts';
import { FormatError } from '../errors.ts';
import { readExif } from './exif.ts';
import type { ImageFacts } from './image-facts.ts';
import { exifParts } from './jpeg.ts';

const MOST_GIF_BLOCKS = 1000;

/**
 * u16le width at 6, u16le height at 8, u8 flags (GIF89a). A browser makes room for the first frame, too, however small the header says that the whole is.
 * @throws FormatError 'image-malformed'
 */
export function readGif(source: ByteSource): ImageFacts {
  const header = viewAt(source, 6, 4) ?? malformed('GIF');
  const frame = firstFrame(source);
  return {
    width: Math.max(header.getUint16(0, true), frame.width),
    height: Math.max(header.getUint16(2, true), frame.height),
    texts: [],
  };
}

/** Behind the table of colors and extensions: 0x2c, then u16le left, top, width, height. */
function firstFrame(source: ByteSource): Pick<ImageFacts, 'width' | 'height'> {
  const none = { width: 0, height: 0 };
  const flags = viewAt(source, 10, 1)?.getUint8(0) ?? 0;
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  for (let count = 0; count < MOST_GIF_BLOCKS; count++) {
    const kind = viewAt(source, at, 1)?.getUint8(0);
    if (kind === 0x2c) {
      const frame = viewAt(source, at + 1, 8);
      if (frame === undefined) return none;
      const end = (from: number) => frame.getUint16(from, true) + frame.getUint16(from + 4, true);
      return { width: end(0), height: end(2) };
    }
    if (kind !== 0x21) return none;
    // An extension: its kind, then pieces that each begin with their length, the last one with 0.
    for (at += 2; count < MOST_GIF_BLOCKS; count++) {
      const length = viewAt(source, at, 1)?.getUint8(0);
      if (length === undefined) return none;
      at += 1 + length;
      if (length === 0) break;
    }
  }
  return none;
}

/** The size of its header at 14 tells how width and height are written; a negative height means from top to bottom. @throws FormatError 'image-malformed' */
export function readBmp(source: ByteSource): ImageFacts {
  const header = viewAt(source, 14, 12) ?? malformed('BMP');
  if (header.getUint32(0, true) === 12) return { width: header.getUint16(4, true), height: header.getUint16(6, true), texts: [] };
  return { width: Math.abs(header.getInt32(4, true)), height: Math.abs(header.getInt32(8, true)), texts: [] };
}

/** Its directories are those of EXIF. @throws FormatError 'image-malformed' */
export function readTiff(source: ByteSource): ImageFacts {
  const exif = readExif(source);
  // A value of another kind than whole numbers is no size.
  const isSize = (value: number | undefined): value is number => Number.isSafeInteger(value) && Number(value) > 0;
  if (!isSize(exif?.width) || !isSize(exif.height)) return malformed('TIFF');
  return { width: exif.width, height: exif.height, ...exifParts(exif), texts: [] };
}

const MOST_CHUNKS = 1000;

/**
 * `RIFF`, u32le length, `WEBP`, then chunks: type, u32le length, content, padded to an even length (WebP container specification).
 * @throws FormatError 'image-malformed'
 */
export function readWebp(source: ByteSource): ImageFacts {
  let size: Pick<ImageFacts, 'width' | 'height'> | undefined;
  let exif: ImageFacts['exif'];
  let at = 12;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const head = viewAt(source, at, 8);
    if (head === undefined) break;
    const type = asciiAt(source, at, 4);
    const length = head.getUint32(4, true);
    if (type === 'EXIF') exif ??= readExif(withoutPrefix(partOf(source, at + 8, length)));
    else size ??= webpSize(type, source, at + 8);
    at += 8 + length + (length % 2);
  }
  if (size === undefined) return malformed('WebP');
  return { ...size, ...exifParts(exif), texts: [] };
}

/** Some writers put there what JPEG has before EXIF. */
function withoutPrefix(source: ByteSource): ByteSource {
  return asciiAt(source, 0, 6) === 'Exif\0\0' ? partOf(source, 6, source.length) : source;
}

function webpSize(type: string, source: ByteSource, start: number): Pick<ImageFacts, 'width' | 'height'> | undefined {
  const view = viewAt(source, start, 10);
  if (view === undefined) return undefined;
  const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
  switch (type) {
    case 'VP8X':
      return { width: three(4) + 1, height: three(7) + 1 };
    case 'VP8 ':
      return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(1, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    default:
      return undefined;
  }
}

function malformed(what: string): never {
  throw new FormatError('image-malformed', `${what}: no size`);
}
