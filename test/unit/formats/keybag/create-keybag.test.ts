/** New keybags: the layout of real ones, and what was made opens again. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createKeybag, parseKeybag, unlockKeybag } from '../../../../src/formats/index.ts';
import { readKeybagRecords } from '../../../../src/formats/keybag/keybag-records.ts';
import { toHex } from '../../../support/vectors.ts';

const cheap = { rounds: 1, doubleProtectionRounds: 1 } as const;

describe('a new keybag', () => {
  it('has the tags of a real one in their order, and its size', async () => {
    const { bytes } = await createKeybag({ password: 'x', ...cheap });
    const group = ['UUID', 'CLAS', 'WRAP', 'KTYP', 'WPKY'];
    assert.deepEqual(
      [...readKeybagRecords(bytes)].map(({ tag }) => tag),
      ['VERS', 'TYPE', 'UUID', 'HMCK', 'WRAP', 'SALT', 'ITER', 'DPWT', 'DPIC', 'DPSL', ...Array.from({ length: 11 }, () => group).flat()],
    );
    assert.equal(bytes.length, 1388);
    assert.equal((await createKeybag({ password: 'x', ...cheap, classCount: 14 })).bytes.length, 1712);
    const old = await createKeybag({ password: 'x', rounds: 1, doubleProtectionRounds: false, version: 3 });
    assert.equal(old.bytes.length, 148 + 11 * 108);
    assert.equal(parseKeybag(old.bytes).version, 3);
  });

  it('binds to the device what a device binds', async () => {
    for (const classCount of [11, 14] as const) {
      const { bytes, classKeys } = await createKeybag({ password: 'x', ...cheap, classCount });
      const wraps = new Map(parseKeybag(bytes).classes.map(({ protectionClass, wrap }) => [protectionClass, wrap]));
      assert.deepEqual(
        [...wraps.keys()],
        Array.from({ length: classCount }, (_, index) => classCount - index),
      );
      for (const [protectionClass, wrap] of wraps) {
        assert.equal(wrap, [1, 2, 3, 4, 6, 7, 8].includes(protectionClass) ? 2 : 3);
        assert.equal(classKeys.has(protectionClass), wrap === 2);
        assert.equal(classKeys.deviceOnly.has(protectionClass), wrap === 3);
      }
    }
  });

  it('opens with its password to the keys that it was made with, and with no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          password: fc.string({ unit: 'grapheme' }),
          rounds: fc.integer({ min: 1, max: 20 }),
          doubleProtectionRounds: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(false as const)),
          classCount: fc.constantFrom(11 as const, 14 as const),
          version: fc.integer({ min: 3, max: 5 }),
        }),
        async (options) => {
          const { bytes, classKeys } = await createKeybag(options);
          const keybag = parseKeybag(bytes);
          const opened = await unlockKeybag(keybag, options.password);
          assert.deepEqual(opened.copy(), classKeys.copy());
          await assert.rejects(unlockKeybag(keybag, `${options.password}x`), { code: 'password-wrong' });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('the same random bytes make the same bag', async () => {
    const make = async (): Promise<string> => {
      let next = 0;
      const random = (count: number): Uint8Array => new Uint8Array(count).fill(++next);
      return toHex((await createKeybag({ password: 'x', ...cheap, random })).bytes);
    };
    assert.equal(await make(), await make());
  });

  it('has the version and the rounds of the second stage that devices use, unless told otherwise', async () => {
    const { bytes } = await createKeybag({ password: 'x', doubleProtectionRounds: 1 });
    assert.deepEqual([parseKeybag(bytes).rounds, parseKeybag(bytes).version], [10_000, 5]);
  });

  it('making one can be cancelled', async () => {
    await assert.rejects(createKeybag({ password: 'x', signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});
