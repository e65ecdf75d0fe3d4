/** The policy that decides how long a payload is: the published cases, and what follows for any length. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { decryptPayload, decryptTail, judgePadding, type PaddingVerdict } from '../../../../src/formats/index.ts';
import { fromHex, readVectors, toHex } from '../../../support/vectors.ts';

interface PaddingCase {
  readonly name: string;
  readonly key: string;
  readonly ciphertext: string;
  readonly manifestSize: number;
  readonly expectPlain: string | null;
  readonly verdict: string;
}

const { vectors } = readVectors('padding') as { vectors: PaddingCase[] };

/** The policy's own words for the verdicts, longest beginnings first. */
const kinds: readonly (readonly [words: string, kind: PaddingVerdict['kind']])[] = [
  ['ok-size-differs', 'size-differs'],
  ['ok-quirk', 'empty-quirk'],
  ['ok', 'ok'],
  ['warn-no-padding', 'no-padding'],
  ['error-bad-padding', 'bad-padding'],
  ['error-not-block-aligned', 'not-block-aligned'],
];

function kindIn(verdict: string): PaddingVerdict['kind'] | undefined {
  return kinds.find(([words]) => verdict.startsWith(words))?.[1];
}

/** A last block that ends in `count` bytes of value `value`. */
function block(count: number, value = count): Uint8Array {
  return new Uint8Array(16).fill(value, 16 - count).fill(0xee, 0, 16 - count);
}

describe('padding', () => {
  for (const { name, key, ciphertext, manifestSize, expectPlain, verdict } of vectors) {
    it(`${name}: ${verdict}`, () => {
      const judged = decryptPayload(fromHex(key), fromHex(ciphertext), manifestSize);
      assert.equal(judged.verdict.kind, kindIn(verdict));
      assert.equal(judged.verdict.contentBytes, expectPlain === null ? undefined : expectPlain.length / 2);
      if (expectPlain !== null) assert.equal(toHex(judged.plain), expectPlain);
      const bytes = fromHex(ciphertext);
      if (bytes.length === 0 || bytes.length % 16 !== 0) return;
      const tail = decryptTail(fromHex(key), bytes.subarray(-32));
      assert.deepEqual(judgePadding(tail, bytes.length, manifestSize), judged.verdict, 'judged by the end alone');
    });
  }

  for (const [name, lastBlock, ciphertextBytes, expected, verdict] of [
    ['nothing stored for a file that has content', undefined, 0, 5, { kind: 'truncated' }],
    ['nothing stored and no size known', undefined, 0, undefined, { kind: 'empty-quirk', contentBytes: 0 }],
    ['no size known', block(3), 48, undefined, { kind: 'ok', contentBytes: 45 }],
    ['no size known and no padding', block(3, 9), 48, undefined, { kind: 'bad-padding' }],
    ['a full block of padding', block(16), 48, 32, { kind: 'ok', contentBytes: 32 }],
    ['padding of 0', block(1, 0), 48, 47, { kind: 'size-decides', contentBytes: 47 }],
    ['padding of 17', block(16, 17), 48, 100, { kind: 'bad-padding' }],
    ['one byte of the padding is wrong', block(7).fill(6, 10, 11), 48, 33, { kind: 'size-decides', contentBytes: 33 }],
    ['the size ends 15 bytes before the end', block(1, 99), 48, 33, { kind: 'size-decides', contentBytes: 33 }],
    ['the size ends a whole block before the end', block(1, 99), 48, 32, { kind: 'bad-padding' }],
    ['the size lies behind the end', block(1, 99), 48, 49, { kind: 'bad-padding' }],
    ['the size is the length, and the end looks like padding', block(1), 48, 48, { kind: 'size-differs', contentBytes: 47 }],
    ['a catalogue with padding', block(16), 4112, 'whole-pages', { kind: 'ok', contentBytes: 4096 }],
    ['a catalogue without', block(3, 9), 4096, 'whole-pages', { kind: 'no-padding', contentBytes: 4096 }],
    ['a catalogue without, whose end looks like it', block(1), 4096, 'whole-pages', { kind: 'no-padding', contentBytes: 4096 }],
    ['a catalogue of broken pages', block(5), 4112, 'whole-pages', { kind: 'size-differs', contentBytes: 4107 }],
    ['a catalogue that another key encrypted', block(5, 9), 4112, 'whole-pages', { kind: 'bad-padding' }],
    ['the last block is missing', undefined, 48, 40, { kind: 'truncated' }],
  ] as const) {
    it(name, () => {
      assert.deepEqual(judgePadding(lastBlock, ciphertextBytes, expected), verdict);
    });
  }

  it('never says more content than there are bytes, and says a length only when it can be relied on', () => {
    const lastBlock = fc.uint8Array({ minLength: 16, maxLength: 16, max: 17 });
    fc.assert(
      fc.property(lastBlock, fc.nat(200), fc.option(fc.nat(200), { nil: undefined }), (bytes, length, size) => {
        const { kind, contentBytes } = judgePadding(bytes, length, size);
        assert.equal(contentBytes === undefined, ['bad-padding', 'truncated', 'not-block-aligned'].includes(kind));
        assert.ok((contentBytes ?? 0) <= length);
        if (kind === 'ok' && size !== undefined) assert.equal(contentBytes, size);
      }),
    );
  });
});
