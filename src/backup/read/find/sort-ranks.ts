/** Puts a million rows in another order: by numbers in passes over their digits, by names in steps of a few bytes. Always stable. */
import type { CatalogueTables } from '../index/catalogue-tables.ts';
import type { NameStore } from '../index/name-store.ts';
import type { Attributes } from './row-attributes.ts';
import { extensionOf } from './extension.ts';
import type { FileOrder } from './file-conditions.ts';

/** `ranks` ascend, which is the order of paths. `attributes` are only needed for what records tell. */
export function sortRanks(
  ranks: Uint32Array,
  { by, descending = false }: FileOrder,
  tables: CatalogueTables,
  attributes: Attributes | undefined,
): Uint32Array {
  switch (by) {
    case 'path':
      return descending ? ranks.toReversed() : ranks;
    case 'name':
      return byNames(ranks, tables, descending);
    case 'type':
      return byNumbers(ranks, typeNumbers(ranks, tables), descending);
    case 'size':
      return byNumbers(
        ranks,
        numbersOf(ranks, (rank) => attributes?.size(rank)),
        descending,
      );
    case 'modified':
      return byNumbers(
        ranks,
        numbersOf(ranks, (rank) => attributes?.modified(rank)),
        descending,
      );
    case 'class':
      return byNumbers(
        ranks,
        numbersOf(ranks, (rank) => attributes?.protectionClass(rank)),
        descending,
      );
  }
}

function numbersOf(ranks: Uint32Array, numberOf: (rank: number) => number | undefined): Float64Array {
  const numbers = new Float64Array(ranks.length);
  for (let place = 0; place < ranks.length; place++) numbers[place] = numberOf(ranks[place] ?? 0) ?? Number.NaN;
  return numbers;
}

/** NaN comes last. */
function byNumbers(ranks: Uint32Array, numbers: Float64Array, descending: boolean): Uint32Array {
  return atPlaces(ranks, placesByNumber(numbers, descending));
}

/** In place of the places themselves. With loops here and below: `from` and `map` collect a million numbers in a list of the heap first. */
function atPlaces(ranks: Uint32Array, places: Uint32Array): Uint32Array {
  for (let at = 0; at < places.length; at++) places[at] = ranks[places[at] ?? 0] ?? 0;
  return places;
}

const DIGITS = 0x1_0000;
/** 64 bits in digits of 16, the lowest first, as they lie in memory. */
const DIGITS_A_NUMBER = 4;
const SIGN = 0x8000_0000;
const LAST = 0xffff_ffff;

/** The places of the numbers in their order: one pass for each digit in which they differ. */
function placesByNumber(numbers: Float64Array, descending: boolean): Uint32Array {
  const count = numbers.length;
  const bits = comparableBits(numbers, descending);
  const digits = new Uint16Array(bits.buffer, bits.byteOffset, 2 * bits.length);
  let places = new Uint32Array(count);
  for (let place = 0; place < count; place++) places[place] = place;
  let next = new Uint32Array(count);
  for (let digit = 0; digit < DIGITS_A_NUMBER; digit++) {
    const starts = new Uint32Array(DIGITS + 1);
    for (let at = digit; at < digits.length; at += DIGITS_A_NUMBER) {
      const value = (digits[at] ?? 0) + 1;
      starts[value] = (starts[value] ?? 0) + 1;
    }
    if (starts.includes(count, 1)) continue; // all have the same one
    for (let value = 1; value <= DIGITS; value++) starts[value] = (starts[value] ?? 0) + (starts[value - 1] ?? 0);
    for (const place of places) {
      const value = digits[place * DIGITS_A_NUMBER + digit] ?? 0;
      const at = starts[value] ?? 0;
      next[at] = place;
      starts[value] = at + 1;
    }
    [places, next] = [next, places];
  }
  return places;
}

/** Bits that compare as the numbers do, in their place, on a computer that has the low half first. */
function comparableBits(numbers: Float64Array, descending: boolean): Uint32Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
  for (let place = 0; place < numbers.length; place++) {
    const low = 2 * place;
    const high = low + 1;
    // Before its bits are changed.
    if (Number.isNaN(numbers[place])) {
      bits[low] = bits[high] = LAST;
      continue;
    }
    const flips = (bits[high] ?? 0) >= SIGN ? LAST : 0;
    const turns = descending ? LAST : 0;
    bits[high] = (bits[high] ?? 0) ^ (flips === 0 ? SIGN : LAST) ^ turns;
    bits[low] = (bits[low] ?? 0) ^ flips ^ turns;
  }
  return bits;
}

/** What has no extension comes last, as do folders. */
function typeNumbers(ranks: Uint32Array, { names, rowOf, flags }: CatalogueTables): Float64Array {
  const known = new Map<string, number[]>();
  const numbers = new Float64Array(ranks.length).fill(Number.NaN);
  for (const [place, rank] of ranks.entries()) {
    const row = rowOf[rank - 1] ?? 0;
    if (flags[row] === DIRECTORY) continue;
    const extension = extensionOf(names, row);
    if (extension === '') continue;
    const places = known.get(extension);
    if (places === undefined) known.set(extension, [place]);
    else places.push(place);
  }
  for (const [number, extension] of [...known.keys()].sort().entries()) {
    for (const place of known.get(extension) ?? []) numbers[place] = number;
  }
  return numbers;
}

const DIRECTORY = 2;
/** So many bytes of a name are one number that is exact. */
const STEP_BYTES = 6;
const DIGIT = 257;
/** Fewer are compared one with another. */
const FEW = 32;

/** Capitals and small letters of ASCII are alike. */
function byNames(ranks: Uint32Array, { names, rowOf }: CatalogueTables, descending: boolean): Uint32Array {
  const sorted = ranks.slice();
  const rowAt = (rank: number) => rowOf[rank - 1] ?? 0;
  const sign = descending ? -1 : 1;
  const compare = (one: number, other: number) => sign * compareFolded(names, rowAt(one), rowAt(other)) || one - other;
  // Without recursion: hostile names may be thousands of bytes long, and alike.
  const open = [{ from: 0, to: sorted.length, step: 0 }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { from, to, step } = part;
    const own = sorted.subarray(from, to);
    if (to - from <= FEW || step > MOST_STEPS) {
      own.sort(compare);
      continue;
    }
    const keyAt = (place: number) => bytesAt(names, rowAt(own[place] ?? 0), step * STEP_BYTES);
    const keys = new Float64Array(own.length);
    for (let place = 0; place < keys.length; place++) keys[place] = keyAt(place);
    own.set(atPlaces(own, placesByNumber(keys, descending)));
    let first = 0;
    let key = keyAt(0);
    for (let at = 1; at <= own.length; at++) {
      const next = at < own.length ? keyAt(at) : Number.NaN;
      if (next === key) continue;
      // Names that have ended are alike, and in order.
      if (at - first > 1 && key % DIGIT !== 0) open.push({ from: from + first, to: from + at, step: step + 1 });
      first = at;
      key = next;
    }
  }
  return sorted;
}

const MOST_STEPS = 50;

/** Bytes count from 1, so that a name that ends comes before one that goes on. */
function bytesAt(names: NameStore, row: number, skip: number): number {
  const { bytes } = names;
  const end = names.endOf(row);
  let key = 0;
  const start = names.startOf(row) + skip;
  for (let at = start; at < start + STEP_BYTES; at++) key = key * DIGIT + (at < end ? lower(bytes[at] ?? 0) + 1 : 0);
  return key;
}

function compareFolded(names: NameStore, one: number, other: number): number {
  const { bytes } = names;
  let at = names.startOf(one);
  let otherAt = names.startOf(other);
  const end = names.endOf(one);
  const otherEnd = names.endOf(other);
  while (at < end && otherAt < otherEnd) {
    const difference = lower(bytes[at++] ?? 0) - lower(bytes[otherAt++] ?? 0);
    if (difference !== 0) return difference;
  }
  return end - at - (otherEnd - otherAt);
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
}
