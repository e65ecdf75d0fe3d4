/** Texts in UTF-16, with a mark at their beginning or without: pieces of any size, each match once. */
import { LONGEST_MATCH } from './search-pattern.ts';

/** As a decoder of texts calls it. */
export type WideForm = 'utf-16le' | 'utf-16be';

/** A part of a text. */
interface TextPiece {
  readonly text: string;
  /** Of its first character, counted from 1. */
  readonly line: number;
  /** What begins here or later is found in the next piece, as a whole. */
  readonly end: number;
}

/** Fewer bytes look like anything. */
const LEAST_BYTES = 8;

/** Without a mark, a text is one if most of its characters have an empty byte on one side, and hardly any on the other. */
export function wideFormOf(start: Uint8Array): WideForm | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const pairs = Math.floor(start.length / 2);
  if (start.length < LEAST_BYTES) return undefined;
  let [first, second, both] = [0, 0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    const [isFirst, isSecond] = [start[2 * pair] === 0, start[2 * pair + 1] === 0];
    if (isFirst && isSecond) both++;
    else if (isFirst) first++;
    else if (isSecond) second++;
  }
  const [most, least] = [Math.max(first, second), Math.min(first, second)];
  if (most < pairs / 2 || least + both > pairs / 20) return undefined;
  return second > first ? 'utf-16le' : 'utf-16be';
}

export function* widePieces(chunks: Iterable<Uint8Array>, form: WideForm): Generator<TextPiece> {
  const decoder = new TextDecoder(form);
  let [kept, line] = ['', 1];
  for (const chunk of chunks) {
    const text = kept + decoder.decode(chunk, { stream: true });
    const end = Math.max(0, text.length - LONGEST_MATCH);
    yield { text, line, end };
    line += newlinesIn(text.slice(0, end));
    kept = text.slice(end);
  }
  yield { text: kept + decoder.decode(), line, end: Infinity };
}

export function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
