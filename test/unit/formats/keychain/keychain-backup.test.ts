/** keychain-backup.plist: entries both ways, oddities, damage; and what becomes of items on a restore. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  KEYCHAIN_TABLES,
  dict,
  encodeKeychainBackup,
  keychainClassName,
  parseKeychainBackup,
  parsePlist,
  persistentRefOf,
  restoreFate,
  writeBinaryPlist,
  type KeychainEntry,
  type PlistValue,
} from '../../../../src/formats/index.ts';
import { assertSurvivesDamage } from '../../../support/damaged-bytes.ts';
import { toHex } from '../../../support/vectors.ts';

const entry: KeychainEntry = { table: 'genp', persistentRef: persistentRefOf('genp', 258), data: Uint8Array.of(1, 2, 3) };

function refuses(plist: PlistValue): void {
  assert.throws(() => parseKeychainBackup(writeBinaryPlist(plist)), { name: 'FormatError', code: 'keychain-malformed' });
}

describe('keychain-backup.plist', () => {
  it('has the four tables and the keys of a real one', () => {
    const item = dict({ v_Data: entry.data, v_PersistentRef: entry.persistentRef });
    assert.deepEqual(parsePlist(encodeKeychainBackup([entry])), dict({ genp: [item], inet: [], cert: [], keys: [] }));
    assert.equal(toHex(entry.persistentRef), '67656e700000000000000102');
  });

  it('what is written is read again, table by table', () => {
    const arbitraryEntry = fc.record(
      { table: fc.constantFrom(...KEYCHAIN_TABLES), persistentRef: fc.uint8Array(), data: fc.uint8Array() },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(arbitraryEntry, { maxLength: 10 }), (entries) => {
        const ordered = KEYCHAIN_TABLES.flatMap((table) => entries.filter((each) => each.table === table));
        assert.deepEqual(parseKeychainBackup(encodeKeychainBackup(entries)), ordered);
      }),
    );
  });

  it('an entry that lacks something does not hide the others', () => {
    const plist = dict({ genp: ['no dictionary', dict({}), dict({ v_Data: entry.data })], other: 5n });
    const nothing = new Uint8Array();
    assert.deepEqual(parseKeychainBackup(writeBinaryPlist(plist)), [
      { table: 'genp', persistentRef: nothing, data: nothing },
      { table: 'genp', persistentRef: nothing, data: nothing },
      { table: 'genp', persistentRef: nothing, data: entry.data },
    ]);
  });

  it('refuses what is no dictionary of lists', () => {
    refuses([]);
    refuses(dict({ inet: 'x' }));
    assert.throws(() => parseKeychainBackup(new Uint8Array()), { code: 'keychain-malformed' });
  });

  it('damage gives entries or an error of its own', () => {
    assertSurvivesDamage(encodeKeychainBackup([entry, { ...entry, table: 'keys' }]), parseKeychainBackup);
  });
});

describe('restoring a keychain item', () => {
  for (const [protectionClass, name, encrypted, plain] of [
    [6, 'ak', 'any-phone', 'same-phone'],
    [7, 'ck', 'any-phone', 'same-phone'],
    [8, 'dk', 'any-phone', 'same-phone'],
    [9, 'aku', 'same-phone', 'same-phone'],
    [10, 'cku', 'same-phone', 'same-phone'],
    [11, 'dku', 'same-phone', 'same-phone'],
    [12, 'akpu', 'not-restored', 'not-restored'],
    [13, 'f', 'not-restored', 'not-restored'],
    [14, undefined, 'not-restored', 'not-restored'],
    [3, undefined, 'not-restored', 'not-restored'],
  ] as const) {
    it(`class ${protectionClass} (${name ?? 'unknown'}): ${encrypted}; unencrypted: ${plain}`, () => {
      assert.equal(keychainClassName(protectionClass), name);
      assert.equal(restoreFate(protectionClass, true), encrypted);
      assert.equal(restoreFate(protectionClass, false), plain);
    });
  }
});
