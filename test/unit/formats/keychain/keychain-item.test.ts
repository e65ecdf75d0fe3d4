/** Keychain items: the vector, all versions both ways, what stays on the device, and damage. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  ClassKeys,
  createKeybag,
  encodeKeychainItem,
  keychainItemHeader,
  openKeychainItem,
  type KeychainItemVersion,
  type KeychainValue,
} from '../../../../src/formats/index.ts';
import { arbitraryDamage, assertSurvivesDamage, beginningsOf, valueOrFormatError } from '../../../support/damaged-bytes.ts';
import { fromHex, readVectors, toHex } from '../../../support/vectors.ts';

const vector = readVectors('keychain-item') as { class: number; classKey: string; v_Data: string; ciphertext: string; tag: string };
const item = fromHex(vector.v_Data);
const classKeys = ClassKeys.from({ keys: [[vector.class, fromHex(vector.classKey)]], deviceOnly: [9] });

const attributes = new Map<string, KeychainValue>([
  ['acct', 'Sample Account 1'],
  ['v_Data', 'Sample Secret 1'],
  ['sync', 0n],
]);

describe('keychain item', () => {
  it('the vector from outside', () => {
    const header = keychainItemHeader(item);
    assert.deepEqual([header.version, header.protectionClass, header.wrappedKey.length], [3, vector.class, 40]);
    assert.deepEqual([toHex(header.ciphertext), toHex(header.tag!)], [vector.ciphertext, vector.tag]);
  });

  it('the vector opened', () => {
    const opened = openKeychainItem(item, classKeys);
    assert.equal(Buffer.from(opened.get('svce') as Uint8Array).toString(), 'AirPort');
    assert.equal(Buffer.from(opened.get('v_Data') as Uint8Array).toString(), 'secret');
  });

  for (const version of [0, 2, 3] satisfies KeychainItemVersion[]) {
    it(`version ${version}: what was made opens again`, () => {
      const made = encodeKeychainItem({ protectionClass: vector.class, attributes, version }, classKeys);
      assert.equal(keychainItemHeader(made).version, version);
      assert.deepEqual(openKeychainItem(made, classKeys), attributes);
    });

    it(`version ${version}: beginnings and damage are errors of its own, and changed content is noticed`, () => {
      const made = encodeKeychainItem({ protectionClass: vector.class, attributes, version }, classKeys);
      for (const beginning of beginningsOf(made)) assert.throws(() => openKeychainItem(beginning, classKeys), { name: 'FormatError' });
      assertSurvivesDamage(made, (damaged) => openKeychainItem(damaged, classKeys));
      if (version === 0) return;
      fc.assert(
        fc.property(arbitraryDamage(made.subarray(52)), (damaged) => {
          fc.pre(toHex(damaged) !== toHex(made.subarray(52)));
          assert.throws(() => openKeychainItem(Buffer.concat([made.subarray(0, 52), damaged]), classKeys), { code: 'keychain-malformed' });
        }),
      );
    });
  }

  it('flag bits above the class do not hide it', () => {
    const flagged = Uint8Array.from(item);
    flagged[7] = 0x80;
    assert.equal(keychainItemHeader(flagged).protectionClass, vector.class);
    assert.ok(openKeychainItem(flagged, classKeys).size > 0);
  });

  it('an item of a class that is bound to the device stays closed, and says so', async () => {
    const { classKeys: all } = await createKeybag({ password: 'x', rounds: 1, doubleProtectionRounds: 1 });
    for (const protectionClass of [6, 7, 8]) {
      assert.deepEqual(openKeychainItem(encodeKeychainItem({ protectionClass, attributes }, all), all), attributes);
    }
    for (const protectionClass of [9, 10, 11]) {
      const made = encodeKeychainItem({ protectionClass, attributes }, all);
      assert.throws(() => openKeychainItem(made, all), { code: 'key-unwrap-failed', data: { reason: 'device-only', protectionClass } });
    }
    const bound = encodeKeychainItem({ protectionClass: 7, attributes }, undefined);
    assert.throws(() => openKeychainItem(bound, all), { code: 'key-unwrap-failed', data: { reason: 'check', protectionClass: 7 } });
  });

  for (const [name, bytes] of [
    ['nothing', new Uint8Array()],
    ['more than any item holds', Buffer.concat([item, new Uint8Array(1024 * 1024)])],
    ['an unknown version', Uint8Array.of(4, 0, 0, 0, ...item.subarray(4))],
    ['a wrapped key of 41 bytes', Uint8Array.from(item).fill(41, 8, 9)],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => keychainItemHeader(bytes), { name: 'FormatError', code: 'keychain-malformed' });
    });
  }

  it('any bytes behind a version give a header or an error of its own', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 2, 3), fc.uint8Array({ maxLength: 120 }), (version, rest) => {
        valueOrFormatError(() => openKeychainItem(Uint8Array.of(version, 0, 0, 0, ...rest), classKeys));
      }),
      { numRuns: 300 },
    );
  });
});
