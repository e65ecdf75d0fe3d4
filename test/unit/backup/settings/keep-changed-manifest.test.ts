/** Whether a Manifest.plist that a phone gives back after a change of the password is the old one under the new password. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderTransaction } from '../../../../src/backup/folder/folder-transaction.ts';
import { backupAfterChange, keepChangedManifest } from '../../../../src/backup/settings/keep-changed-manifest.ts';
import {
  createKeybag,
  decodeManifestProperties,
  encodeManifestProperties,
  rewrapKeybag,
  writeXmlPlist,
  type ManifestProperties,
} from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

const UDID = '00008110-0000AAAA0000BBBB';
const OLD = 'correct horse';
const NEW = 'battery staple';
const passwords = { oldPassword: OLD, newPassword: NEW };

const newBag = async (password: string) => (await createKeybag({ password, rounds: 2, doubleProtectionRounds: 2 })).bytes;

async function folderWith(): Promise<Disposable & { folder: FolderTransaction; before: ManifestProperties; bytes: Buffer; now(): Buffer }> {
  const temporary = temporaryFolder();
  const path = join(temporary.path, UDID);
  mkdirSync(path);
  mkdirSync(join(temporary.path, `.${UDID}.journal`));
  const bytes = Buffer.from(
    encodeManifestProperties({
      version: '10.0',
      isEncrypted: true,
      wasPasscodeSet: true,
      backupKeyBag: await newBag(OLD),
      manifestKey: new Uint8Array(44).fill(4),
      lockdown: new Map([['UniqueDeviceID', UDID]]),
      applications: new Map(),
      raw: new Map([['Unknown', 'stays']]),
    }),
  );
  writeFileSync(join(path, 'Manifest.plist'), bytes);
  return {
    folder: FolderTransaction.check(temporary.path, UDID),
    before: decodeManifestProperties(bytes),
    bytes,
    now: () => readFileSync(join(path, 'Manifest.plist')),
    [Symbol.dispose]: () => {
      temporary[Symbol.dispose]();
    },
  };
}

const received = (bytes: Uint8Array) => ({ relativePath: 'Manifest.plist', bytes });

describe('a Manifest.plist that comes back after a change of the password', () => {
  it('takes the place of the old one when it is the same under the new password, in whatever format', async () => {
    using given = await folderWith();
    const backupKeyBag = await rewrapKeybag(given.before.backupKeyBag!, passwords);
    const changed = decodeManifestProperties(encodeManifestProperties({ ...given.before, backupKeyBag }));
    const bytes = Buffer.from(writeXmlPlist(new Map([...changed.raw].reverse())));
    assert.equal(await keepChangedManifest(given.folder, received(bytes), passwords), true);
    assert.deepEqual(given.now(), bytes);
    assert.equal(await backupAfterChange(given.folder.backupPath, passwords), 'opens-with-new');
  });

  const others: Record<string, (before: ManifestProperties) => Promise<Uint8Array>> = {
    'is no property list': () => Promise.resolve(Buffer.from('garbage')),
    'is empty': () => Promise.resolve(new Uint8Array(0)),
    'still opens with the old password': (before) => Promise.resolve(encodeManifestProperties(before)),
    'has other class keys, with which nothing in the backup would open': async (before) =>
      encodeManifestProperties({ ...before, backupKeyBag: await newBag(NEW) }),
    'has another ManifestKey': async (before) =>
      encodeManifestProperties({
        ...before,
        backupKeyBag: await rewrapKeybag(before.backupKeyBag!, passwords),
        manifestKey: new Uint8Array(44).fill(5),
      }),
    'lacks what was there': async (before) => {
      const raw = new Map([...before.raw].filter(([key]) => key !== 'Unknown'));
      return encodeManifestProperties({ ...before, raw, backupKeyBag: await rewrapKeybag(before.backupKeyBag!, passwords) });
    },
  };
  for (const [what, make] of Object.entries(others)) {
    it(`is not taken when it ${what}`, async () => {
      using given = await folderWith();
      assert.equal(await keepChangedManifest(given.folder, received(await make(given.before)), passwords), false);
      assert.deepEqual(given.now(), given.bytes);
      assert.equal(await backupAfterChange(given.folder.backupPath, passwords), 'opens-with-old');
    });
  }

  it('says what a folder is afterwards', async () => {
    using given = await folderWith();
    const path = join(given.folder.backupPath, 'Manifest.plist');
    assert.equal(await backupAfterChange(given.folder.backupPath, { newPassword: 'a', oldPassword: 'b' }), 'opens-with-neither');
    writeFileSync(path, encodeManifestProperties({ ...given.before, isEncrypted: false }));
    assert.equal(await backupAfterChange(given.folder.backupPath, passwords), 'plain');
    writeFileSync(path, '');
    assert.equal(await backupAfterChange(given.folder.backupPath, passwords), undefined);
  });
});
