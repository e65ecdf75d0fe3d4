/** Password → key: published vectors of PBKDF2, one stage and two, and cancelling. */
import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { CancelledError } from '../../../../src/base/index.ts';
import { deriveKey, stretch } from '../../../../src/formats/keybag/derive-key.ts';
import { derivationRounds, parseKeybag } from '../../../../src/formats/index.ts';
import { fromHex, readKeybagVector, readVectors, toHex } from '../../../support/vectors.ts';

const { vectors } = readVectors('pbkdf2') as {
  vectors: {
    hash: 'sha1' | 'sha256';
    password: string;
    saltUtf8: string;
    iterations: number;
    length: number;
    key: string;
    source: string;
  }[];
};

describe('key derivation', () => {
  for (const { hash, password, saltUtf8, iterations, length, key, source } of vectors) {
    it(`${hash} with ${iterations} rounds, ${source}`, async () => {
      const derived = await stretch(hash, Buffer.from(password), { salt: Buffer.from(saltUtf8), rounds: iterations });
      // Ours always has 32 bytes; the beginning of a PBKDF2 key does not depend on its length.
      const common = Math.min(length, 32) * 2;
      assert.equal(toHex(derived).slice(0, common), key.slice(0, common));
    });
  }

  for (const name of ['keybag-low', 'keybag-pre-10.2']) {
    it(`${name}: the tags of the bag choose the stages`, async () => {
      const { password, keybag, kek, iter, dpic } = readKeybagVector(name);
      const bag = parseKeybag(fromHex(keybag));
      assert.equal(toHex(await deriveKey(password, bag)), kek);
      assert.equal(derivationRounds(bag), iter + (dpic ?? 0));
    });
  }

  it('takes the bytes of the password as typed, empty ones too', async () => {
    const salt = Buffer.from('salt');
    for (const password of ['', 'e\u0301', '\u00e9', '\u{1f600}', 'a\0b']) {
      const expected = pbkdf2Sync(Buffer.from(password, 'utf8'), salt, 3, 32, 'sha1');
      assert.equal(toHex(await deriveKey(password, { salt, rounds: 3 })), toHex(expected));
    }
  });

  it('cancelling rejects at once, long before the thread is done', async () => {
    const controller = new AbortController();
    const start = performance.now();
    const work = stretch('sha256', Buffer.from('x'), { salt: Buffer.from('salt'), rounds: 1_000_000 }, controller.signal);
    let threadIsDone = false;
    const thread = stretch('sha256', Buffer.from('x'), { salt: Buffer.from('salt'), rounds: 1_000_000 }).then(() => (threadIsDone = true));
    controller.abort();
    await assert.rejects(work, CancelledError);
    assert.equal(threadIsDone, false, `only after ${performance.now() - start} ms`);
    await thread;
  });

  it('nothing begins when it is cancelled before', async () => {
    await assert.rejects(deriveKey('x', { salt: new Uint8Array(1), rounds: 2 ** 30 }, AbortSignal.abort()), CancelledError);
  });
});
