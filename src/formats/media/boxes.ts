/** The boxes of ISO media files (MP4, QuickTime, HEIF): nested, each with a type of four letters. */
import { asciiAt, viewAt, type ByteSource } from '../byte-source.ts';

export interface Box {
  readonly type: string;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** In one container; real files have some dozens. */
const MOST_BOXES = 10_000;

/**
 * u32be size (with these 8 bytes), type; size 1: a u64be size follows; size 0: up to the end (ISO/IEC 14496-12, 4.2). Ends at the first box that has an
 * impossible size. One that reaches beyond its container ends with it.
 */
export function* boxesIn(source: ByteSource, start: number, end: number): Generator<Box> {
  let at = start;
  for (let count = 0; count < MOST_BOXES && at + 8 <= end; count++) {
    const head = viewAt(source, at, 8);
    if (head === undefined) return;
    const short = head.getUint32(0);
    const headBytes = short === 1 ? 16 : 8;
    const size = short === 0 ? end - at : short === 1 ? longSize(source, at) : short;
    if (size < headBytes) return;
    yield { type: asciiAt(source, at + 4, 4), start: at + headBytes, end: Math.min(end, at + size) };
    at += size;
  }
}

/** The first box of a type. */
export function boxIn(source: ByteSource, within: Box | undefined, type: string): Box | undefined {
  if (within === undefined) return undefined;
  for (const box of boxesIn(source, within.start, within.end)) if (box.type === type) return box;
  return undefined;
}

/** All of a file as a box. */
export function wholeFile(source: ByteSource): Box {
  return { type: 'file', start: 0, end: source.length };
}

function longSize(source: ByteSource, at: number): number {
  return Number(viewAt(source, at + 8, 8)?.getBigUint64(0) ?? 0n);
}
