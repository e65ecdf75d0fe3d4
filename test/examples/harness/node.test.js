import { after, before, describe, it } from 'node:test';
import { join } from 'node:path';
import { expectFailure, startPhone, withPhone } from 'ios-backup-lab/harness';

/** Paths are relative to this file, wherever the runner was started. */
const here = (name) => join(import.meta.dirname, name);
const app = { id: 'com.example.notes', files: here('App') };

describe('backups of the app', () => {
  let phone;

  before(async () => {
    // Without the sample content of a simulated phone, a backup takes less time.
    phone = await startPhone({ productVersion: '17', content: 'new', app });
  });

  after(async () => {
    await phone.close();
  });

  it('have only what they may have', async () => {
    await phone.expectContractKept(here('files.backup-contract.yml'));
  });

  // The app of this example leaks a token. A test of a real app would expect that the contract is kept.
  it('contain a token, in a row that only the log of the database has', async () => {
    await phone.expectContractBroken(here('secrets.backup-contract.yml'), { line: 5, path: 'Documents/notes.sqlite' });
  });

  it('leave out what iOS never backs up', async () => {
    const backup = await phone.backUp();
    await phone.expectGoodBackup(backup);
    await phone.expectInBackup(backup, 'AppDomain-com.example.notes/Documents/notes.sqlite');
    await phone.expectNotInBackup(backup, 'AppDomain-com.example.notes/Library/Caches/**');
  });

  // With a phone of its own, and its wire trace in the message if it fails.
  it('continue after a pulled cable', () =>
    withPhone({ content: 'new', app }, async (own) => {
      own.fault('F05', { after: 'bytes=20000', times: 1 });
      await expectFailure(own.backUp(), 'link-lost');
      own.device.attach();
      await own.expectGoodBackup(await own.backUp());
      await own.expectLockReleased();
    }));
});
