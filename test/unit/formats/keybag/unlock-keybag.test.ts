/** Unlocking: right and wrong passwords, damage told apart, cost, Unicode, progress, cancelling. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { CancelledError, type Progress } from '../../../../src/base/index.ts';
import { FormatError, createKeybag, decryptPayload, parseKeybag, unlockKeybag, type Keybag } from '../../../../src/formats/index.ts';
import { arbitraryDamage, valueOrFormatError } from '../../../support/damaged-bytes.ts';
import { fromHex, readKeybagVector, toHex } from '../../../support/vectors.ts';

const low = readKeybagVector('keybag-low');
const lowBag = parseKeybag(fromHex(low.keybag));

/** The bag with a bit flipped in the wrapped keys of these classes. */
function damagedBag(...damaged: number[]): Keybag {
  const classes = lowBag.classes.map((entry) => {
    if (!damaged.includes(entry.protectionClass) || !entry.wrappedKey) return entry;
    const wrappedKey = Uint8Array.from(entry.wrappedKey);
    wrappedKey[11] = (wrappedKey[11] ?? 0) ^ 4;
    return { ...entry, wrappedKey };
  });
  return { ...lowBag, classes };
}

describe('unlocking a keybag', () => {
  for (const name of ['keybag-low', 'keybag-pre-10.2', 'keybag-realistic']) {
    it(`${name}: all class keys, and the content of all files`, async () => {
      const vector = readKeybagVector(name);
      const keys = await unlockKeybag(parseKeybag(fromHex(vector.keybag)), vector.password);
      const opened = new Map(keys.copy().keys.map(([protectionClass, key]) => [protectionClass, toHex(key)]));
      for (const [protectionClass, key] of Object.entries(vector.classKeys)) {
        assert.equal(opened.get(Number(protectionClass)), key ?? undefined);
        assert.equal(keys.deviceOnly.has(Number(protectionClass)), key === null);
      }
      for (const { encryptionKey, fileKey, ciphertext, plaintext, size } of vector.files) {
        const key = keys.unwrap(fromHex(encryptionKey));
        assert.equal(toHex(key), fileKey);
        const { plain, verdict } = decryptPayload(key, fromHex(ciphertext), size);
        assert.deepEqual([toHex(plain), verdict.kind], [plaintext, 'ok']);
      }
    });
  }

  it('a wrong password is a wrong password', async () => {
    for (const wrong of [low.wrongPasswordMustFail, '', 'Test', 'test ']) {
      await assert.rejects(unlockKeybag(lowBag, wrong), { code: 'password-wrong' });
    }
  });

  it('damage is told apart from a wrong password, and names the classes', async () => {
    await assert.rejects(unlockKeybag(damagedBag(2, 7), low.password), { code: 'keybag-damaged', data: { classes: [7, 2] } });
    await assert.rejects(unlockKeybag(damagedBag(9), low.password), { code: 'keybag-damaged', data: { classes: [9] } });
    await assert.rejects(unlockKeybag(damagedBag(2, 7), 'wrong'), { code: 'password-wrong' });
  });

  it('a wrapped key of another length is a damaged one', async () => {
    const classes = lowBag.classes.map((entry) => (entry.protectionClass === 3 ? { ...entry, wrappedKey: new Uint8Array(39) } : entry));
    await assert.rejects(unlockKeybag({ ...lowBag, classes }, low.password), { code: 'keybag-damaged', data: { classes: [3] } });
  });

  it('goes on with the classes that opened, on request', async () => {
    const keys = await unlockKeybag(damagedBag(2, 9), low.password, { acceptDamage: true });
    assert.deepEqual([keys.has(1), keys.has(2), keys.has(9), keys.deviceOnly.has(9)], [true, false, false, true]);
  });

  it('a bag without any key for a password is malformed', async () => {
    for (const classes of [[], lowBag.classes.map((entry) => ({ ...entry, wrap: 1 }))]) {
      await assert.rejects(unlockKeybag({ ...lowBag, classes }, low.password), { code: 'keybag-malformed' });
    }
  });

  it('asks before more than 100 million rounds', async () => {
    const costly = { ...lowBag, doubleProtection: { salt: lowBag.salt, rounds: 100_000_000 } };
    await assert.rejects(unlockKeybag(costly, low.password), { code: 'keybag-costly', data: { rounds: 100_000_010 } });
    const accepted = unlockKeybag(costly, low.password, { acceptCost: true, signal: AbortSignal.abort() });
    await assert.rejects(accepted, CancelledError);
  });

  it('tries the other Unicode form of a password, not only the one typed', async () => {
    const options = { rounds: 1, doubleProtectionRounds: 1 };
    for (const [made, typed] of [
      ['\u00fcber', 'u\u0308ber'],
      ['u\u0308ber', '\u00fcber'],
      ['u\u0308ber\u00e9', 'u\u0308ber\u00e9'],
    ] as const) {
      const { bytes } = await createKeybag({ password: made, ...options });
      assert.ok((await unlockKeybag(parseKeybag(bytes), typed)).has(1));
      await assert.rejects(unlockKeybag(parseKeybag(bytes), 'uber'), { code: 'password-wrong' });
    }
  });

  it('says how far it is, never backwards, with 100 only at the end', async () => {
    const { bytes } = await createKeybag({ password: 'x', rounds: 1, doubleProtectionRounds: 1_000_000 });
    const seen: Progress[] = [];
    await unlockKeybag(parseKeybag(bytes), 'x', { onProgress: (progress) => seen.push(progress) });
    const percents = seen.map(({ done }) => done);
    assert.deepEqual([percents[0], percents.at(-1)], [0, 100]);
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.ok(percents.slice(0, -1).every((percent) => percent < 100));
    assert.ok(seen.every(({ phase, unit, total }) => phase === 'deriving-key' && unit === 'percent' && total === 100));
  });

  it('cancelling rejects at once and reports no more', async () => {
    const costly = { ...lowBag, doubleProtection: { salt: lowBag.salt, rounds: 1_000_000 } };
    const controller = new AbortController();
    const seen: number[] = [];
    const unlocking = unlockKeybag(costly, 'x', {
      signal: controller.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        controller.abort();
      },
    });
    await assert.rejects(unlocking, CancelledError);
    assert.ok(!seen.includes(100));
  });

  it('damaged bags give keys or an error of their own', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryDamage(fromHex(low.keybag)), async (bytes) => {
        const keybag = valueOrFormatError(() => parseKeybag(bytes));
        if (keybag === undefined || keybag.rounds + (keybag.doubleProtection?.rounds ?? 0) > 10_000) return;
        await unlockKeybag(keybag, low.password).catch((error: unknown) => {
          assert.ok(error instanceof FormatError, String(error));
        });
      }),
      { numRuns: 100 },
    );
  });
});
