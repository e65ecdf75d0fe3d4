/** AES key wrap: the vectors of RFC 3394, and OpenSSL's own wrap as a second opinion. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { unwrapKey, unwrapKeys, wrapKey, wrapKeys } from '../../../../src/formats/keybag/key-wrap.ts';
import { fromHex, readVectors, toHex } from '../../../support/vectors.ts';

interface WrapVector {
  readonly section: string;
  readonly kek: string;
  readonly key: string;
  readonly wrapped: string;
}

const { vectors, negative } = readVectors('rfc3394') as { vectors: WrapVector[]; negative: Pick<WrapVector, 'kek' | 'wrapped'>[] };
const CHECK_VALUE = Buffer.alloc(8, 0xa6);
const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('key wrap', () => {
  for (const { section, kek, key, wrapped } of vectors) {
    it(`wraps as in RFC 3394 section ${section}`, () => {
      assert.equal(toHex(wrapKey(fromHex(kek), fromHex(key))), wrapped);
    });
  }

  it('unwraps keys of 32 bytes, as in RFC 3394 section 4.6', () => {
    const long = vectors.filter(({ wrapped }) => wrapped.length === 80);
    assert.equal(long.length, 1);
    for (const { kek, key, wrapped } of long) assert.equal(toHex(unwrapKey(fromHex(kek), fromHex(wrapped))!), key);
  });

  it('takes no key with another check value', () => {
    for (const { kek, wrapped } of negative) assert.equal(unwrapKey(fromHex(kek), fromHex(wrapped)), undefined);
  });

  it('takes no wrapped key of another length, although shorter ones exist', () => {
    for (const { kek, wrapped } of vectors.filter((vector) => vector.wrapped.length !== 80)) {
      assert.equal(unwrapKey(fromHex(kek), fromHex(wrapped)), undefined);
    }
    assert.equal(unwrapKey(new Uint8Array(32), new Uint8Array(0)), undefined);
    assert.equal(unwrapKey(new Uint8Array(32), new Uint8Array(41)), undefined);
  });

  it('agrees with OpenSSL in both directions', () => {
    fc.assert(
      fc.property(key32, key32, (kek, key) => {
        const native = createCipheriv('id-aes256-wrap', kek, CHECK_VALUE).update(key);
        assert.equal(toHex(wrapKey(kek, key)), toHex(native));
        assert.equal(toHex(unwrapKey(kek, native)!), toHex(key));
        assert.equal(toHex(createDecipheriv('id-aes256-wrap', kek, CHECK_VALUE).update(wrapKey(kek, key))), toHex(key));
      }),
    );
  });

  it('agrees with OpenSSL about many keys at once, one of which may be spoiled', () => {
    fc.assert(
      fc.property(key32, fc.array(key32, { minLength: 1, maxLength: 9 }), fc.nat(), (kek, keys, spoiled) => {
        const native = keys.map((key) => createCipheriv('id-aes256-wrap', kek, CHECK_VALUE).update(key));
        assert.deepEqual(wrapKeys(kek, keys).map(toHex), native.map(toHex));
        const at = spoiled % keys.length;
        native[at] = Buffer.alloc(40, native[at]?.subarray(1));
        const expected = keys.map((key, index) => (index === at ? undefined : toHex(key)));
        assert.deepEqual(
          unwrapKeys(kek, native).map((key) => key && toHex(key)),
          expected,
        );
      }),
    );
  });

  it('wraps many keys at once as each alone, and leaves them as they were', () => {
    fc.assert(
      fc.property(key32, fc.array(key32, { maxLength: 9 }), (kek, keys) => {
        const before = keys.map(toHex);
        assert.deepEqual(
          wrapKeys(kek, keys).map(toHex),
          keys.map((key) => toHex(wrapKey(kek, key))),
        );
        assert.deepEqual(keys.map(toHex), before);
      }),
    );
  });

  it('any flipped bit is noticed, and the input is left as it was', () => {
    fc.assert(
      fc.property(key32, key32, fc.nat(319), (kek, key, bit) => {
        const wrapped = wrapKey(kek, key);
        wrapped[bit >> 3] = (wrapped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const before = toHex(wrapped);
        assert.equal(unwrapKey(kek, wrapped), undefined);
        assert.equal(toHex(wrapped), before);
      }),
    );
  });
});
