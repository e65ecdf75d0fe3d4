/** What an interrupted run leaves, which of two catalogues fits, and dates that do not fit together. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyFixture, recordTree, temporaryFolder } from '../../../support/backup-copy.ts';
import { editCatalogue, editPlist, look } from '../../../support/damaged-backup.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup } from '../../../support/sample-backup.ts';

const PREFERENCES = fileIdOf('HomeDomain', 'Library/Preferences/com.apple.Preferences.plist');
const PHOTO = fileIdOf('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG');
const place = (fileID: string) => `${fileID.slice(0, 2)}/${fileID}`;

/** A run that has received a new version of one file, and its new catalogue. */
function receiveInSnapshot(path: string): void {
  const snapshot = join(path, 'Snapshot');
  mkdirSync(join(snapshot, dirname(place(PREFERENCES))), { recursive: true });
  for (const name of ['Manifest.db', 'Manifest.plist']) copyFileSync(join(path, name), join(snapshot, name));
  writeFileSync(join(snapshot, place(PREFERENCES)), 'new preferences');
  editCatalogue(snapshot, (database) => {
    database.exec("DELETE FROM Files WHERE domain = 'CameraRollDomain' AND flags = 1");
  });
}

describe('verify of what an interrupted run left', () => {
  it('lists what is in Snapshot, and says that the backup still fits its own catalogue', async () => {
    using copy = copyFixture('plain-ios17');
    receiveInSnapshot(copy.path);
    editPlist(join(copy.path, 'Status.plist'), { SnapshotState: 'uploading' });
    const before = recordTree(copy.path);
    const { verdict, of } = await look(copy.path);
    assert.equal(verdict, 'incomplete');
    const { evidence, message } = of('snapshot-unfinished') ?? assert.fail('it is unfinished');
    assert.deepEqual(evidence.firstFiles, [`Snapshot/${place(PREFERENCES)}`, 'Snapshot/Manifest.db', 'Snapshot/Manifest.plist'].sort());
    assert.equal(evidence.snapshotFiles, 3);
    // The new file has another digest than the copy of the old catalogue says.
    assert.deepEqual([evidence.missing, evidence.digestsWrong, evidence.digestsWrongOfSnapshot], [0, 0, 1]);
    assert.equal(evidence.betterFit, 'backup');
    assert.match(message, /match the list of files outside Snapshot better/);
    assert.deepEqual(recordTree(copy.path), before);
  });

  it('says that the new catalogue fits better when its files have been moved already', async () => {
    using copy = copyFixture('plain-ios17');
    receiveInSnapshot(copy.path);
    rmSync(join(copy.path, 'Snapshot', place(PREFERENCES)));
    rmSync(join(copy.path, place(PHOTO)));
    editPlist(join(copy.path, 'Status.plist'), { SnapshotState: 'moving' });
    const { of } = await look(copy.path, 'full');
    const { evidence } = of('snapshot-unfinished') ?? assert.fail('it is unfinished');
    assert.deepEqual([evidence.missing, evidence.missingOfSnapshot, evidence.betterFit], [1, 0, 'Snapshot']);
  });

  it('opens an encrypted catalogue in Snapshot with the keys of the backup', async () => {
    using copy = copyFixture('encrypted-ios17');
    mkdirSync(join(copy.path, 'Snapshot'));
    for (const name of ['Manifest.db', 'Manifest.plist']) copyFileSync(join(copy.path, name), join(copy.path, 'Snapshot', name));
    const { of } = await look(copy.path, 'quick', 'correct horse');
    const { evidence } = of('snapshot-left') ?? assert.fail('something is left');
    assert.deepEqual([evidence.missing, evidence.missingOfSnapshot, evidence.betterFit], [0, 0, null]);
    const locked = (await look(copy.path)).of('snapshot-left');
    assert.deepEqual([locked?.evidence.snapshotFiles, locked?.evidence.missing], [2, undefined]);
  });

  it('takes a broken catalogue in Snapshot for none', async () => {
    using copy = copyFixture('plain-ios17');
    mkdirSync(join(copy.path, 'Snapshot'));
    writeFileSync(join(copy.path, 'Snapshot/Manifest.db'), 'half of it');
    const { grave, of } = await look(copy.path);
    assert.deepEqual(grave, ['snapshot-left']);
    assert.equal(of('snapshot-left')?.evidence.missingOfSnapshot, undefined);
  });
});

describe('verify of dates', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, Record<string, Date>>>, RegExp | undefined])[] = [
    ['minutes apart', { 'Status.plist': { Date: new Date('2024-06-01T12:39:00Z') } }, undefined],
    [
      'of a list that is later than the end',
      { 'Status.plist': { Date: new Date('2024-06-01T11:00:00Z') } },
      /a later date than Status.plist/,
    ],
    [
      'of a computer that is a day behind',
      { 'Info.plist': { 'Last Backup Date': new Date('2024-05-30T12:00:00Z') } },
      /earlier than the date from the device/,
    ],
    [
      'of a later run that was refused',
      { 'Info.plist': { 'Last Backup Date': new Date('2024-07-30T12:00:00Z') } },
      /may have been refused/,
    ],
    ['in the future', { 'Info.plist': { 'Last Backup Date': new Date('2190-01-01T00:00:00Z') } }, /in the future: Info.plist/],
    ['of a device without its time', { 'Info.plist': { 'Last Backup Date': new Date('1970-01-01T00:00:00Z') } }, /before the first iPhone/],
  ];
  for (const [what, changes, expected] of cases) {
    it(what, async () => {
      using copy = copyFixture('plain-ios17');
      for (const [file, change] of Object.entries(changes)) editPlist(join(copy.path, file), change);
      const { of, grave, verdict } = await look(copy.path);
      assert.deepEqual([verdict, grave], ['good', []]);
      if (expected === undefined) assert.equal(of('dates-implausible'), undefined);
      else assert.match(of('dates-implausible')?.message ?? '', expected);
    });
  }

  it('of files later than their backup, counted once', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, SAMPLE_UDID);
    const late = { lastModified: Date.UTC(2025, 0) / 1000 };
    const rows = ['a', 'b'].map((relativePath) => ({ domain: 'HomeDomain', relativePath, content: Buffer.from('x'), record: late }));
    writeSampleBackup(path, withParents([...rows, { domain: 'HomeDomain', relativePath: 'c', content: Buffer.from('x') }]));
    const { report } = await look(path);
    assert.deepEqual(
      report.findings.map(({ code, evidence }) => [code, evidence.files, evidence.examples]),
      [['dates-implausible', 2, ['HomeDomain/a', 'HomeDomain/b']]],
    );
  });
});
