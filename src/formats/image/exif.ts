/** EXIF: the directories of a TIFF file, inside of a picture or on their own. */
import { asciiAt, viewAt, type ByteSource } from '../byte-source.ts';
import { MOST_THUMBNAIL_BYTES, type ExifFacts } from './image-facts.ts';
import { EXIF_TAGS, GPS_TAGS, IMAGE_TAGS } from './exif-tags.ts';

type TagValue = string | readonly number[];
type Directory = ReadonlyMap<number, TagValue>;

/** Bytes of a value of each type: TIFF 6.0, section 2. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8 };
const TEXT_TYPE = 2;
const UNDEFINED_TYPE = 7;
const MOST_ENTRIES = 500;
const MOST_VALUES = 64;
const LONGEST_TEXT = 1024;

/**
 * | offset | bytes | meaning (TIFF 6.0, Exif 2.3) |
 * |---|---|---|
 * | 0 | 2 | `II` little-endian, `MM` big-endian |
 * | 2 | 2 | 42 |
 * | 4 | 4 | offset of the first directory |
 *
 * A directory: u16 count; for each entry u16 tag, u16 type, u32 count, and the value or its u32 offset; u32 offset of the next directory, which is that of the
 * thumbnail. Undefined for what is no such file; what is damaged in it is left out.
 */
export function readExif(source: ByteSource): ExifFacts | undefined {
  const order = asciiAt(source, 0, 2);
  const header = viewAt(source, 0, 8);
  if ((order !== 'II' && order !== 'MM') || header === undefined) return undefined;
  const little = order === 'II';
  if (header.getUint16(2, little) !== 42) return undefined;
  const reader = new DirectoryReader(source, little);
  const { directory: image, next } = reader.read(header.getUint32(4, little));
  const exif = reader.read(numberAt(image, 0x8769)).directory;
  const gps = reader.read(numberAt(image, 0x8825)).directory;
  const preview = reader.read(next).directory;
  return { ...factsOf(image, exif, gps), ...thumbnailOf(source, preview), tags: tagsOf(image, exif, gps) };
}

class DirectoryReader {
  readonly #source: ByteSource;
  readonly #little: boolean;

  constructor(source: ByteSource, little: boolean) {
    this.#source = source;
    this.#little = little;
  }

  /** Empty where there is none. */
  read(offset: number | undefined): { directory: Directory; next: number | undefined } {
    const directory = new Map<number, TagValue>();
    const start = offset === undefined || offset === 0 ? undefined : viewAt(this.#source, offset, 2);
    if (offset === undefined || start === undefined) return { directory, next: undefined };
    const count = start.getUint16(0, this.#little);
    for (let index = 0; index < Math.min(count, MOST_ENTRIES); index++) {
      const entry = viewAt(this.#source, offset + 2 + index * 12, 12);
      if (entry === undefined) break;
      const value = this.#value(entry, offset + 2 + index * 12);
      if (value !== undefined) directory.set(entry.getUint16(0, this.#little), value);
    }
    return { directory, next: viewAt(this.#source, offset + 2 + count * 12, 4)?.getUint32(0, this.#little) };
  }

  #value(entry: DataView, at: number): TagValue | undefined {
    const type = entry.getUint16(2, this.#little);
    const count = entry.getUint32(4, this.#little);
    const size = TYPE_BYTES[type];
    if (size === undefined || count === 0) return undefined;
    const start = count * size <= 4 ? at + 8 : entry.getUint32(8, this.#little);
    if (type === TEXT_TYPE || type === UNDEFINED_TYPE) {
      if (start + count > this.#source.length) return undefined;
      return type === TEXT_TYPE
        ? textOf(this.#source.read(start, Math.min(count, LONGEST_TEXT)))
        : asciiAt(this.#source, start, Math.min(count, 8));
    }
    const shown = Math.min(count, MOST_VALUES);
    const view = viewAt(this.#source, start, shown * size);
    return view && Array.from({ length: shown }, (_, index) => this.#number(view, type, index * size));
  }

  #number(view: DataView, type: number, at: number): number {
    switch (type) {
      case 3:
        return view.getUint16(at, this.#little);
      case 4:
        return view.getUint32(at, this.#little);
      case 5:
        return view.getUint32(at, this.#little) / view.getUint32(at + 4, this.#little);
      case 6:
        return view.getInt8(at);
      case 8:
        return view.getInt16(at, this.#little);
      case 9:
        return view.getInt32(at, this.#little);
      case 10:
        return view.getInt32(at, this.#little) / view.getInt32(at + 4, this.#little);
      case 11:
        return view.getFloat32(at, this.#little);
      case 12:
        return view.getFloat64(at, this.#little);
      default:
        return view.getUint8(at);
    }
  }
}

/** Up to the first zero; UTF-8, of which ASCII is a part. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.subarray(0, end < 0 ? bytes.length : end))
    .toString('utf8')
    .trim();
}

function numberAt(directory: Directory, tag: number): number | undefined {
  const value = directory.get(tag);
  return typeof value === 'string' || value === undefined || !Number.isFinite(value[0]) ? undefined : value[0];
}

function textAt(directory: Directory, tag: number): string | undefined {
  const value = directory.get(tag);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function factsOf(image: Directory, exif: Directory, gps: Directory): Omit<ExifFacts, 'tags'> {
  const orientation = numberAt(image, 0x0112);
  const below = numberAt(gps, 0x05) === 1 ? -1 : 1;
  const altitude = numberAt(gps, 0x06);
  return defined({
    make: textAt(image, 0x010f),
    model: textAt(image, 0x0110),
    software: textAt(image, 0x0131),
    lens: textAt(exif, 0xa434),
    takenAt: momentOf(textAt(exif, 0x9003) ?? textAt(exif, 0x9004) ?? textAt(image, 0x0132), textAt(exif, 0x9011)),
    latitude: degreesOf(gps, 0x01, 0x02, 'S', 90),
    longitude: degreesOf(gps, 0x03, 0x04, 'W', 180),
    altitude: altitude === undefined ? undefined : altitude * below,
    orientation:
      orientation !== undefined && Number.isInteger(orientation) && orientation >= 1 && orientation <= 8 ? orientation : undefined,
    width: numberAt(image, 0x0100),
    height: numberAt(image, 0x0101),
  });
}

/** Without the fields that are undefined. */
function defined(facts: { [Key in keyof Omit<ExifFacts, 'tags'>]: ExifFacts[Key] | undefined }): Omit<ExifFacts, 'tags'> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** `2024:06:01 12:00:00`; undefined for what is no moment. */
function momentOf(text: string | undefined, offset: string | undefined): string | undefined {
  const [, year, month, day, time] = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text ?? '') ?? [];
  if (year === undefined || month === undefined || day === undefined || time === undefined || month === '00') return undefined;
  const zone = offset !== undefined && /^([+-]\d\d:\d\d|Z)$/.test(offset) ? offset : '';
  return `${year}-${month}-${day}T${time}${zone}`;
}

/** Degrees, minutes, seconds. */
function degreesOf(gps: Directory, reference: number, tag: number, negative: string, most: number): number | undefined {
  const value = gps.get(tag);
  if (value === undefined || typeof value === 'string') return undefined;
  const [degrees = NaN, minutes = 0, seconds = 0] = value;
  const sum = degrees + minutes / 60 + seconds / 3600;
  if (!(Math.abs(sum) <= most)) return undefined;
  return textAt(gps, reference) === negative ? -sum : sum;
}

function thumbnailOf(source: ByteSource, directory: Directory): { thumbnail?: Uint8Array } {
  const [start, length] = [numberAt(directory, 0x0201), numberAt(directory, 0x0202)];
  if (start === undefined || length === undefined || length > MOST_THUMBNAIL_BYTES || start + length > source.length) return {};
  const thumbnail = source.read(start, length);
  return thumbnail[0] === 0xff && thumbnail[1] === 0xd8 ? { thumbnail: Uint8Array.from(thumbnail) } : {};
}

function tagsOf(image: Directory, exif: Directory, gps: Directory): ExifFacts['tags'] {
  return (
    [
      [image, IMAGE_TAGS],
      [exif, EXIF_TAGS],
      [gps, GPS_TAGS],
    ] as const
  ).flatMap(([directory, names]) =>
    [...directory].flatMap(([tag, value]) => {
      const name = names[tag];
      return name === undefined ? [] : [{ name, value: typeof value === 'string' ? value : value.map(numberText).join(', ') }];
    }),
  );
}

/** Six digits are more than any camera measures. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(8)));
}
