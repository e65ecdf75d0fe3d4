/** Payloads as streams: what was encrypted comes back whatever the chunks, OpenSSL agrees, and damage is a verdict, never an exception. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import {
  PayloadCipher,
  PayloadDecipher,
  decryptPayload,
  decryptTail,
  encryptPayload,
  type PaddingVerdict,
} from '../../../../src/formats/index.ts';
import { arbitraryDamage } from '../../../support/damaged-bytes.ts';
import { fromHex, readVectors, toHex } from '../../../support/vectors.ts';

const key = new Uint8Array(32).fill(5);
const content = fc.uint8Array({ maxLength: 200 });
const cuts = fc.array(fc.nat(200), { maxLength: 6 });

/** `bytes` in pieces that end at `places`. */
function pieces(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.filter((place) => place < bytes.length).sort((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function decryptStream(
  chunks: readonly Uint8Array[],
  ciphertextBytes: number,
  size?: number,
): { plain: Uint8Array; verdict: PaddingVerdict } {
  const decipher = PayloadDecipher.start(key, { ciphertextBytes, ...(size !== undefined && { manifestSize: size }) });
  const parts = chunks.map((chunk) => decipher.update(chunk));
  const { tail, verdict } = decipher.finish();
  return { plain: Buffer.concat([...parts, tail]), verdict };
}

describe('payload', () => {
  it('is encrypted as OpenSSL does it, in one call and in chunks', () => {
    fc.assert(
      fc.property(content, cuts, (plain, places) => {
        const openssl = createCipheriv('aes-256-cbc', key, new Uint8Array(16));
        const expected = Buffer.concat([openssl.update(plain), openssl.final()]);
        assert.equal(toHex(encryptPayload(key, plain)), toHex(expected));
        const cipher = PayloadCipher.start(key);
        const parts = pieces(plain, places).map((piece) => cipher.update(piece));
        assert.equal(toHex(Buffer.concat([...parts, cipher.finish()])), toHex(expected));
        const back = createDecipheriv('aes-256-cbc', key, new Uint8Array(16));
        assert.equal(toHex(Buffer.concat([back.update(expected), back.final()])), toHex(plain));
      }),
    );
  });

  it('comes back whatever the chunks', () => {
    fc.assert(
      fc.property(content, cuts, (plain, places) => {
        const stored = encryptPayload(key, plain);
        const expected = { plain: toHex(plain), verdict: { kind: 'ok', contentBytes: plain.length } };
        const streamed = decryptStream(pieces(stored, places), stored.length, plain.length);
        assert.deepEqual({ ...streamed, plain: toHex(streamed.plain) }, expected);
        const whole = decryptPayload(key, stored, plain.length);
        assert.deepEqual({ ...whole, plain: toHex(whole.plain) }, expected);
        assert.equal(
          toHex(decryptTail(key, stored.subarray(-32))).slice(0, (plain.length % 16) * 2),
          toHex(plain.subarray(plain.length & ~15)),
        );
      }),
    );
  });

  it('of any bytes at all gives the same verdict as a stream and in one call', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), cuts, fc.option(fc.nat(100), { nil: undefined }), (stored, places, size) => {
        const streamed = decryptStream(pieces(stored, places), stored.length, size);
        const whole = decryptPayload(key, stored, size);
        assert.deepEqual([toHex(streamed.plain), streamed.verdict], [toHex(whole.plain), whole.verdict]);
      }),
      { numRuns: 300 },
    );
  });

  it('damage is a verdict, and never an exception', () => {
    const stored = encryptPayload(key, new Uint8Array(100).fill(0xee));
    fc.assert(
      fc.property(arbitraryDamage(stored), (damaged) => {
        const { plain, verdict } = decryptPayload(key, damaged, 100);
        assert.ok(plain.length <= damaged.length);
        if (verdict.contentBytes !== undefined) assert.equal(plain.length, verdict.contentBytes);
      }),
    );
    for (let length = 0; length < stored.length; length++) {
      const { verdict } = decryptPayload(key, stored.subarray(0, length), 100);
      assert.equal(verdict.kind, length === 0 ? 'truncated' : length % 16 === 0 ? 'bad-padding' : 'not-block-aligned');
    }
  });

  it('that ends before the announced length is truncated, and what comes after it is ignored', () => {
    const plain = new Uint8Array(40).fill(9);
    const stored = encryptPayload(key, plain);
    assert.deepEqual(decryptStream([stored.subarray(0, 32)], stored.length, 40), {
      plain: Buffer.from(plain.subarray(0, 32)),
      verdict: { kind: 'truncated' },
    });
    const longer = decryptStream([stored.subarray(0, 30), Buffer.concat([stored.subarray(30), stored]), stored], stored.length, 40);
    assert.deepEqual([toHex(longer.plain), longer.verdict.kind], [toHex(plain), 'ok']);
  });

  it('what comes before the last block is given out at once, without a copy of it being kept', () => {
    const stored = encryptPayload(key, new Uint8Array(1 << 20));
    const decipher = PayloadDecipher.start(key, { ciphertextBytes: stored.length });
    let given = 0;
    for (let at = 0; at < stored.length; at += 1 << 16) {
      given += decipher.update(stored.subarray(at, at + (1 << 16))).length;
      assert.equal(given, Math.min(at + (1 << 16), stored.length - 16));
    }
  });

  it('keeps nothing of the key that it was started with', () => {
    const own = Uint8Array.from(key);
    const cipher = PayloadCipher.start(own);
    own.fill(0);
    const stored = Buffer.concat([cipher.update(new Uint8Array(20)), cipher.finish()]);
    own.set(key);
    const decipher = PayloadDecipher.start(own, { ciphertextBytes: stored.length, manifestSize: 20 });
    own.fill(0);
    assert.equal(decipher.update(stored).length, 16);
    assert.deepEqual(decipher.finish(), { tail: new Uint8Array(4), verdict: { kind: 'ok', contentBytes: 20 } });
  });

  it('the encrypted Manifest.db of the vector: 4,096 bytes stored as 4,112', () => {
    const vector = readVectors('manifest-key') as { key: string; plain: string; encrypted: string };
    const stored = fromHex(vector.encrypted);
    assert.equal(toHex(encryptPayload(fromHex(vector.key), fromHex(vector.plain))), vector.encrypted);
    const { plain, verdict } = decryptPayload(fromHex(vector.key), stored, 'whole-pages');
    assert.deepEqual([toHex(plain), verdict], [vector.plain, { kind: 'ok', contentBytes: 4096 }]);
  });
});
