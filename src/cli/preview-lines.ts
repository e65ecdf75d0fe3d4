/** The content of a preview as lines for a terminal. */
import type { ImageContent, MediaContent, Place, Preview, SqliteContent, Track, TreeNode } from '../backup/index.ts';
import { assertNever } from '../base/index.ts';
import { hexLines } from '../view/index.ts';
import { counted } from './counted.ts';
import { printable, printableLines } from './printable.ts';

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
      return joinLines(treeLines(content.node));
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

/** Two spaces for each level. Of what is left out, the number is given. */
function treeLines(node: TreeNode, level = 0): string[] {
  const { key, count = 0, children } = node;
  const indent = '  '.repeat(level);
  const name = key === undefined ? (level === 0 ? '' : '- ') : `${printable(key)}: `;
  const line = `${indent}${name}${valueOf(node)}`;
  const left = count - (children?.length ?? 0);
  const rest = left > 0 && children !== undefined ? [`${indent}  … (${left.toString()} more)`] : [];
  return [line, ...(children ?? []).flatMap((child) => treeLines(child, level + 1)), ...rest];
}

function valueOf({ type, text, length, count, className, object, children }: TreeNode): string {
  const number = object === undefined ? '' : ` #${object.toString()}`;
  if (count !== undefined) {
    const items = count === 0 ? ' (empty)' : children === undefined ? ` (${count.toString()} inside)` : '';
    return `${className === undefined ? type : printable(className)}${number}${items}`;
  }
  if (type === 'reference') return `→ ${className === undefined ? '' : printable(className)}${number}`;
  if (type === 'data') return `<${text ?? ''}${isCut(text, length, 2) ? '…' : ''}> (${(length ?? 0).toString()} bytes)`;
  if (type === 'string') return `${JSON.stringify(printable(text ?? ''))}${isCut(text, length, 1) ? '…' : ''}`;
  return printable(text ?? type);
}

function isCut(text: string | undefined, length: number | undefined, charactersEach: number): boolean {
  return length !== undefined && (text?.length ?? 0) < length * charactersEach;
}
