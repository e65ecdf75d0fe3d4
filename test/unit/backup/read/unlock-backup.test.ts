/** Passwords, keys with a life, and what is known of the encryption of a backup with and without them. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackup, readEncryption, unlockBackup } from '../../../../src/backup/index.ts';
import { dataAt } from '../../../../src/formats/index.ts';
import { copyFixture, fixtureFacts, fixturePath } from '../../../support/backup-copy.ts';
import { editManifestPlist, manifestPlistOf } from '../../../support/editing-plists.ts';

const ENCRYPTED = fixturePath('encrypted-ios17');
const OLD = fixturePath('encrypted-ios9-mbdb');
const PASSWORD = fixtureFacts('encrypted-ios17').password ?? '';
const OLD_PASSWORD = fixtureFacts('encrypted-ios9-mbdb').password ?? '';

const ownPrivateFolders = () =>
  readdirSync(tmpdir()).filter((name) => /^ios-backup-lab-\w+-(\d+)-/.exec(name)?.[1] === String(process.pid));

describe('unlockBackup', () => {
  it('tells a wrong password', async () => {
    await assert.rejects(unlockBackup(ENCRYPTED, `${PASSWORD} `), { code: 'password-wrong' });
    await assert.rejects(unlockBackup(OLD, ''), { code: 'password-wrong' });
  });

  it('has nothing to do where nothing is encrypted', async () => {
    await assert.rejects(unlockBackup(fixturePath('plain-ios17'), PASSWORD), { code: 'not-encrypted' });
  });

  it('needs no more than the keybag', async () => {
    using copy = copyFixture('encrypted-ios17');
    for (const name of ['Info.plist', 'Status.plist', 'Manifest.db']) rmSync(join(copy.path, name));
    editManifestPlist(copy.path, { Version: undefined, IsEncrypted: undefined, Lockdown: undefined });
    await using keys = await unlockBackup(copy.path, PASSWORD);
    assert.equal(keys.classKeys.has(3), true);
  });

  it('says what keeps it from trying', async () => {
    using missing = copyFixture('encrypted-ios17');
    editManifestPlist(missing.path, { BackupKeyBag: undefined });
    await assert.rejects(unlockBackup(missing.path, PASSWORD), { code: 'keybag-missing' });
    using malformed = copyFixture('encrypted-ios17');
    editManifestPlist(malformed.path, { BackupKeyBag: Buffer.from('VERS but no more') });
    await assert.rejects(unlockBackup(malformed.path, PASSWORD), { code: 'keybag-malformed' });
    using unreadable = copyFixture('encrypted-ios17');
    writeFileSync(join(unreadable.path, 'Manifest.plist'), 'bplist00');
    await assert.rejects(unlockBackup(unreadable.path, PASSWORD), { code: 'plist-unreadable' });
    await assert.rejects(unlockBackup('/nowhere/at all', PASSWORD), { code: 'folder-missing' });
  });

  it('asks before it works for hours', async () => {
    using copy = copyFixture('encrypted-ios17');
    const bag = Buffer.from(dataAt(manifestPlistOf(copy.path), 'BackupKeyBag') ?? []);
    bag.writeUInt32BE(2_000_000_000, bag.indexOf('DPIC') + 8);
    editManifestPlist(copy.path, { BackupKeyBag: bag });
    await assert.rejects(unlockBackup(copy.path, PASSWORD), (error: { code: string; data: { rounds: number } }) => {
      assert.equal(error.code, 'keybag-costly');
      return error.data.rounds > 2_000_000_000;
    });
  });

  it('names the classes of a damaged keybag, and goes on without them when it is told to', async () => {
    using copy = copyFixture('encrypted-ios17');
    const bag = Buffer.from(dataAt(manifestPlistOf(copy.path), 'BackupKeyBag') ?? []);
    const last = bag.lastIndexOf('WPKY') + 8;
    bag[last] = (bag[last] ?? 0) ^ 1;
    editManifestPlist(copy.path, { BackupKeyBag: bag });
    await assert.rejects(unlockBackup(copy.path, PASSWORD), { code: 'keybag-damaged', data: { classes: [1] } });
    await using keys = await unlockBackup(copy.path, PASSWORD, { acceptDamage: true });
    assert.deepEqual([keys.classKeys.has(1), keys.classKeys.has(3)], [false, true]);
  });

  it('can be stopped', async () => {
    await assert.rejects(unlockBackup(ENCRYPTED, PASSWORD, { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });

  it('takes the folder above', async () => {
    using copy = copyFixture('encrypted-ios9-mbdb');
    await using keys = await unlockBackup(copy.parent, OLD_PASSWORD);
    assert.equal(keys.path, copy.path);
  });
});

describe('the keys of a backup', () => {
  it('are wiped when they are locked, and close what was opened with them', async () => {
    const keys = await unlockBackup(ENCRYPTED, PASSWORD);
    const backup = await openBackup(ENCRYPTED, { keys });
    assert.equal(backup.isLocked, false);
    assert.ok(ownPrivateFolders().length > 0, 'a decrypted catalogue lies somewhere');
    let told = 0;
    const tell = () => {
      told++;
    };
    keys.onLock(tell);
    keys.onLock(tell).dispose();
    const asked = backup.list({ limit: 1 });
    await Promise.all([assert.rejects(asked, { code: 'cancelled' }), keys.lock()]);
    assert.deepEqual([keys.locked, keys.classKeys.isWiped, told], [true, true, 1]);
    assert.deepEqual(ownPrivateFolders(), []);
    await assert.rejects(backup.count({}), { code: 'cancelled' });
    await assert.rejects(openBackup(ENCRYPTED, { keys }), { code: 'backup-encrypted' });
    await keys.lock();
    await backup.close();
  });

  it('lock at once on disposal, and tell late comers at once', async () => {
    const keys = await unlockBackup(ENCRYPTED, PASSWORD);
    keys.dispose();
    assert.equal(keys.classKeys.isWiped, true);
    await new Promise<void>((resolve) => {
      keys.onLock(resolve);
    });
  });

  it('are not wiped when a backup is closed, and open another one', async () => {
    await using keys = await unlockBackup(OLD, OLD_PASSWORD);
    await (await openBackup(OLD, { keys })).close();
    await using again = await openBackup(OLD, { keys });
    assert.equal(again.isLocked, false);
  });

  it('leave nothing behind when opening fails', async () => {
    using copy = copyFixture('encrypted-ios17');
    await using keys = await unlockBackup(copy.path, PASSWORD);
    writeFileSync(join(copy.path, 'Manifest.db'), Buffer.alloc(4096, 7));
    await assert.rejects(openBackup(copy.path, { keys }), { code: 'catalogue-unreadable' });
    assert.deepEqual(ownPrivateFolders(), []);
  });
});

describe('an encrypted backup without keys', () => {
  it('gives names where the catalogue is in the clear, and no content', async () => {
    await using backup = await openBackup(OLD);
    assert.equal(backup.isLocked, true);
    assert.equal(backup.summary.era, 'mbdb');
    const { rows } = await backup.list({ domain: 'HomeDomain', limit: 100 });
    const file = rows.find(({ kind }) => kind === 'file');
    assert.ok(file);
    const read = async () => {
      for await (const chunk of backup.open(file)) assert.fail(`${String(chunk.length)} bytes of it`);
    };
    await assert.rejects(read, { code: 'backup-encrypted' });
  });

  it('tells its keybag, but not its files where their list is encrypted', async () => {
    const facts = await readEncryption(ENCRYPTED);
    assert.deepEqual([facts.encrypted, facts.catalogueEncrypted, facts.filesByClass], [true, true, undefined]);
    assert.deepEqual(facts.keybag?.rounds, { first: 500, second: 500 });
    const known = new Map(facts.keybag.classes.map((each) => [each.protectionClass, each]));
    assert.deepEqual(known.get(3), { protectionClass: 3, deviceOnly: false });
    assert.deepEqual(known.get(9), { protectionClass: 9, deviceOnly: true });
    assert.match(facts.keybag.uuid, /^[0-9a-f]{32}$/);
  });
});

describe('the facts of encryption', () => {
  for (const [name, password] of [
    ['encrypted-ios17', PASSWORD],
    ['encrypted-ios9-mbdb', OLD_PASSWORD],
    ['plain-ios17', undefined],
  ] as const) {
    it(`count the files of each class (${name})`, async () => {
      const path = fixturePath(name);
      await using keys = password === undefined ? null : await unlockBackup(path, password);
      await using backup = await openBackup(path, keys === null ? {} : { keys });
      const facts = await backup.encryption();
      const counted = Map.groupBy(
        fixtureFacts(name).files.filter(({ flags }) => flags === 1),
        ({ protectionClass }) => protectionClass,
      );
      const expected = [...counted].sort(([a], [b]) => a - b).map(([protectionClass, files]) => ({ protectionClass, files: files.length }));
      assert.deepEqual(facts.filesByClass, expected);
      assert.equal(facts.encrypted, password !== undefined);
      const usable = facts.keybag?.classes.find(({ protectionClass }) => protectionClass === 3)?.usable;
      assert.equal(usable, password === undefined ? undefined : true);
      const deviceOnly = facts.keybag?.classes.find(({ protectionClass }) => protectionClass === 9)?.usable;
      assert.equal(deviceOnly, password === undefined ? undefined : false);
    });
  }

  it('can be stopped', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    await assert.rejects(backup.encryption(AbortSignal.abort()), { code: 'cancelled' });
  });
});
