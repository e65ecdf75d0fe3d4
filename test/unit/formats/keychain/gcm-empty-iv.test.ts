/** GCM without an IV: the vector, and OpenSSL's GHASH as a second opinion. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { openGcm, sealGcm } from '../../../../src/formats/keychain/gcm-empty-iv.ts';
import { ghash } from '../../../../src/formats/keychain/ghash.ts';
import { fromHex, readVectors, toHex } from '../../../support/vectors.ts';

const vector = readVectors('keychain-item') as Record<'itemKey' | 'derPlaintext' | 'ciphertext' | 'tag', string>;
const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('GCM with an empty IV', () => {
  it('opens and seals the vector', () => {
    const plain = openGcm(fromHex(vector.itemKey), fromHex(vector.ciphertext), fromHex(vector.tag));
    assert.equal(toHex(plain!), vector.derPlaintext);
    assert.equal(toHex(sealGcm(fromHex(vector.itemKey), fromHex(vector.derPlaintext))), vector.ciphertext + vector.tag);
  });

  it('hashes as OpenSSL does', () => {
    fc.assert(
      fc.property(key32, fc.uint8Array({ maxLength: 100 }), (key, plain) => {
        // With an IV of 12 bytes the tag is the hash, added to the encrypted block of IV and counter 1.
        const iv = new Uint8Array(12).fill(7);
        const gcm = createCipheriv('aes-256-gcm', key, iv);
        const ciphertext = Buffer.concat([gcm.update(plain), gcm.final()]);
        const encrypt = (block: Uint8Array): Buffer => createCipheriv('aes-256-ecb', key, null).update(block);
        const mask = encrypt(Uint8Array.from([...iv, 0, 0, 0, 1]));
        const expected = gcm.getAuthTag().map((byte, index) => byte ^ mask[index]!);
        assert.equal(toHex(ghash(encrypt(new Uint8Array(16)), ciphertext)), toHex(expected));
      }),
    );
  });

  it('opens what was sealed, and nothing that was changed', () => {
    fc.assert(
      fc.property(key32, fc.uint8Array({ maxLength: 100 }), fc.nat(), (key, plain, place) => {
        const sealed = sealGcm(key, plain);
        const open = (): Uint8Array | undefined => openGcm(key, sealed.subarray(0, -16), sealed.subarray(-16));
        assert.equal(toHex(open()!), toHex(plain));
        const bit = place % (sealed.length * 8);
        sealed[bit >> 3] = sealed[bit >> 3]! ^ (1 << (bit & 7));
        assert.equal(open(), undefined);
      }),
    );
  });

  it('takes no tag of another length', () => {
    assert.equal(openGcm(fromHex(vector.itemKey), fromHex(vector.ciphertext), fromHex(vector.tag).subarray(0, 15)), undefined);
  });
});
