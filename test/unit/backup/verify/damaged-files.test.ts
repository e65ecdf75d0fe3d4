/** Payloads and rows that are gone, cut, grown, added or false: each is exactly one finding, and is named. */
import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMBFile, encodeMBFile, fileIdOf } from '../../../../src/formats/index.ts';
import { copyFixture } from '../../../support/backup-copy.ts';
import { editCatalogue, flipBit, look } from '../../../support/damaged-backup.ts';

const PREFERENCES = fileIdOf('HomeDomain', 'Library/Preferences/com.apple.Preferences.plist');
const PHOTO = fileIdOf('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG');
const APP_DATABASE = fileIdOf('AppDomainGroup-group.com.example.sampleapp', 'shared.sqlite');
const SMS = fileIdOf('HomeDomain', 'Library/SMS/sms.db');
const place = (fileID: string) => `${fileID.slice(0, 2)}/${fileID}`;

interface Case {
  readonly what: string;
  readonly harm: (path: string) => void;
  readonly level?: 'quick' | 'full';
  readonly verdict: string;
  readonly code: string;
  readonly fileID: string;
  readonly counts?: { readonly damaged?: number; readonly missing?: number; readonly knownGap?: number };
}

const changeRecord = (path: string, fileID: string, change: Partial<ReturnType<typeof decodeMBFile>>) => {
  editCatalogue(path, (database) => {
    const row = database.prepare('SELECT file FROM Files WHERE fileID = ?').get(fileID);
    const record = decodeMBFile(row?.file as Uint8Array);
    database.prepare('UPDATE Files SET file = ? WHERE fileID = ?').run(encodeMBFile({ ...record, ...change }), fileID);
  });
};

const cases: readonly Case[] = [
  {
    what: 'a payload is removed',
    harm: (path) => rmSync(join(path, place(PHOTO))),
    verdict: 'damaged',
    code: 'payload-missing',
    fileID: PHOTO,
    counts: { missing: 1 },
  },
  {
    what: 'a payload is shortened',
    harm: (path) => truncateSync(join(path, place(PHOTO)), 50_005),
    verdict: 'damaged',
    code: 'size-mismatch',
    fileID: PHOTO,
    counts: { damaged: 1 },
  },
  {
    what: 'a payload is emptied',
    harm: (path) => truncateSync(join(path, place(PHOTO))),
    verdict: 'damaged',
    code: 'size-mismatch',
    fileID: PHOTO,
    counts: { damaged: 1 },
  },
  {
    what: 'a payload with a digest is shortened',
    harm: (path) => truncateSync(join(path, place(PREFERENCES)), 10),
    verdict: 'damaged',
    code: 'size-mismatch',
    fileID: PREFERENCES,
    counts: { damaged: 1 },
  },
  {
    what: 'the same, with all content read',
    level: 'full',
    harm: (path) => truncateSync(join(path, place(PREFERENCES)), 10),
    verdict: 'damaged',
    code: 'size-mismatch',
    fileID: PREFERENCES,
    counts: { damaged: 1 },
  },
  {
    what: 'a database is shortened',
    harm: (path) => truncateSync(join(path, place(APP_DATABASE)), 4096),
    verdict: 'damaged',
    code: 'size-mismatch',
    fileID: APP_DATABASE,
    counts: { damaged: 1 },
  },
  {
    what: 'a payload grew, and nothing can tell why',
    harm: (path) => appendFileSync(join(path, place(PHOTO)), 'x'),
    verdict: 'good-with-known-gaps',
    code: 'size-differs-benignly',
    fileID: PHOTO,
    counts: { knownGap: 1 },
  },
  {
    what: 'a payload grew, and its digest is wrong',
    harm: (path) => appendFileSync(join(path, place(PREFERENCES)), 'x'),
    verdict: 'damaged',
    code: 'digest-mismatch',
    fileID: PREFERENCES,
    counts: { damaged: 1 },
  },
  {
    what: 'a sound database is smaller than announced',
    harm: (path) => changeRecord(path, APP_DATABASE, { size: 99_999 }),
    verdict: 'good-with-known-gaps',
    code: 'size-differs-benignly',
    fileID: APP_DATABASE,
    counts: { knownGap: 1 },
  },
  {
    what: 'a bit of a digested file is flipped',
    level: 'full',
    harm: (path) => flipBit(join(path, place(PREFERENCES)), 7),
    verdict: 'damaged',
    code: 'digest-mismatch',
    fileID: PREFERENCES,
    counts: { damaged: 1 },
  },
  {
    what: 'a database without a digest is scribbled over',
    level: 'full',
    harm: (path) =>
      writeFileSync(
        join(path, place(APP_DATABASE)),
        Buffer.concat([readFileSync(join(path, place(APP_DATABASE))).subarray(0, 4096), Buffer.alloc(4096, 0xee)]),
      ),
    verdict: 'damaged',
    code: 'sqlite-damaged',
    fileID: APP_DATABASE,
    counts: { damaged: 1 },
  },
  {
    what: 'a record is garbled',
    harm: (path) =>
      editCatalogue(path, (database) => database.prepare('UPDATE Files SET file = ? WHERE fileID = ?').run(Buffer.from('bplist00'), PHOTO)),
    verdict: 'damaged',
    code: 'file-record-unreadable',
    fileID: PHOTO,
    counts: { damaged: 1 },
  },
  {
    what: 'a record is gone',
    harm: (path) => editCatalogue(path, (database) => database.prepare('UPDATE Files SET file = NULL WHERE fileID = ?').run(PHOTO)),
    verdict: 'damaged',
    code: 'file-record-unreadable',
    fileID: PHOTO,
    counts: { damaged: 1 },
  },
  {
    what: 'a record is that of another file',
    harm: (path) => changeRecord(path, PHOTO, { relativePath: 'elsewhere' }),
    verdict: 'damaged',
    code: 'file-record-unreadable',
    fileID: PHOTO,
    counts: { damaged: 1 },
  },
  {
    what: 'a fileID is wrong',
    harm: (path) =>
      editCatalogue(path, (database) => database.prepare('UPDATE Files SET fileID = ? WHERE fileID = ?').run('ab'.repeat(20), PHOTO)),
    verdict: 'damaged',
    code: 'file-id-mismatch',
    fileID: 'ab'.repeat(20),
    counts: { damaged: 1 },
  },
  {
    what: 'a fileID is a path out of the folder',
    harm: (path) =>
      editCatalogue(path, (database) =>
        database.prepare('UPDATE Files SET fileID = ? WHERE fileID = ?').run('../../../../etc/passwd', PHOTO),
      ),
    verdict: 'damaged',
    code: 'file-id-mismatch',
    fileID: '../../../../etc/passwd',
    counts: { damaged: 1 },
  },
  {
    what: 'a file is flagged as a directory',
    harm: (path) => editCatalogue(path, (database) => database.prepare('UPDATE Files SET flags = 2 WHERE fileID = ?').run(PHOTO)),
    verdict: 'damaged',
    code: 'flags-mode-mismatch',
    fileID: PHOTO,
    counts: { damaged: 1 },
  },
  {
    what: 'a digest is gone',
    harm: (path) => changeRecord(path, PREFERENCES, { digest: undefined as never }),
    verdict: 'good',
    code: 'digest-missing',
    fileID: PREFERENCES,
  },
  {
    what: 'the row of a directory is gone',
    harm: (path) =>
      editCatalogue(path, (database) => database.exec("DELETE FROM Files WHERE domain = 'HomeDomain' AND relativePath = 'Library/SMS'")),
    verdict: 'good',
    code: 'parent-missing',
    fileID: SMS,
  },
];

describe('verify, when', () => {
  for (const { what, harm, level = 'quick', verdict, code, fileID, counts = {} } of cases) {
    it(what, async () => {
      using copy = copyFixture('plain-ios17');
      harm(copy.path);
      const before = (await look(copy.path, level)).report;
      const findings = before.findings.filter((finding) => finding.evidence.reason !== 'digest');
      assert.deepEqual(
        findings.map((finding) => [finding.code, finding.fileID]),
        [[code, fileID]],
      );
      assert.equal(before.verdict, verdict);
      const { damaged, missing, knownGap } = before.counts;
      assert.deepEqual({ damaged, missing, knownGap }, { damaged: 0, missing: 0, knownGap: 0, ...counts });
    });
  }

  it('a payload is added, or lies in the wrong folder, or has a name of its own', async () => {
    using copy = copyFixture('plain-ios17');
    const orphan = 'ab'.repeat(20);
    mkdirSync(join(copy.path, 'ab'));
    writeFileSync(join(copy.path, place(orphan)), 'four');
    copyFileSync(join(copy.path, place(PHOTO)), join(copy.path, 'ab', PHOTO));
    writeFileSync(join(copy.path, '.DS_Store'), '');
    writeFileSync(join(copy.path, 'ab', 'notes.txt'), '');
    const { report, verdict } = await look(copy.path);
    assert.equal(verdict, 'good');
    assert.deepEqual(
      report.findings
        .filter(({ evidence }) => evidence.reason !== 'digest')
        .map(({ code, fileID, evidence }) => [code, fileID, evidence.file]),
      [
        ['unknown-file', undefined, '.DS_Store'],
        ['payload-misplaced', PHOTO, `ab/${PHOTO}`],
        ['payload-orphan', orphan, place(orphan)],
        ['unknown-file', undefined, 'ab/notes.txt'],
      ].sort((a, b) => Buffer.compare(Buffer.from(String(a[2])), Buffer.from(String(b[2])))),
    );
  });

  it('the row of a file is gone', async () => {
    using copy = copyFixture('plain-ios17');
    editCatalogue(copy.path, (database) => database.prepare('DELETE FROM Files WHERE fileID = ?').run(PHOTO));
    const { of } = await look(copy.path);
    assert.equal(of('payload-orphan')?.fileID, PHOTO);
  });

  it('content is stored flat, as older systems did', async () => {
    using copy = copyFixture('plain-ios17');
    renameSync(join(copy.path, place(PHOTO)), join(copy.path, PHOTO));
    assert.equal((await look(copy.path)).verdict, 'good');
  });
});

describe('verify of an encrypted backup, when', () => {
  it('a payload is no whole number of blocks', async () => {
    using copy = copyFixture('encrypted-ios17');
    truncateSync(join(copy.path, place(PHOTO)), 1000);
    const { report, verdict, of } = await look(copy.path);
    assert.equal(verdict, 'damaged');
    assert.equal(of('payload-not-block-aligned')?.evidence.file, place(PHOTO));
    assert.equal(report.counts.damaged, 1);
  });
});
