/** A recording as a preview shows it: duration, tracks, texts. */
import { readAiff, readAmr, readCaf, readMovie, readMp3, readWav, type ByteSource, type MediaFacts } from '../../formats/index.ts';
import type { MediaContent, Place } from './preview.ts';

const READERS: Readonly<Record<string, (source: ByteSource) => MediaFacts>> = {
  mp4: readMovie,
  mov: readMovie,
  m4a: readMovie,
  '3gp': readMovie,
  caf: readCaf,
  wav: readWav,
  aiff: readAiff,
  amr: readAmr,
  mp3: readMp3,
};

function isMediaType(type: string): boolean {
  return Object.hasOwn(READERS, type);
}

/** Undefined for another type. @throws FormatError 'media-malformed' */
export function mediaContent(source: ByteSource, type: string): MediaContent | undefined {
  const facts = isMediaType(type) ? READERS[type]?.(source) : undefined;
  if (facts === undefined) return undefined;
  const { seconds, isEstimate, brand, createdAt, tracks, texts } = facts;
  const place = placeOf(texts);
  return {
    kind: 'media',
    ...(seconds === undefined ? {} : { seconds }),
    ...(isEstimate === undefined ? {} : { isEstimate }),
    ...(brand === undefined ? {} : { brand }),
    ...(createdAt === undefined ? {} : { createdAt: createdAt.toISOString() }),
    tracks,
    ...(place === undefined ? {} : { place }),
    facts: texts,
  };
}

/** ISO 6709: `+48.1374+011.5755+519.000/`. */
function placeOf(texts: MediaFacts['texts']): Place | undefined {
  const text = texts.find(({ name }) => name === 'com.apple.quicktime.location.ISO6709' || name === '\xa9xyz')?.value;
  const [, latitude, longitude, altitude] = /^([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?/.exec(text ?? '') ?? [];
  if (latitude === undefined || longitude === undefined) return undefined;
  return { latitude: Number(latitude), longitude: Number(longitude), ...(altitude === undefined ? {} : { altitude: Number(altitude) }) };
}
