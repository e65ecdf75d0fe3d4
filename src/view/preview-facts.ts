/** What pictures, recordings and databases say about themselves, as names and values for the reader. */
import type { ImageContent, MediaContent, SqliteContent } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { visible } from './plain-text.ts';

/** One line. The value can be text of the file. */
export interface PreviewFact {
  readonly name: string;
  readonly value: string;
}

type MaybeFact = readonly [name: string, value: string | undefined];
type Place = NonNullable<ImageContent['place']>;
type Track = MediaContent['tracks'][number];

/** What a picture says about itself: the things that people ask for first, then its tags by their own names. */
export function imageFacts(content: ImageContent, locale: Locale): PreviewFact[] {
  const { translate } = locale;
  const { width, height, codec, camera, lens, takenAt, place, thumbnail, facts } = content;
  return [
    ...known([
      [translate('Picture size', {}), pixels(width, height, locale)],
      [translate('Taken', {}), takenAt?.replace('T', ' ')],
      [translate('Camera', {}), camera],
      [translate('Lens', {}), lens],
      [translate('Place', {}), place && placeOf(place)],
      [translate('Codec', {}), codec],
      [translate('Small picture inside', {}), thumbnail && joined([thumbnail.codec, pixels(thumbnail.width, thumbnail.height, locale)])],
    ]),
    ...facts.map(({ name, value }) => ({ name: visible(name), value: visible(value) })),
  ];
}

/** What a sound or video says about itself. */
export function mediaFacts({ seconds, isEstimate, brand, createdAt, tracks, place, facts }: MediaContent, locale: Locale): PreviewFact[] {
  const { translate, format } = locale;
  const length = seconds === undefined ? undefined : secondsOf(seconds, locale);
  return [
    ...known([
      [
        translate('Duration', {}),
        length === undefined || isEstimate !== true ? length : translate('about {duration}', { duration: length }),
      ],
      [translate('Created', {}), createdAt === undefined ? undefined : format.exactDateTime(new Date(createdAt))],
      [translate('Brand', {}), brand],
      [translate('Place', {}), place && placeOf(place)],
      ...tracks.map((track): MaybeFact => [trackName(track, locale), trackOf(track, locale)]),
    ]),
    ...facts.map(({ name, value }) => ({ name: visible(name), value: visible(value) })),
  ];
}

/** What the header of a database says. */
export function sqliteFacts({ pageSize, encoding, userVersion, companions }: SqliteContent, { translate, format }: Locale): PreviewFact[] {
  return known([
    [translate('Page size', {}), format.bytes(pageSize)],
    [translate('Encoding', {}), encoding],
    [translate('User version', {}), String(userVersion)],
    ...companions.map(({ suffix, bytes }): MaybeFact => [translate('File beside it', {}), `${suffix}, ${format.bytes(bytes)}`]),
  ]);
}

function known(facts: readonly MaybeFact[]): PreviewFact[] {
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value: visible(value) }]));
}

function trackName({ kind }: Track, { translate }: Locale): string {
  if (kind === 'other') return translate('Other track', {});
  return kind === 'video' ? translate('Video track', {}) : translate('Sound track', {});
}

function trackOf(track: Track, locale: Locale): string {
  const { codec, seconds, width, height, channels, sampleRate, bitsPerSample } = track;
  const { translate } = locale;
  return joined([
    codec,
    pixels(width, height, locale),
    channels === undefined ? undefined : translate('channels: {count}', { count: channels }),
    sampleRate === undefined ? undefined : `${locale.format.count(sampleRate)} Hz`,
    bitsPerSample === undefined ? undefined : `${String(bitsPerSample)} bit`,
    seconds === undefined ? undefined : secondsOf(seconds, locale),
  ]);
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

function pixels(width: number | undefined, height: number | undefined, { translate, format }: Locale): string | undefined {
  if (width === undefined || height === undefined) return undefined;
  return translate('{width} × {height} pixels', { width: format.count(width), height: format.count(height) });
}

/** Minutes and seconds as a player shows them; a short sound to the tenth. */
function secondsOf(seconds: number, { translate }: Locale): string {
  if (seconds < 10) return translate('{seconds} s', { seconds: Number(seconds.toFixed(1)) });
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours === 0 ? `${String(minutes)}:${two(rest)}` : `${String(hours)}:${two(minutes)}:${two(rest)}`;
}

function placeOf({ latitude, longitude, altitude }: Place): string {
  const meters = altitude === undefined ? '' : `, ${String(Number(altitude.toFixed(1)))} m`;
  return `${latitude.toFixed(6)}, ${longitude.toFixed(6)}${meters}`;
}
