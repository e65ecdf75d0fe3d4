/** Keys of files: their own for every file and every version of it, and the same again from the same secret. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { FileKeys } from '../../../../src/simulated-device/backup-agent/encryption/file-keys.ts';
import { toHex } from '../../../support/vectors.ts';

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const fileId = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex);
const identity = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

describe('the keys of files', () => {
  it('are 32 bytes, the same for the same file, and others for every other file, version or secret', () => {
    fc.assert(
      fc.property(fc.tuple(secret, secret), fc.tuple(fileId, fileId), fc.tuple(identity, identity), (secrets, ids, versions) => {
        const [[one, other], [id, otherId], [version, otherVersion]] = [secrets, ids, versions];
        const keys = new FileKeys(one);
        const key = keys.keyOf(id, version);
        assert.equal(key.length, 32);
        assert.notEqual(toHex(key.subarray(0, 16)), toHex(key.subarray(16)));
        if (id !== otherId) assert.notDeepEqual(keys.keyOf(otherId, version), key);
        if (version !== otherVersion) assert.notDeepEqual(keys.keyOf(id, otherVersion), key);
        if (toHex(one) !== toHex(other)) assert.notDeepEqual(new FileKeys(other).keyOf(id, version), key);
        assert.deepEqual(keys.keyOf(id, version), key);
        assert.deepEqual(new FileKeys(one).keyOf(id, version), key);
      }),
    );
  });

  it('depend on every byte of the id and every bit of the identity', () => {
    const keys = new FileKeys(new Uint8Array(32));
    const base = '00'.repeat(20);
    const others = Array.from({ length: 20 }, (_, at) => `${base.slice(0, at * 2)}01${base.slice(at * 2 + 2)}`);
    const versions = Array.from({ length: 64 }, (_, bit) => 2n ** BigInt(bit));
    const made = [...[base, ...others].map((id) => keys.keyOf(id, 0n)), ...versions.map((version) => keys.keyOf(base, version))];
    assert.equal(new Set(made.map(toHex)).size, 21 + 64);
  });
});
