/** Class keys as an object with a life: what they open, copies for other threads, and the end. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { ClassKeys, classPrefixOf, wrapFileKey } from '../../../../src/formats/index.ts';
import { fromHex, readVectors, toHex } from '../../../support/vectors.ts';

const key3 = new Uint8Array(32).fill(3);

function sample(): ClassKeys {
  return ClassKeys.from({ keys: [[3, key3]], deviceOnly: [5, 9] });
}

function fails(reason: string, action: () => unknown): void {
  assert.throws(action, (error: { code?: string; data?: { reason?: string } }) => {
    assert.deepEqual([error.code, error.data?.reason], ['key-unwrap-failed', reason]);
    return true;
  });
}

describe('class keys', () => {
  it('open the key of the encrypted Manifest.db of the vector', () => {
    const vector = readVectors('manifest-key') as { classKey: { class: number; key: string }; manifestKey: string; key: string };
    const keys = ClassKeys.from({ keys: [[vector.classKey.class, fromHex(vector.classKey.key)]], deviceOnly: [] });
    assert.equal(toHex(keys.unwrap(fromHex(vector.manifestKey))), vector.key);
    assert.equal(classPrefixOf(fromHex(vector.manifestKey)), vector.classKey.class);
  });

  it('wrap many keys at once to what opens again', () => {
    const keys = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
    const wrapped = sample().wrapAll(3, keys);
    assert.deepEqual(
      wrapped.map(toHex),
      keys.map((key) => toHex(wrapFileKey(sample(), 3, key))),
    );
    assert.deepEqual(
      wrapped.map((key) => toHex(sample().unwrap(key))),
      keys.map(toHex),
    );
    fails('device-only', () => sample().wrapAll(9, keys));
    fails('no-class-key', () => sample().wrapAll(1, keys));
    fails('length', () => sample().wrapAll(3, [new Uint8Array(31)]));
  });

  it('open many keys at once as they open each alone, and leave out those that do not open', () => {
    const keys = ClassKeys.from({
      keys: [
        [3, key3],
        [4, new Uint8Array(32).fill(4)],
      ],
      deviceOnly: [9],
    });
    const wrapped = fc
      .tuple(
        fc.constantFrom(3, 4),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.constantFrom('right', 'damaged', 'short', 'device-only'),
      )
      .map(([protectionClass, key, state]) => {
        const bytes = wrapFileKey(keys, protectionClass, key);
        if (state === 'damaged') bytes[20] = (bytes[20] ?? 0) ^ 1;
        if (state === 'device-only') bytes[0] = 9;
        return { bytes: state === 'short' ? bytes.subarray(0, 43) : bytes, expected: state === 'right' ? toHex(key) : undefined };
      });
    fc.assert(
      fc.property(fc.array(wrapped, { maxLength: 20 }), (all) => {
        const opened = keys.unwrapAll(all.map(({ bytes }) => bytes));
        assert.deepEqual(
          opened.map((key) => key && toHex(key)),
          all.map(({ expected }) => expected),
        );
      }),
    );
  });

  it('open what they wrapped; the class stands in front in little-endian', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const wrapped = wrapFileKey(sample(), 3, key);
        assert.equal(toHex(wrapped.subarray(0, 4)), '03000000');
        assert.equal(wrapped.length, 44);
        assert.equal(toHex(sample().unwrap(wrapped)), toHex(key));
        assert.equal(toHex(sample().unwrapWith(3, wrapped.subarray(4))), toHex(key));
      }),
    );
  });

  it('flag bits above the class do not hide it', () => {
    const wrapped = wrapFileKey(sample(), 3, new Uint8Array(32));
    wrapped[3] = 0x80;
    assert.equal(toHex(sample().unwrap(wrapped)), '00'.repeat(32));
  });

  it('say why a key does not open', () => {
    const wrapped = wrapFileKey(sample(), 3, new Uint8Array(32));
    const of = (protectionClass: number): Uint8Array => Uint8Array.from([protectionClass, ...wrapped.subarray(1)]);
    fails('no-class-key', () => sample().unwrap(of(4)));
    fails('device-only', () => sample().unwrap(of(9)));
    fails('length', () => sample().unwrap(wrapped.subarray(0, 43)));
    fails('length', () => sample().unwrap(new Uint8Array()));
    fails('length', () => sample().unwrapWith(3, wrapped));
    fails('check', () => sample().unwrap(Uint8Array.from([...wrapped.subarray(0, 43), (wrapped[43] ?? 0) ^ 1])));
    fails('no-class-key', () => wrapFileKey(sample(), 1, key3));
    fails('length', () => wrapFileKey(sample(), 3, key3.subarray(1)));
  });

  it('do not share memory with what they were made from, nor with their copies', () => {
    const data = { keys: [[3, Uint8Array.from(key3)]] as [number, Uint8Array][], deviceOnly: [5, 9] };
    const keys = ClassKeys.from(data);
    data.keys[0]![1].fill(0);
    const copy = structuredClone(keys.copy());
    assert.deepEqual(copy, { keys: [[3, key3]], deviceOnly: [5, 9] });
    keys.copy().keys[0]![1].fill(0);
    assert.deepEqual(keys.copy(), copy);
  });

  it('are gone once wiped', () => {
    const keys = sample();
    const wrapped = wrapFileKey(keys, 3, key3);
    assert.deepEqual([keys.isWiped, keys.has(3), keys.has(9), keys.has(4)], [false, true, false, false]);
    keys.dispose();
    assert.deepEqual([keys.isWiped, keys.has(3)], [true, false]);
    fails('wiped', () => keys.unwrap(wrapped));
    fails('wiped', () => keys.copy());
    fails('wiped', () => wrapFileKey(keys, 3, key3));
  });

  it('show no key to whoever prints them', () => {
    const keys = ClassKeys.from({ keys: [[3, new Uint8Array(32).fill(0xab)]], deviceOnly: [] });
    for (const text of [inspect(keys, { depth: 9, showHidden: true }), JSON.stringify(keys)]) assert.doesNotMatch(text, /171|abab/i);
  });
});
