/** JPEG: the segments before the first scan. */
import { asciiAt, partOf, viewAt, type ByteSource } from '../byte-source.ts';
import { FormatError } from '../errors.ts';
import { readExif } from './exif.ts';
import { LONGEST_TEXT, MOST_TEXTS, type ImageFacts, type ImageText } from './image-facts.ts';

const MOST_SEGMENTS = 1000;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP1 = 0xe1;
const COMMENT = 0xfe;

/** Frames are C0 to CF, without the tables C4 and CC, and C8, which is reserved. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/**
 * FFD8, then segments: FF, marker, u16be length (itself included), content (ITU-T T.81, annex B). A frame: u8 precision, u16be height, u16be width.
 * @throws FormatError 'image-malformed'
 */
export function readJpeg(source: ByteSource): ImageFacts {
  let exif: ImageFacts['exif'];
  let size: Pick<ImageFacts, 'width' | 'height'> | undefined;
  const texts: ImageText[] = [];
  for (const { marker, start, length } of segments(source)) {
    if (isFrame(marker) && size === undefined) size = frameSize(source, start);
    else if (marker === APP1 && asciiAt(source, start, 6) === 'Exif\0\0') exif ??= readExif(partOf(source, start + 6, length - 6));
    else if (marker === COMMENT && texts.length < MOST_TEXTS) {
      texts.push({
        name: 'Comment',
        value: Buffer.from(source.read(start, Math.min(length, LONGEST_TEXT)))
          .toString('utf8')
          .replace(/\0+$/, ''),
      });
    }
  }
  if (size === undefined) throw new FormatError('image-malformed', 'JPEG: no frame');
  return { ...size, ...exifParts(exif), texts };
}

/** What a picture takes from its EXIF data. */
export function exifParts(exif: ImageFacts['exif']): Pick<ImageFacts, 'exif' | 'orientation' | 'thumbnail'> {
  if (exif === undefined) return {};
  return {
    exif,
    ...(exif.orientation === undefined ? {} : { orientation: exif.orientation }),
    ...(exif.thumbnail === undefined ? {} : { thumbnail: thumbnailOf(exif.thumbnail) }),
  };
}

/** A JPEG inside of a file, with its size if it says one. */
export function thumbnailOf(data: Uint8Array): NonNullable<ImageFacts['thumbnail']> {
  const source: ByteSource = { length: data.length, read: (position, length) => data.subarray(position, position + length) };
  const frame = [...segments(source)].find(({ marker }) => isFrame(marker));
  return { codec: 'jpeg', data, ...(frame === undefined ? {} : frameSize(source, frame.start)) };
}

function* segments(source: ByteSource): Generator<{ marker: number; start: number; length: number }> {
  let at = 2;
  for (let count = 0; count < MOST_SEGMENTS; count++) {
    const head = viewAt(source, at, 4);
    if (head?.getUint8(0) !== 0xff) return;
    const marker = head.getUint8(1);
    if (marker === 0xff) {
      // Bytes FF may fill the space before a marker.
      at++;
      continue;
    }
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return;
    const length = head.getUint16(2);
    if (length < 2) return;
    yield { marker, start: at + 4, length: length - 2 };
    at += 2 + length;
  }
}

function frameSize(source: ByteSource, start: number): Pick<ImageFacts, 'width' | 'height'> | undefined {
  const frame = viewAt(source, start, 5);
  return frame && { width: frame.getUint16(3), height: frame.getUint16(1) };
}
