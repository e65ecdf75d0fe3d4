/** HEIC and AVIF: the items of an ISO media file, without their pixels. */
import { asciiAt, partOf, sourceOfBytes, viewAt, type ByteSource } from '../byte-source.ts';
import { FormatError } from '../errors.ts';
import { boxesIn, boxIn, wholeFile, type Box } from '../media/boxes.ts';
import { readExif } from './exif.ts';
import { readItemLocations, readItemTypes, readReferences } from './heif-items.ts';
import { MOST_THUMBNAIL_BYTES, type ImageFacts, type ImageThumbnail } from './image-facts.ts';
import { exifParts, thumbnailOf } from './jpeg.ts';

const MOST_EXIF_BYTES = 1024 * 1024;
/** Quarter turns against the clock as EXIF has them, without mirroring. */
const ORIENTATION_OF_TURNS = [1, 8, 3, 6];

/**
 * `meta` has the items: `pitm` which is the picture, `iinf` their types, `iref` which is whose thumbnail, `iprp` their properties (`ispe` size, `irot` turn),
 * `iloc` where their bytes are (ISO/IEC 14496-12, 8.11; 23008-12).
 * @throws FormatError 'image-malformed'
 */
export function readHeif(source: ByteSource): ImageFacts {
  const meta = fullBox(boxIn(source, wholeFile(source), 'meta'));
  const primary = primaryItem(source, boxIn(source, meta, 'pitm'));
  if (meta === undefined || primary === undefined) throw new FormatError('image-malformed', 'HEIF: no picture');
  const file = new HeifItems(source, meta);
  const { width, height, orientation } = file.properties(primary);
  if (width === undefined || height === undefined) throw new FormatError('image-malformed', 'HEIF: no size');
  const { exif, thumbnail: inExif } = exifParts(file.exif(primary));
  const thumbnail = file.thumbnail(primary);
  const shown = thumbnail?.data === undefined ? (inExif ?? thumbnail) : thumbnail;
  return {
    width,
    height,
    ...(orientation === undefined ? {} : { orientation }),
    ...(exif === undefined ? {} : { exif }),
    ...(shown === undefined ? {} : { thumbnail: shown }),
    codec: file.codec(primary),
    texts: [],
  };
}

/** A box whose content begins with version and flags. */
function fullBox(box: Box | undefined): Box | undefined {
  return box && { ...box, start: box.start + 4 };
}

function primaryItem(source: ByteSource, box: Box | undefined): number | undefined {
  if (box === undefined) return undefined;
  const isShort = viewAt(source, box.start, 1)?.getUint8(0) === 0;
  return isShort ? viewAt(source, box.start + 4, 2)?.getUint16(0) : viewAt(source, box.start + 4, 4)?.getUint32(0);
}

interface Properties {
  readonly width?: number;
  readonly height?: number;
  readonly orientation?: number;
}

class HeifItems {
  readonly #source: ByteSource;
  readonly #meta: Box;
  readonly #types: ReadonlyMap<number, string>;
  readonly #references: ReturnType<typeof readReferences>;
  readonly #locations: ReturnType<typeof readItemLocations>;

  constructor(source: ByteSource, meta: Box) {
    this.#source = source;
    this.#meta = meta;
    this.#types = readItemTypes(source, boxIn(source, meta, 'iinf'));
    this.#references = readReferences(source, boxIn(source, meta, 'iref'));
    this.#locations = readItemLocations(source, boxIn(source, meta, 'iloc'));
  }

  /** The type of the item, or of the tiles that it is put together from. */
  codec(item: number): string {
    const type = this.#types.get(item) ?? '';
    if (type !== 'grid' && type !== 'iden' && type !== 'iovl') return type.trim();
    const tile = this.#references.find(({ type: kind, from }) => kind === 'dimg' && from === item)?.to[0];
    return (this.#types.get(tile ?? -1) ?? type).trim();
  }

  properties(item: number): Properties {
    const iprp = boxIn(this.#source, this.#meta, 'iprp');
    const ipco = boxIn(this.#source, iprp, 'ipco');
    if (iprp === undefined || ipco === undefined) return {};
    const all = [...boxesIn(this.#source, ipco.start, ipco.end)];
    const places = [...boxesIn(this.#source, iprp.start, iprp.end)]
      .filter(({ type }) => type === 'ipma')
      .flatMap((box) => propertiesOfItem(this.#source, box, item));
    const own = places.flatMap((place) => all[place - 1] ?? []);
    const size = own.find(({ type }) => type === 'ispe');
    const turn = own.find(({ type }) => type === 'irot');
    const view = size && viewAt(this.#source, size.start + 4, 8);
    const turns = turn && viewAt(this.#source, turn.start, 1)?.getUint8(0);
    const orientation = turns === undefined ? undefined : ORIENTATION_OF_TURNS[turns & 3];
    return {
      ...(view === undefined ? {} : { width: view.getUint32(0), height: view.getUint32(4) }),
      ...(orientation === undefined ? {} : { orientation }),
    };
  }

  /** The item begins with the u32be distance to the header of its directories. */
  exif(picture: number): ImageFacts['exif'] {
    const item = this.#references.find(
      ({ type, from, to }) => type === 'cdsc' && to.includes(picture) && this.#types.get(from) === 'Exif',
    )?.from;
    const bytes = item === undefined ? undefined : this.#bytesOf(item, MOST_EXIF_BYTES);
    if (bytes === undefined || bytes.length < 8) return undefined;
    const distance = Buffer.from(bytes.subarray(0, 4)).readUInt32BE(0);
    const content = sourceOfBytes(bytes);
    const start = 4 + distance;
    return readExif(partOf(content, asciiAt(content, start, 6) === 'Exif\0\0' ? start + 6 : start, bytes.length));
  }

  thumbnail(picture: number): ImageThumbnail | undefined {
    const thumbnails = this.#references.filter(({ type, to }) => type === 'thmb' && to.includes(picture)).map(({ from }) => from);
    const item = thumbnails.find((each) => this.#types.get(each) === 'jpeg') ?? thumbnails[0];
    if (item === undefined) return undefined;
    const { width, height } = this.properties(item);
    const size = { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
    const bytes = this.#types.get(item) === 'jpeg' ? this.#bytesOf(item, MOST_THUMBNAIL_BYTES) : undefined;
    return bytes === undefined ? { codec: this.codec(item), ...size } : { ...size, ...thumbnailOf(bytes) };
  }

  /** Undefined for what is longer, or is not in this file. */
  #bytesOf(item: number, most: number): Uint8Array | undefined {
    const location = this.#locations.get(item);
    const idat = location?.isInData === true ? boxIn(this.#source, this.#meta, 'idat') : undefined;
    if (location === undefined || (location.isInData && idat === undefined)) return undefined;
    const total = location.extents.reduce((sum, { length }) => sum + length, 0);
    if (total === 0 || total > most) return undefined;
    const pieces = location.extents.map(({ offset, length }) => this.#source.read((idat?.start ?? 0) + offset, length));
    const bytes = Buffer.concat(pieces);
    return bytes.length === total ? new Uint8Array(bytes) : undefined;
  }
}

const MOST_ITEMS = 10_000;

/** `ipma`: u32be count; for each item its number, u8 count, and the places of its properties, from 1, with a bit for those that are essential. */
function propertiesOfItem(source: ByteSource, box: Box, item: number): number[] {
  const head = viewAt(source, box.start, 8);
  if (head === undefined) return [];
  const [isLongItem, isLongPlace] = [head.getUint8(0) > 0, (head.getUint8(3) & 1) === 1];
  let at = box.start + 8;
  for (let index = 0; index < Math.min(head.getUint32(4), MOST_ITEMS); index++) {
    const itemBytes = isLongItem ? 4 : 2;
    const entry = viewAt(source, at, itemBytes + 1);
    if (entry === undefined || at >= box.end) return [];
    const number = isLongItem ? entry.getUint32(0) : entry.getUint16(0);
    const count = entry.getUint8(itemBytes);
    const places = viewAt(source, at + itemBytes + 1, count * (isLongPlace ? 2 : 1));
    if (number === item && places !== undefined) {
      return Array.from({ length: count }, (_, place) =>
        isLongPlace ? places.getUint16(place * 2) & 0x7fff : places.getUint8(place) & 0x7f,
      );
    }
    at += itemBytes + 1 + count * (isLongPlace ? 2 : 1);
  }
  return [];
}
