/** Numbers that may be dates. Nothing in a database says so: the range of the number does, so every answer is an assumption. */
import type { Cell } from './cell.ts';

/** A date that a number may mean; always assumed. */
export interface LikelyDate {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly format:
    | 'apple-seconds'
    | 'apple-nanoseconds'
    | 'apple-microseconds'
    | 'unix-seconds'
    | 'unix-milliseconds'
    | 'unix-microseconds'
    | 'webkit-microseconds';
  readonly evidence: 'assumed';
}

/** Seconds from 1970 to 2001, where Apple begins to count, and from 1601, where WebKit and Windows do. */
const APPLE_EPOCH = 978_307_200;
const WEBKIT_EPOCH = -11_644_473_600;

const FORMATS: readonly (readonly [format: LikelyDate['format'], perSecond: number, epoch: number])[] = [
  ['apple-seconds', 1, APPLE_EPOCH],
  ['apple-nanoseconds', 1e9, APPLE_EPOCH],
  ['apple-microseconds', 1e6, APPLE_EPOCH],
  ['unix-seconds', 1, 0],
  ['unix-milliseconds', 1e3, 0],
  ['unix-microseconds', 1e6, 0],
  ['webkit-microseconds', 1e6, WEBKIT_EPOCH],
];

/** A phone has existed since 2007, and what it has in its calendar lies within the next years. */
const EARLIEST = Date.UTC(2007, 0, 1) / 1000;
const LATEST = Date.UTC(2040, 0, 1) / 1000;

/** Every format in which the number is a day between 2007 and 2040; none for what is no number. */
export function likelyDates(cell: Cell): LikelyDate[] {
  if (cell.type !== 'integer' && cell.type !== 'real') return [];
  const number = Number(cell.value);
  return FORMATS.flatMap(([format, perSecond, epoch]) => {
    const seconds = number / perSecond + epoch;
    if (!(seconds >= EARLIEST && seconds < LATEST)) return [];
    return [{ date: new Date(seconds * 1000).toISOString(), format, evidence: 'assumed' as const }];
  });
}
