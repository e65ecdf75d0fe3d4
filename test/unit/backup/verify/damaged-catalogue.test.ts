/** Catalogues that are gone or broken, and the journal of an interrupted run. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { verifyBackup } from '../../../../src/backup/index.ts';
import { encodeJournalHeader, journalPathsOf } from '../../../../src/backup/folder/journal-layout.ts';
import { copyFixture, recordTree, temporaryFolder } from '../../../support/backup-copy.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup } from '../../../support/sample-backup.ts';
import { editCatalogue, editPlist, look } from '../../../support/damaged-backup.ts';

describe('verify of a catalogue that', () => {
  const broken: readonly (readonly [string, (path: string) => void, string])[] = [
    ['is missing', (path) => rmSync(path), 'catalogue-missing'],
    ['is empty', (path) => truncateSync(path), 'catalogue-unreadable'],
    ['is cut off', (path) => truncateSync(path, 5000), 'catalogue-unreadable'],
    ['is no database', (path) => writeFileSync(path, 'no database'), 'catalogue-unreadable'],
    [
      'has its first page scribbled over',
      (path) => writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(90_000, 0xff)])),
      'catalogue-unreadable',
    ],
  ];
  for (const [what, harm, code] of broken) {
    it(what, async () => {
      using copy = copyFixture('plain-ios17');
      harm(join(copy.path, 'Manifest.db'));
      const { verdict, grave, of, report } = await look(copy.path);
      assert.equal(verdict, 'unreadable');
      assert.deepEqual(grave, [code]);
      assert.equal(of(code)?.evidence.file, 'Manifest.db');
      assert.equal(report.counts.notChecked, 33, 'what is stored is counted');
    });
  }

  it('is damaged behind its first pages', async () => {
    using copy = copyFixture('plain-ios17');
    const path = join(copy.path, 'Manifest.db');
    const bytes = readFileSync(path);
    bytes.fill(0xee, bytes.length - 4096);
    writeFileSync(path, bytes);
    const { verdict, grave } = await look(copy.path);
    assert.deepEqual([verdict, grave], ['unreadable', ['catalogue-unreadable']]);
  });

  it('holds nothing', async () => {
    using copy = copyFixture('plain-ios17');
    editCatalogue(copy.path, (database) => database.exec('DELETE FROM Files'));
    const { verdict, of } = await look(copy.path);
    assert.equal(verdict, 'damaged');
    assert.ok(of('catalogue-empty'));
  });

  it('has rows of NULLs, which are no files', async () => {
    using copy = copyFixture('plain-ios17');
    editCatalogue(copy.path, (database) => database.exec(`INSERT INTO Files VALUES ('${'cd'.repeat(20)}', NULL, NULL, 16, NULL)`));
    assert.equal((await look(copy.path)).verdict, 'good');
  });

  it('has a log beside it, which is read and left alone', async () => {
    using copy = copyFixture('plain-ios17');
    using _open = addRowInLog(copy.path);
    const before = recordTree(copy.path);
    const { verdict, of } = await look(copy.path);
    assert.equal(of('catalogue-log-beside')?.evidence.file, 'Manifest.db-wal');
    assert.equal(of('payload-missing')?.relativePath, 'only in the log');
    assert.equal(verdict, 'damaged');
    assert.deepEqual(recordTree(copy.path), before);
  });
});

/** The connection stays open, so that nothing moves the row from the log into the file. */
function addRowInLog(path: string): Disposable {
  const database = new DatabaseSync(join(path, 'Manifest.db'));
  database.exec(`PRAGMA wal_autocheckpoint=0;
    INSERT INTO Files SELECT '${'ef'.repeat(20)}', 'HomeDomain', 'only in the log', 1, file FROM Files WHERE flags = 1 LIMIT 1`);
  return {
    [Symbol.dispose]() {
      database.close();
    },
  };
}

describe('verify of files with hostile names', () => {
  it('looks nowhere else', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, SAMPLE_UDID);
    const rows = ['../../outside', '/etc/passwd', 'a\u0000b', '..', 'C:\\x', 'x'.repeat(4096)].map((relativePath) => ({
      domain: 'HomeDomain',
      relativePath,
      content: Buffer.from('x'),
    }));
    writeSampleBackup(path, withParents(rows));
    const { report } = await look(path, 'full');
    assert.equal(report.counts.proven, rows.length);
    assert.equal(report.counts.damaged + report.counts.missing, 0);
  });
});

describe('verify of a folder with a journal', () => {
  function interrupt(path: string): void {
    const journal = journalPathsOf(path);
    mkdirSync(journal.saved, { recursive: true });
    writeFileSync(journal.header, encodeJournalHeader({ lastGood: 'present', startedAt: '2024-07-01T00:00:00Z' }));
    writeFileSync(journal.created, '');
    cpSync(join(path, 'Status.plist'), join(journal.saved, 'Status.plist'));
    editPlist(join(path, 'Status.plist'), { SnapshotState: 'uploading' });
    mkdirSync(join(path, 'Snapshot'));
  }

  it('judges the last good version and says so', async () => {
    using copy = copyFixture('plain-ios17');
    interrupt(copy.path);
    const { verdict, grave } = await look(copy.path);
    assert.deepEqual([verdict, grave], ['good', ['run-interrupted']]);
  });

  it('judges the folder as it is when that is wanted', async () => {
    using copy = copyFixture('plain-ios17');
    interrupt(copy.path);
    const report = await verifyBackup(copy.path, { asItIs: true });
    assert.equal(report.verdict, 'incomplete');
    assert.ok(!report.findings.some(({ code }) => code === 'run-interrupted'));
  });
});
