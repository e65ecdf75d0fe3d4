/** A picture as a preview shows it: facts, and the bytes that a browser may have. */
import { assertNever } from '../../base/index.ts';
import {
  readBmp,
  readGif,
  readHeif,
  readJpeg,
  readPng,
  readTiff,
  readWebp,
  type ByteSource,
  type ExifFacts,
  type ImageFacts,
} from '../../formats/index.ts';
import type { Fact, ImageContent, Place, PreviewLimit } from './preview.ts';

/** Types of pictures, with what a browser calls those that it shows. */
const MIME = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  avif: 'image/avif',
  heic: undefined,
  tiff: undefined,
} as const;

type ImageType = keyof typeof MIME;

/** Panoramas of phones have up to 63 million; decoded, each pixel takes four bytes. */
const MOST_PIXELS = 70_000_000;
/** Photos in the best quality have some 15 MB. */
const MOST_PICTURE_BYTES = 32 * 1024 * 1024;

/** How much of a picture to hand over: facts only, the small picture inside, or all of it as well. */
export type PictureChoice = 'none' | 'thumbnail' | 'whole';

interface ShownImage {
  readonly content: ImageContent;
  readonly limits: readonly PreviewLimit[];
}

export function isImageType(type: string): type is ImageType {
  return Object.hasOwn(MIME, type);
}

/** @throws FormatError 'image-malformed' */
export function imageContent(source: ByteSource, type: ImageType, pictures: PictureChoice): ShownImage {
  const facts = factsOf(source, type);
  const { width, height, orientation, codec, exif, texts } = facts;
  const limits = limitsOf(source, facts);
  const mime = facts.isForDevices === true ? undefined : MIME[type];
  const whyNotShown = mime === undefined ? 'format' : limits.length > 0 ? 'limit' : undefined;
  const content: ImageContent = {
    kind: 'image',
    width,
    height,
    ...(orientation === undefined ? {} : { orientation }),
    ...(codec === undefined ? {} : { codec }),
    ...(whyNotShown === undefined ? {} : { whyNotShown }),
    ...(pictures === 'whole' && mime !== undefined && whyNotShown === undefined
      ? { picture: { mime, data: source.read(0, source.length) } }
      : {}),
    ...thumbnailOf(facts, pictures),
    ...cameraOf(exif),
    facts: [...(exif?.tags ?? []), ...texts].map(({ name, value }): Fact => ({ name, value })),
  };
  // What no browser shows is not kept from one by its size.
  return { content, limits: mime === undefined ? [] : limits };
}

function factsOf(source: ByteSource, type: ImageType): ImageFacts {
  switch (type) {
    case 'jpeg':
      return readJpeg(source);
    case 'png':
      return readPng(source);
    case 'gif':
      return readGif(source);
    case 'webp':
      return readWebp(source);
    case 'bmp':
      return readBmp(source);
    case 'tiff':
      return readTiff(source);
    case 'heic':
    case 'avif':
      return readHeif(source);
    default:
      return assertNever(type);
  }
}

function limitsOf(source: ByteSource, { width, height }: ImageFacts): PreviewLimit[] {
  const pixels = width * height;
  return [
    ...(pixels > MOST_PIXELS ? [{ kind: 'pixels', most: MOST_PIXELS, actual: pixels } as const] : []),
    ...(source.length > MOST_PICTURE_BYTES ? [{ kind: 'bytes', most: MOST_PICTURE_BYTES, actual: source.length } as const] : []),
  ];
}

/** A small picture can lie about its size, too. */
function thumbnailOf({ thumbnail }: ImageFacts, pictures: PictureChoice): Pick<ImageContent, 'thumbnail'> {
  if (thumbnail === undefined) return {};
  const { data, ...rest } = thumbnail;
  const isShown = pictures !== 'none' && data !== undefined && (rest.width ?? Infinity) * (rest.height ?? Infinity) <= MOST_PIXELS;
  return { thumbnail: isShown ? thumbnail : rest };
}

function cameraOf(exif: ExifFacts | undefined): Partial<ImageContent> {
  if (exif === undefined) return {};
  const { make, model, lens, takenAt } = exif;
  const camera = [make, model].filter((name) => name !== undefined).join(' ');
  const place = placeOf(exif);
  return {
    ...(camera === '' ? {} : { camera }),
    ...(lens === undefined ? {} : { lens }),
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(place === undefined ? {} : { place }),
  };
}

function placeOf({ latitude, longitude, altitude }: ExifFacts): Place | undefined {
  if (latitude === undefined || longitude === undefined) return undefined;
  return { latitude, longitude, ...(altitude === undefined ? {} : { altitude }) };
}
