/** The texts of a movie: title, place, camera. */
import { asciiAt, viewAt, type ByteSource } from '../byte-source.ts';
import { boxesIn, boxIn, type Box } from './boxes.ts';
import { LONGEST_TEXT, MOST_TEXTS, type MediaFacts } from './media-facts.ts';

type Texts = { name: string; value: string }[];

const UTF8_TYPE = 1;

/** Those of QuickTime's metadata (`meta`: `keys` with names, `ilst` with values by their number), of iTunes (`udta`/`meta`/`ilst`), and of `udta` itself. */
export function movieTexts(source: ByteSource, moov: Box): MediaFacts['texts'] {
  const udta = boxIn(source, moov, 'udta');
  const texts = [
    ...metaTexts(source, boxIn(source, moov, 'meta')),
    ...metaTexts(source, boxIn(source, udta, 'meta')),
    ...userTexts(source, udta),
  ];
  return texts.slice(0, MOST_TEXTS);
}

/** In MP4 a `meta` begins with version and flags, in QuickTime it does not. */
function metaTexts(source: ByteSource, meta: Box | undefined): Texts {
  if (meta === undefined) return [];
  const isFull = asciiAt(source, meta.start + 4, 4) !== 'hdlr';
  const inside = isFull ? { ...meta, start: meta.start + 4 } : meta;
  const names = keyNames(source, boxIn(source, inside, 'keys'));
  const ilst = boxIn(source, inside, 'ilst');
  const texts: Texts = [];
  if (ilst === undefined) return texts;
  for (const item of boxesIn(source, ilst.start, ilst.end)) {
    if (texts.length >= MOST_TEXTS) break;
    const data = boxIn(source, item, 'data');
    // Type of the value, country and language, then the value.
    if (data === undefined || viewAt(source, data.start, 4)?.getUint32(0) !== UTF8_TYPE) continue;
    const number = Buffer.from(item.type, 'latin1').readUInt32BE(0);
    texts.push({ name: names[number - 1] ?? item.type, value: utf8(source, data.start + 8, data.end) });
  }
  return texts;
}

/** `keys`: version and flags, u32be count, then u32be size, namespace of four letters, name. */
function keyNames(source: ByteSource, keys: Box | undefined): string[] {
  if (keys === undefined) return [];
  return [...boxesIn(source, keys.start + 8, keys.end)].slice(0, MOST_TEXTS).map(({ start, end }) => utf8(source, start, end));
}

/** Boxes whose type begins with ©: u16be length, u16be language, text. */
function userTexts(source: ByteSource, udta: Box | undefined): Texts {
  if (udta === undefined) return [];
  const texts: Texts = [];
  for (const { type, start } of boxesIn(source, udta.start, udta.end)) {
    const length = type.startsWith('\xa9') ? viewAt(source, start, 4)?.getUint16(0) : undefined;
    if (length !== undefined && texts.length < MOST_TEXTS) texts.push({ name: type, value: utf8(source, start + 4, start + 4 + length) });
  }
  return texts;
}

function utf8(source: ByteSource, start: number, end: number): string {
  return Buffer.from(source.read(start, Math.min(end - start, LONGEST_TEXT))).toString('utf8');
}
