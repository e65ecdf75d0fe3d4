/** What our writers encrypt, opened by a Python program that shares no code with them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  encodeExtendedAttributes,
  encodeKeychainBackup,
  encodeKeychainItem,
  persistentRefOf,
  type ClassKeys,
} from '../../src/formats/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { readBySecond } from '../support/corpus/written-backups.ts';
import { writeEncryptedSample, type EncryptedSample } from '../support/encrypted-sample.ts';
import { SAMPLE_UDID, type SampleRow } from '../support/sample-backup.ts';

const PASSWORD = 'pässwörd ✓';
const ATTRIBUTES = new Map<string, Uint8Array>([
  ['com.example.note', Buffer.from([0xff, 0, 1])],
  ['com.example.empty', new Uint8Array(0)],
]);
const SECRETS = [
  { table: 'genp', protectionClass: 6, secret: 'one' },
  { table: 'inet', protectionClass: 7, secret: 'two' },
  { table: 'genp', protectionClass: 8, secret: '' },
] as const;

/** The same bytes in every run. */
function seeded(): (count: number) => Uint8Array {
  let drawn = 0;
  return (count) => {
    const hash = createHash('shake256', { outputLength: count });
    return hash.update(`sample ${(drawn++).toString()}`).digest();
  };
}

function rows(classKeys: ClassKeys): SampleRow[] {
  const sizes = [0, 1, 15, 16, 17, 4096, 100_000].map((size): SampleRow => ({
    domain: 'HomeDomain',
    relativePath: `Library/Sizes/${size.toString()}`,
    content: Buffer.alloc(size, size),
  }));
  const extendedAttributes = encodeExtendedAttributes(ATTRIBUTES);
  return [
    ...sizes,
    { domain: 'AppDomain-com.example.app', relativePath: 'Documents/Grüße', content: Buffer.from('hello'), record: { extendedAttributes } },
    { domain: 'AppDomain-com.example.app', relativePath: 'Documents/link', flags: 4, target: 'Grüße' },
    { domain: 'KeychainDomain', relativePath: 'keychain-backup.plist', content: keychain(classKeys), record: { protectionClass: 1 } },
  ];
}

function keychain(classKeys: ClassKeys): Uint8Array {
  const entries = SECRETS.map(({ table, protectionClass, secret }, index) => {
    const attributes = new Map([
      ['svce', Buffer.from('com.example.app')],
      ['v_Data', Buffer.from(secret)],
    ]);
    return {
      table,
      persistentRef: persistentRefOf(table, index + 1),
      data: encodeKeychainItem({ protectionClass, attributes }, classKeys),
    };
  });
  return encodeKeychainBackup(entries);
}

describe('another program reads what our writers encrypt', () => {
  const eras: readonly (Pick<EncryptedSample, 'catalogue' | 'modern'> & { readonly name: string })[] = [
    { name: 'Manifest.mbdb', catalogue: 'mbdb', modern: false },
    { name: 'a readable Manifest.db', catalogue: 'db', modern: false },
    { name: 'an encrypted Manifest.db', catalogue: 'db', modern: true },
  ];
  for (const { name, ...era } of eras) {
    it(`with ${name}: keys, rows, content, keychain`, async () => {
      using folder = temporaryFolder();
      const path = join(folder.path, SAMPLE_UDID);
      let written: readonly SampleRow[] = [];
      const make = (classKeys: ClassKeys) => (written = rows(classKeys));
      await writeEncryptedSample(path, make, { password: PASSWORD, random: seeded(), ...era });
      const reading = await readBySecond(path, PASSWORD);
      assert.deepEqual(reading.classes, [1, 2, 3, 4, 6, 7, 8]);
      for (const { domain, relativePath, content, target } of written) {
        const row = reading.rows.find((candidate) => candidate.domain === domain && candidate.relativePath === relativePath);
        const sha256 = content && createHash('sha256').update(content).digest('hex');
        assert.deepEqual([row?.sha256, row?.target], [sha256 ?? null, target ?? null], relativePath);
        assert.equal(row?.digest, domain.startsWith('App') ? null : row?.storedSha1, relativePath);
      }
      const attributes = reading.rows.find(({ relativePath }) => relativePath === 'Documents/Grüße')?.xattrs;
      assert.deepEqual(attributes, Object.fromEntries([...ATTRIBUTES].map(([key, value]) => [key, Buffer.from(value).toString('hex')])));
      assert.deepEqual(
        reading.keychain.map(({ table, class: protectionClass, attributes: read }) => [table, protectionClass, read.v_Data]),
        [...SECRETS]
          .sort((one, other) => one.table.localeCompare(other.table))
          .map(({ table, protectionClass, secret }) => [table, protectionClass, { hex: Buffer.from(secret).toString('hex') }]),
      );
      await assert.rejects(readBySecond(path, 'wrong'), /these class keys stay closed/);
    });
  }
});
