/** After an interrupted run a folder is read as the version before it. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findBackups, measureBackup, openBackup, verifyBackup } from '../../../../src/backup/index.ts';
import { encodeJournalHeader, journalPathsOf } from '../../../../src/backup/folder/journal-layout.ts';
import { encodeSettled } from '../../../../src/backup/folder/settled-list.ts';
import { copyFixture, fixturePath, recordTree } from '../../../support/backup-copy.ts';

const SMS = '3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28';
const NEW = 'ab/ab00000000000000000000000000000000000000';

/** What a run leaves that was cut off after it had replaced one payload, the catalogue and the status, and had added a payload. */
function interrupt(path: string, lastGood: 'present' | 'none'): void {
  const journal = journalPathsOf(path);
  mkdirSync(join(journal.saved, '3d'), { recursive: true });
  writeFileSync(journal.header, encodeJournalHeader({ lastGood, startedAt: '2024-07-01T00:00:00Z' }));
  for (const name of [SMS, 'Manifest.db', 'Status.plist']) {
    cpSync(join(path, name), join(journal.saved, name));
    writeFileSync(join(path, name), 'half of something new');
  }
  mkdirSync(dirname(join(path, NEW)), { recursive: true });
  writeFileSync(join(path, NEW), 'new');
  writeFileSync(journal.settled, encodeSettled(NEW));
}

describe('a backup with a journal beside it', () => {
  it('is read as the last good version: catalogue, property lists and payloads', async () => {
    using copy = copyFixture('plain-ios17');
    interrupt(copy.path, 'present');
    const before = recordTree(copy.parent);
    {
      await using backup = await openBackup(copy.path);
      assert.equal(backup.summary.throughJournal, true);
      assert.equal(backup.summary.isFinished, true);
      assert.equal(await backup.count({}), 76);
      const sms = await backup.get('HomeDomain', 'Library/SMS/sms.db');
      assert.ok(sms);
      const chunks: Uint8Array[] = [];
      for await (const chunk of backup.open(sms)) chunks.push(chunk);
      assert.deepEqual(Buffer.concat(chunks), readFileSync(join(fixturePath('plain-ios17'), SMS)));
    }
    assert.deepEqual(recordTree(copy.parent), before);
  });

  it('is found although only the journal still has its catalogue', async () => {
    using copy = copyFixture('plain-ios17');
    interrupt(copy.path, 'present');
    rmSync(copy.path, { recursive: true });
    mkdirSync(copy.path);
    await using backup = await openBackup(copy.path);
    assert.equal(await backup.count({}), 76);
  });

  it('is found, listed and measured although a run has removed the whole folder, or put a file in its place', async () => {
    for (const instead of ['nothing', 'a file']) {
      using copy = copyFixture('plain-ios17');
      cpSync(copy.path, journalPathsOf(copy.path).saved, { recursive: true });
      interrupt(copy.path, 'present');
      cpSync(fixturePath('plain-ios17'), journalPathsOf(copy.path).saved, { recursive: true });
      rmSync(copy.path, { recursive: true });
      if (instead === 'a file') writeFileSync(copy.path, 'no folder');
      const before = recordTree(copy.parent);
      {
        await using backup = await openBackup(copy.path);
        assert.equal(await backup.count({}), 76);
      }
      const [found, ...others] = await findBackups([copy.parent]);
      assert.deepEqual([found?.summary.path, found?.summary.throughJournal, found?.problem, others], [copy.path, true, undefined, []]);
      const { verdict } = await verifyBackup(copy.path, { level: 'full' });
      assert.equal(verdict, (await verifyBackup(fixturePath('plain-ios17'), { level: 'full' })).verdict);
      if (instead === 'nothing') assert.ok((await measureBackup(copy.path)).files > 10);
      assert.deepEqual(recordTree(copy.parent), before);
    }
  });

  it('is read as it is when nothing stood there before the run', async () => {
    using copy = copyFixture('plain-ios17');
    interrupt(copy.path, 'none');
    await assert.rejects(openBackup(copy.path), { code: 'catalogue-unreadable' });
  });
});
