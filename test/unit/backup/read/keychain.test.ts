/** The keychain of the fixtures, item by item, as their independent writer noted it down; and items that are damaged. */
import assert from 'node:assert/strict';
import {
  listKeychain,
  openBackup,
  unlockBackup,
  type Backup,
  type BackupFile,
  type KeychainListing,
} from '../../../../src/backup/index.ts';
import {
  ClassKeys,
  encodeKeychainBackup,
  encodeKeychainItem,
  persistentRefOf,
  type FileId,
  type KeychainEntry,
} from '../../../../src/formats/index.ts';
import { fixtureFacts, fixturePath, type FixtureName } from '../../../support/backup-copy.ts';

interface KeychainFact {
  readonly table: string;
  readonly class: number;
  readonly decryptable: boolean;
  readonly attrs: Readonly<Record<string, string | number>>;
}

/** In the order of the tables in a keychain. */
function factsOf(name: FixtureName): KeychainFact[] {
  const { keychain } = fixtureFacts(name) as unknown as { keychain: readonly KeychainFact[] };
  return ['genp', 'inet', 'cert', 'keys'].flatMap((table) => keychain.filter((fact) => fact.table === table));
}

async function unlocked<T>(
  name: FixtureName,
  look: (backup: Backup, keys: Awaited<ReturnType<typeof unlockBackup>>) => Promise<T>,
): Promise<T> {
  await using keys = await unlockBackup(fixturePath(name), fixtureFacts(name).password ?? '');
  await using backup = await openBackup(fixturePath(name), { keys });
  return await look(backup, keys);
}

/** A backup that holds nothing but a keychain. */
function holding(entries: readonly KeychainEntry[], encrypted: boolean): Backup {
  const file: Partial<BackupFile> = { fileID: '51a4616e576dd33cd2abadfea874eb8ff246bf0e' as FileId, kind: 'file' };
  const backup: Partial<Backup> = {
    summary: { encrypted } as Backup['summary'],
    get: async () => file as BackupFile,
    open: async function* () {
      yield encodeKeychainBackup(entries);
    },
  };
  return backup as Backup;
}

const KEYS = ClassKeys.from({
  keys: [
    [6, new Uint8Array(32).fill(6)],
    [7, new Uint8Array(32).fill(7)],
  ],
  deviceOnly: [9, 10, 11],
});
const heldKeys = { locked: false, classKeys: KEYS } as Awaited<ReturnType<typeof unlockBackup>>;

function entry(protectionClass: number, data?: Uint8Array): KeychainEntry {
  const attributes = new Map<string, string | Uint8Array>([
    ['acct', 'someone'],
    ['svce', Uint8Array.of(0xff, 0)],
    ['v_Data', Buffer.from('secret')],
  ]);
  return {
    table: 'genp',
    persistentRef: persistentRefOf('genp', 1),
    data: data ?? encodeKeychainItem({ protectionClass, attributes }, KEYS),
  };
}

describe('listKeychain', () => {
  for (const name of ['encrypted-ios17', 'encrypted-ios9-mbdb'] as const) {
    it(`tells of ${name} what its writer put in, and secrets only when asked`, async () => {
      const [hidden, shown] = await unlocked(name, async (backup, keys) => [
        await listKeychain(backup, { keys }),
        await listKeychain(backup, { keys, reveal: true }),
      ]);
      const facts = factsOf(name);
      const told = (listing: KeychainListing) => listing.items.map((item) => [item.table, item.protectionClass, item.readable]);
      assert.deepEqual(
        told(hidden),
        facts.map((fact) => [fact.table, fact.class, fact.decryptable]),
      );
      assert.ok(hidden.items.every((item) => item.secret === undefined));
      assert.ok(!JSON.stringify(hidden).includes('hunter2'));
      for (const [index, { attrs, decryptable }] of facts.entries()) {
        const item = shown.items[index];
        assert.equal(item?.accessGroup, decryptable ? attrs.agrp : undefined);
        if (!decryptable) assert.deepEqual([item?.reason, item?.fate, item?.secret], ['device-only', 'same-phone', undefined]);
        else assert.equal(hexOf(item?.secret), attrs.v_Data);
      }
      assert.equal(hidden.readable, facts.filter(({ decryptable }) => decryptable).length);
      assert.equal(hidden.fates['any-phone'] + hidden.fates['same-phone'] + hidden.fates['not-restored'], facts.length);
    });
  }

  it('says of an unencrypted backup that all stays on the phone', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const listing = await listKeychain(backup, { reveal: true });
    assert.ok(listing.items.length > 0);
    assert.ok(listing.items.every(({ readable, reason, fate }) => !readable && reason === 'device-only' && fate !== 'any-phone'));
    assert.equal(listing.encrypted, false);
  });

  it('goes on behind every kind of damaged item, and says what is wrong with each', async () => {
    const sound = entry(7).data;
    const changed = Uint8Array.from(sound, (byte, index) => (index === 70 ? byte ^ 1 : byte));
    const badKey = Uint8Array.from(sound, (byte, index) => (index === 20 ? byte ^ 1 : byte));
    const entries = [new Uint8Array(0), sound.subarray(0, 30), changed, badKey, Uint8Array.of(9, 0, 0, 0, 7, 0, 0, 0)].map((data) =>
      entry(7, data),
    );
    const listing = await listKeychain(holding([...entries, entry(8), entry(9), entry(6)], true), { keys: heldKeys });
    assert.deepEqual(
      listing.items.map(({ reason, fate }) => [reason, fate]),
      [
        ['damaged', 'not-restored'],
        ['damaged', 'not-restored'],
        ['damaged', 'not-restored'],
        ['key-damaged', 'not-restored'],
        ['damaged', 'not-restored'],
        ['no-class-key', 'any-phone'],
        ['device-only', 'same-phone'],
        [undefined, 'any-phone'],
      ],
    );
    assert.deepEqual([listing.items.at(-1)?.account, listing.items.at(-1)?.service], ['someone', 'ff00']);
  });

  it('tells classes and fates without keys, can be stopped, and says when there is none', async () => {
    const listing = await listKeychain(holding([entry(6)], true));
    assert.deepEqual(listing.items, [
      { table: 'genp', protectionClass: 6, className: 'ak', fate: 'any-phone', readable: false, reason: 'locked' },
    ]);
    await assert.rejects(listKeychain(holding([entry(6)], true), { signal: AbortSignal.abort() }), { code: 'cancelled' });
    const none = { ...holding([], false), get: async () => undefined };
    await assert.rejects(listKeychain(none), { code: 'no-such-file' });
  });
});

function hexOf(secret: { encoding: string; value: string } | undefined): string | undefined {
  return secret && Buffer.from(secret.value, secret.encoding === 'hex' ? 'hex' : 'utf8').toString('hex');
}
