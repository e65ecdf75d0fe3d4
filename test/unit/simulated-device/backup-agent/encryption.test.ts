/** Encrypted backups of the agent: keybag, keys, catalogue and payloads, run after run, as each era of iOS has them. */
import assert from 'node:assert/strict';
import {
  decodeManifestProperties,
  fileIdOf,
  keychainItemHeader,
  openKeychainItem,
  parseKeybag,
  parseKeychainBackup,
} from '../../../../src/formats/index.ts';
import { BackupPassword } from '../../../../src/simulated-device/phone/backup-password.ts';
import { decodePhoneKeychain } from '../../../../src/simulated-device/content/phone-keychain.ts';
import { makeSmallPhone } from '../../../../src/simulated-device/content/small-phone.ts';
import { AGENT_UDID, backUp, summary, testPhone, tinyPhone, type TestPhone } from '../../../support/agent-session.ts';
import { MemoryDrive } from '../../../support/memory-drive.ts';
import { openSealed } from '../../../support/sealed-drive.ts';

const PASSWORD = 'correct horse';
const APP = 'AppDomain-com.example.tiny';

function sealingPhone(options: Partial<Parameters<typeof testPhone>[0]> = {}): TestPhone {
  return testPhone({ content: tinyPhone(5), backupPassword: new BackupPassword({ password: PASSWORD, cost: 'low' }), ...options });
}

async function goodRun(phone: TestPhone, drive: MemoryDrive, forceFull = false): Promise<string[]> {
  const { response, commands } = await backUp(phone, drive, { forceFull });
  assert.equal(response?.errorCode, 0, response?.description);
  assert.deepEqual(phone.violations, []);
  return summary(commands);
}

/** Cuts the link at the third batch of files. */
async function interrupt(phone: TestPhone, drive: MemoryDrive): Promise<void> {
  let batches = 0;
  drive.intercept = (command) => (command.kind === 'upload-files' && command.options?.size && ++batches === 3 ? 'hang-up' : undefined);
  assert.equal((await backUp(phone, drive)).response, undefined);
  drive.intercept = () => undefined;
}

const sentFiles = (lines: readonly string[]) => lines.some((line) => line.startsWith('upload batch'));

describe('backup agent: encryption', () => {
  for (const [productVersion, bag, catalogue] of [
    ['9.3.5', { version: 3, classes: 11, second: false }, 'mbdb'],
    ['10.1.1', { version: 3, classes: 11, second: false }, 'readable'],
    ['10.3.3', { version: 3, classes: 11, second: true }, 'encrypted'],
    ['14.3', { version: 4, classes: 11, second: true }, 'encrypted'],
    ['17.5.1', { version: 5, classes: 11, second: true }, 'encrypted'],
    ['26.1', { version: 5, classes: 14, second: true }, 'encrypted'],
  ] as const) {
    it(`iOS ${productVersion}: keybag of version ${bag.version} with ${bag.classes} classes, catalogue ${catalogue}`, async () => {
      const phone = sealingPhone({ productVersion });
      const drive = new MemoryDrive();
      await goodRun(phone, drive);
      const { properties, files } = await openSealed(drive, AGENT_UDID, PASSWORD);
      const keybag = parseKeybag(properties.backupKeyBag ?? assert.fail());
      assert.deepEqual({ version: keybag.version, classes: keybag.classes.length, second: keybag.doubleProtection !== undefined }, bag);
      assert.equal(properties.manifestKey?.length, catalogue === 'encrypted' ? 44 : undefined);
      const db = drive.files.get(`${AGENT_UDID}/Manifest.db`);
      assert.equal(db === undefined ? 'mbdb' : db.toString('latin1', 0, 6) === 'SQLite' ? 'readable' : 'encrypted', catalogue);
      assert.equal(files.size, 6);
      for (const [path, { plain, record, stored }] of files) {
        const [, name = ''] = /^[^/]+\/(.*)$/.exec(path) ?? [];
        const [domain = ''] = path.split('/');
        assert.deepEqual(plain, Buffer.from(phone.content.file(domain, name)?.read() as Uint8Array));
        assert.equal(stored.length, (Math.floor(record.size / 16) + 1) * 16);
        assert.equal(record.encryptionKey?.[0], record.protectionClass);
      }
      assert.ok(!sentFiles(await goodRun(phone, drive)), 'an incremental run sends nothing');
    });
  }

  it('gives every file a key of its own', async () => {
    const drive = new MemoryDrive();
    await goodRun(sealingPhone({ content: tinyPhone(300) }), drive);
    const { files, classKeys } = await openSealed(drive, AGENT_UDID, PASSWORD);
    const keys = new Set([...files.values()].map(({ record }) => Buffer.from(classKeys.unwrap(record.encryptionKey!)).toString('hex')));
    assert.equal(keys.size, 301);
  });

  it('keeps keybag, keys and payloads of what did not change; what changed gets a new key', async () => {
    const content = tinyPhone(5);
    const phone = sealingPhone({ content });
    const drive = new MemoryDrive();
    await goodRun(phone, drive);
    const first = await openSealed(drive, AGENT_UDID, PASSWORD);
    content.setFile(APP, 'Documents/file 2.txt', { content: 'changed' });
    await goodRun(phone, drive);
    const second = await openSealed(drive, AGENT_UDID, PASSWORD);
    assert.deepEqual(second.properties.backupKeyBag, first.properties.backupKeyBag);
    for (const [path, { record, stored }] of second.files) {
      const before = first.files.get(path) ?? assert.fail(path);
      const isChanged = path.endsWith('file 2.txt');
      assert.equal(Buffer.compare(record.encryptionKey!, before.record.encryptionKey!) !== 0, isChanged, path);
      assert.equal(stored !== before.stored, isChanged, path);
    }
    assert.equal(second.files.get(`${APP}/Documents/file 2.txt`)?.plain.toString(), 'changed');
  });

  it('makes a full backup under a new keybag when the password was set, changed or removed since, and leaves nothing of the old one', async () => {
    const content = tinyPhone(5);
    const phone = sealingPhone({ content });
    const drive = new MemoryDrive();
    const bags = new Set<string>();
    const payloads = () => [...drive.files.keys()].filter((path) => /[0-9a-f]{40}$/.test(path)).length;
    for (const [round, password] of [undefined, PASSWORD, 'another', undefined, PASSWORD].entries()) {
      phone.backupPassword.set(password);
      content.removeFile(APP, `Documents/file ${round}.txt`);
      assert.ok(sentFiles(await goodRun(phone, drive)), 'everything is sent');
      const properties = decodeManifestProperties(drive.files.get(`${AGENT_UDID}/Manifest.plist`)!);
      assert.equal(properties.isEncrypted, password !== undefined);
      assert.equal(properties.manifestKey !== undefined, password !== undefined);
      if (password !== undefined) {
        assert.equal((await openSealed(drive, AGENT_UDID, password)).files.size, 5 - round);
        bags.add(Buffer.from(properties.backupKeyBag!).toString('hex'));
      }
      assert.equal(payloads(), 5 - round);
    }
    assert.equal(bags.size, 3);
  });

  it('keeps the keybag in a full run while it opens', async () => {
    const phone = sealingPhone();
    const drive = new MemoryDrive();
    await goodRun(phone, drive);
    const before = await openSealed(drive, AGENT_UDID, PASSWORD);
    assert.ok(sentFiles(await goodRun(phone, drive, true)));
    const after = await openSealed(drive, AGENT_UDID, PASSWORD);
    assert.deepEqual(after.properties.backupKeyBag, before.properties.backupKeyBag);
    for (const [path, { stored }] of after.files) assert.notDeepEqual(stored, before.files.get(path)?.stored, path);
  });

  it('goes on where an interrupted run stopped, with the keys of what was sent', async () => {
    const phone = sealingPhone({ content: tinyPhone(300) });
    const drive = new MemoryDrive();
    await interrupt(phone, drive);
    const sent = new Map(drive.files);
    const lines = await goodRun(phone, drive);
    assert.ok(lines.includes('upload batch'), `one batch is left: ${lines.join(', ')}`);
    const { files } = await openSealed(drive, AGENT_UDID, PASSWORD);
    assert.equal(files.size, 301);
    const kept = [...files.values()].filter(
      ({ fileId, stored }) => sent.get(`${AGENT_UDID}/Snapshot/${fileId.slice(0, 2)}/${fileId}`) === stored,
    );
    assert.equal(kept.length, 256);
  });

  it('sends everything again when the interrupted run was encrypted otherwise', async () => {
    for (const [before, after] of [
      [undefined, PASSWORD],
      [PASSWORD, undefined],
      [PASSWORD, 'another'],
    ]) {
      const phone = sealingPhone({ content: tinyPhone(300) });
      phone.backupPassword.set(before);
      const drive = new MemoryDrive();
      await interrupt(phone, drive);
      phone.backupPassword.set(after);
      assert.ok((await goodRun(phone, drive)).includes('upload batch × 3'));
      if (after !== undefined) assert.equal((await openSealed(drive, AGENT_UDID, after)).files.size, 301);
    }
  });

  it('answers 209 for a file of a class that only the device can open', async () => {
    const content = tinyPhone(3);
    content.setFile(APP, 'Documents/bound.txt', { content: 'x', protectionClass: 9 });
    const { response } = await backUp(sealingPhone({ content }), new MemoryDrive());
    assert.equal(response?.errorCode, 209);
    assert.match(response.description ?? '', /class 9 at path "AppDomain-com\.example\.tiny\/Documents\/bound\.txt"/);
  });

  it('makes no backup without a password where device management demands one', async () => {
    const phone = testPhone({ content: tinyPhone(), backupPassword: new BackupPassword({ isRequired: true, cost: 'low' }) });
    const drive = new MemoryDrive();
    const { response } = await backUp(phone, drive);
    assert.equal(response?.errorCode, 207);
    assert.equal(response.description, 'No backup password set when required by device management (MBErrorDomain/207)');
    assert.equal(drive.files.size, 0);
    phone.backupPassword.set(PASSWORD);
    await goodRun(phone, drive);
  });

  it('exports the keychain under the class keys; bound items open on the phone alone, and some leave it in no backup', async () => {
    const phone = sealingPhone({ content: makeSmallPhone({ seed: 3 }) });
    const drive = new MemoryDrive();
    await goodRun(phone, drive);
    const { files, classKeys } = await openSealed(drive, AGENT_UDID, PASSWORD);
    const file = files.get('KeychainDomain/keychain-backup.plist') ?? assert.fail();
    assert.deepEqual([file.record.protectionClass, file.record.mode, file.record.userId], [1, 0o100400, 0]);
    const held = decodePhoneKeychain(phone.content.file('KeychainDomain', 'keychain-backup.plist')?.read() as Uint8Array) ?? assert.fail();
    const exported = held.filter(({ protectionClass }) => protectionClass !== 12);
    assert.ok(exported.length < held.length && exported.length > 20);
    const entries = parseKeychainBackup(file.plain);
    assert.equal(entries.length, exported.length);
    for (const [index, { data, persistentRef }] of entries.entries()) {
      const item = exported[index] ?? assert.fail();
      assert.deepEqual(persistentRef, item.persistentRef);
      if (item.protectionClass <= 8) assert.deepEqual(openKeychainItem(data, classKeys), item.attributes);
      else assert.throws(() => openKeychainItem(data, classKeys), { code: 'key-unwrap-failed' });
    }
    assert.deepEqual(
      entries.map(({ data }) => keychainItemHeader(data).protectionClass),
      exported.map((item) => item.protectionClass),
    );
  });

  it('seals the whole keychain of an unencrypted backup, the same way every time', async () => {
    const content = makeSmallPhone({ seed: 3 });
    const phone = testPhone({ content });
    const drive = new MemoryDrive();
    await goodRun(phone, drive);
    const fileId = fileIdOf('KeychainDomain', 'keychain-backup.plist');
    const path = `${AGENT_UDID}/${fileId.slice(0, 2)}/${fileId}`;
    const first = drive.files.get(path) ?? assert.fail();
    const own = content.file('KeychainDomain', 'keychain-backup.plist')?.read() as Uint8Array;
    assert.notDeepEqual(first, Buffer.from(own));
    assert.equal(
      parseKeychainBackup(first).length,
      (decodePhoneKeychain(own) ?? assert.fail()).filter((item) => item.protectionClass !== 12).length,
    );
    await goodRun(phone, drive, true);
    assert.deepEqual(drive.files.get(path), first);
  });

  it('holds what goes only into encrypted backups', async () => {
    const phone = sealingPhone({ content: makeSmallPhone({ seed: 3 }) });
    const drive = new MemoryDrive();
    await goodRun(phone, drive);
    const { files } = await openSealed(drive, AGENT_UDID, PASSWORD);
    const domains = new Set([...files.values()].map(({ domain }) => domain));
    assert.ok(domains.has('HealthDomain'));
    assert.ok(files.has('HomeDomain/Library/CallHistoryDB/CallHistory.storedata'));
  });
});
