/** The content of a preview as lines for a terminal. */
import type { ImageContent, MediaContent, Place, Preview, SqliteContent, Track } from '../backup/index.ts';
import { assertNever } from '../base/index.ts';
import { hexLines, treeDocument } from '../view/index.ts';
import { counted } from './counted.ts';
import { printable, printableLines } from './printable.ts';

const TREE_WORDS = {
  empty: 'empty',
  bytes: (count: number) => counted(count, 'byte'),
  more: (count: number) => `${count.toString()} more`,
};

/** Ends with a line end unless it is empty. Text from the backup is made safe. */
export function previewText({ content }: Preview): string {
  switch (content.kind) {
    case 'empty':
      return '';
    case 'text':
      return content.text.endsWith('\n') || content.text === '' ? printableLines(content.text) : `${printableLines(content.text)}\n`;
    case 'hex':
      return joinLines(hexLines(content.data, content.from));
    case 'tree':
      return treeDocument(content.node, TREE_WORDS);
    case 'sqlite':
      return joinLines(factLines(sqliteFacts(content)));
    case 'image':
      return joinLines(factLines([...imageFacts(content), ...content.facts.map(({ name, value }) => [name, value] as const)]));
    case 'media':
      return joinLines(factLines([...mediaFacts(content), ...content.facts.map(({ name, value }) => [name, value] as const)]));
    default:
      return assertNever(content);
  }
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** `Name: value`, one a line. */
function factLines(facts: readonly FactLine[]): string[] {
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${printable(String(value))}`]));
}

function sqliteFacts({ pageSize, pages, encoding, userVersion, companions }: SqliteContent): [string, string | number][] {
  return [
    ['Page size', pageSize],
    ['Pages', pages],
    ['Encoding', encoding],
    ['User version', userVersion],
    ...companions.map(({ suffix, bytes }): [string, string] => [suffix, `${bytes.toString()} bytes`]),
  ];
}

type FactLine = readonly [name: string, value: string | number | undefined];

function imageFacts({ width, height, orientation, codec, thumbnail, camera, lens, takenAt, place }: ImageContent): FactLine[] {
  return [
    ['Size', sizeOf(width, height)],
    ['Orientation', orientation],
    ['Codec', codec],
    ['Camera', camera],
    ['Lens', lens],
    ['Taken', takenAt],
    ['Place', place && placeOf(place)],
    [
      'Thumbnail',
      thumbnail && [thumbnail.codec, sizeOf(thumbnail.width, thumbnail.height)].filter((part) => part !== undefined).join(', '),
    ],
  ];
}

function mediaFacts({ seconds, isEstimate, brand, createdAt, tracks, place }: MediaContent): FactLine[] {
  return [
    ['Duration', seconds === undefined ? undefined : `${isEstimate === true ? 'about ' : ''}${secondsOf(seconds)}`],
    ['Created', createdAt],
    ['Brand', brand],
    ['Place', place && placeOf(place)],
    ...tracks.map((track): FactLine => ['Track', trackOf(track)]),
  ];
}

function trackOf({ kind, codec, seconds, width, height, channels, sampleRate, bitsPerSample }: Track): string {
  const parts = [
    kind,
    codec,
    sizeOf(width, height),
    channels && counted(channels, 'channel'),
    sampleRate && `${sampleRate.toString()} Hz`,
    bitsPerSample && `${bitsPerSample.toString()} bits`,
    seconds && secondsOf(seconds),
  ];
  return parts.filter((part) => part !== undefined && part !== 0).join(', ');
}

function sizeOf(width: number | undefined, height: number | undefined): string | undefined {
  return width === undefined || height === undefined ? undefined : `${width.toString()} × ${height.toString()} pixels`;
}

function secondsOf(seconds: number): string {
  return `${String(Number(seconds.toFixed(3)))} s`;
}

function placeOf({ latitude, longitude, altitude }: Place): string {
  const meters = altitude === undefined ? '' : `, ${String(Number(altitude.toFixed(1)))} m`;
  return `${latitude.toFixed(6)}, ${longitude.toFixed(6)}${meters}`;
}
