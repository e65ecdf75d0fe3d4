/** Damage for codecs: every truncation, every byte changed, and any mixture of both. What a codec may do with it is one of two things. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { FormatError } from '../../src/formats/index.ts';

/** The value, or undefined when there was a coded error; anything else that is thrown fails the test. */
export function valueOrFormatError<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    assert.ok(error instanceof FormatError, `expected a FormatError, got ${String(error)}`);
    return undefined;
  }
}

/** All proper beginnings, the empty one first. */
export function* beginningsOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) yield bytes.slice(0, length);
}

/** One byte changed, each in turn and in several ways. */
export function* changedBytesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at++) {
    for (const change of [0x01, 0x80, 0xff]) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ change;
      yield damaged;
    }
  }
}

/** Some bits flipped, then perhaps a piece left out or the end cut off. */
export function arbitraryDamage(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const flips = fc.array(fc.nat(Math.max(0, bytes.length * 8 - 1)), { minLength: 1, maxLength: 8 });
  const cut = fc.option(fc.tuple(fc.nat(bytes.length), fc.nat(64)), { freq: 2 });
  return fc.tuple(flips, cut).map(([bits, gap]) => {
    const damaged = Uint8Array.from(bytes);
    for (const bit of bits) damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    if (gap === null) return damaged;
    const [at, count] = gap;
    return Uint8Array.from([...damaged.subarray(0, at), ...damaged.subarray(at + count)]);
  });
}

/** Every beginning, every changed byte and 200 mixtures give a value or a coded error. */
export function assertSurvivesDamage(bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown): void {
  for (const damaged of beginningsOf(bytes)) valueOrFormatError(() => decode(damaged));
  for (const damaged of changedBytesOf(bytes)) valueOrFormatError(() => decode(damaged));
  fc.assert(
    fc.property(arbitraryDamage(bytes), (damaged) => {
      valueOrFormatError(() => decode(damaged));
    }),
    { numRuns: 200 },
  );
}
