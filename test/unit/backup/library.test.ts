/** Finding backups in folders, and what is said about each without opening it. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, opendirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findBackups, measureBackup } from '../../../src/backup/index.ts';
import { journalPathsOf } from '../../../src/backup/folder/journal-layout.ts';
import { writeSafetyCopy } from '../../../src/backup/folder/safety-copy.ts';
import { folderError, isBackupFolder } from '../../../src/backup/read/find-folder.ts';
import { copyFixture, fixtureFacts, fixturePath, FIXTURE_UDID, recordTree, temporaryFolder } from '../../support/backup-copy.ts';

describe('findBackups', () => {
  it('lists what stands in a folder, and a folder that is one, once each', async () => {
    using copy = copyFixture('plain-ios17');
    mkdirSync(join(copy.parent, 'not a backup'));
    mkdirSync(join(copy.parent, `.${FIXTURE_UDID['plain-ios17']}.journal`));
    const found = await findBackups([copy.parent, copy.path]);
    assert.deepEqual(
      found.map(({ summary, foundIn, problem }) => [summary.path, foundIn, problem]),
      [[copy.path, copy.parent, undefined]],
    );
    assert.equal(found[0]?.summary.deviceName, 'Sample iPhone');
  });

  it('lists a backup once that two ways lead to: some Macs keep the folder on another disk', async () => {
    using copy = copyFixture('plain-ios17');
    using other = temporaryFolder();
    symlinkSync(copy.parent, join(other.path, 'Backup'));
    const found = await findBackups([join(other.path, 'Backup'), copy.parent]);
    assert.deepEqual(
      found.map(({ summary }) => summary.path),
      [join(other.path, 'Backup', FIXTURE_UDID['plain-ios17'])],
    );
  });

  it('understands a folder one level too high, and one inside of a backup, and says so', async () => {
    using copy = copyFixture('plain-ios17');
    using above = temporaryFolder();
    mkdirSync(join(above.path, 'nothing'));
    renameSync(copy.parent, join(above.path, 'Backup'));
    const path = join(above.path, 'Backup', FIXTURE_UDID['plain-ios17']);
    const told = async (folder: string) => (await findBackups([folder])).map(({ summary }) => [summary.path, summary.hint]);
    assert.deepEqual(await told(above.path), [[path, 'was-one-level-above']]);
    assert.deepEqual(await told(join(above.path, 'Backup')), [[path, undefined]]);
    assert.deepEqual(await told(join(path, '3d')), [[path, 'was-one-level-below']]);
    assert.deepEqual(await told(join(above.path, 'nothing')), []);
  });

  it('knows a backup without catalogue and property lists by one payload, in whichever folder the disk names last', async () => {
    using folder = temporaryFolder();
    for (let byte = 0; byte < 256; byte++) mkdirSync(join(folder.path, byte.toString(16).padStart(2, '0')));
    assert.equal(await isBackupFolder(folder.path), false);
    let last = '';
    using names = opendirSync(folder.path);
    for (let entry = names.readSync(); entry !== null; entry = names.readSync()) last = entry.name;
    writeFileSync(join(folder.path, last, last.repeat(20)), 'x');
    assert.equal(await isBackupFolder(folder.path), true);
  });

  it('passes over the safety copy and the journal of a backup', async () => {
    using copy = copyFixture('encrypted-ios17');
    await writeSafetyCopy(copy.path);
    mkdirSync(journalPathsOf(copy.path).saved, { recursive: true });
    cpSync(join(copy.path, 'Manifest.db'), join(journalPathsOf(copy.path).saved, 'Manifest.db'));
    assert.equal((await findBackups([copy.parent])).length, 1);
  });

  it('knows archived copies, encrypted and broken ones', async () => {
    using folder = temporaryFolder();
    const archived = join(folder.path, `${FIXTURE_UDID['plain-ios17']}-20240601-123456`);
    cpSync(fixturePath('plain-ios17'), archived, { recursive: true });
    rmSync(join(archived, 'Info.plist'));
    rmSync(join(archived, 'Manifest.plist'));
    cpSync(fixturePath('encrypted-ios17'), join(folder.path, 'encrypted'), { recursive: true });
    cpSync(fixturePath('plain-ios17'), join(folder.path, 'broken'), { recursive: true });
    truncateSync(join(folder.path, 'broken', 'Manifest.db'), 100);
    const found = new Map((await findBackups([folder.path])).map((each) => [each.summary.path, each]));
    assert.deepEqual(found.get(archived)?.archivedAt, new Date(2024, 5, 1, 12, 34, 56));
    assert.deepEqual(
      [found.get(archived)?.summary.udid, found.get(archived)?.summary.sources.udid],
      [FIXTURE_UDID['plain-ios17'], 'folder name'],
    );
    const encrypted = found.get(join(folder.path, 'encrypted'));
    assert.deepEqual([encrypted?.summary.era, encrypted?.summary.encrypted, encrypted?.problem], ['db-encrypted', true, undefined]);
    assert.equal(found.get(join(folder.path, 'broken'))?.problem?.code, 'catalogue-unreadable');
    assert.equal(found.size, 3);
  });

  it('has no problem with what can be opened of every era, and names what is too old', async () => {
    using folder = temporaryFolder();
    for (const name of ['encrypted-ios17', 'encrypted-ios9-mbdb', 'plain-ios17'] as const) {
      cpSync(fixturePath(name), join(folder.path, name), { recursive: true });
    }
    cpSync(fixturePath('encrypted-ios9-mbdb'), join(folder.path, 'ios4'), { recursive: true });
    writeFileSync(join(folder.path, 'ios4', 'Manifest.mbdx'), 'mbdx');
    cpSync(fixturePath('encrypted-ios9-mbdb'), join(folder.path, 'broken'), { recursive: true });
    writeFileSync(join(folder.path, 'broken', 'Manifest.mbdb'), 'nothing like it');
    const found = (await findBackups([folder.path])).map(({ summary, problem }) => [basename(summary.path), summary.era, problem?.code]);
    assert.deepEqual(found.sort(), [
      ['broken', 'mbdb', 'catalogue-unreadable'],
      ['encrypted-ios17', 'db-encrypted', undefined],
      ['encrypted-ios9-mbdb', 'mbdb', undefined],
      ['ios4', 'mbdx', 'too-old'],
      ['plain-ios17', 'db', undefined],
    ]);
  });

  it('says which folder it could not search, and searches the others', async () => {
    using copy = copyFixture('plain-ios17');
    const problems: string[] = [];
    const onProblem = (folder: string, { code }: { code: string }) => problems.push(`${folder} ${code}`);
    const found = await findBackups(['/nowhere/at all', copy.parent], { onProblem });
    assert.deepEqual(problems, ['/nowhere/at all folder-missing']);
    assert.equal(found.length, 1);
  });

  it('changes nothing and can be stopped', async () => {
    using copy = copyFixture('plain-ios17');
    const before = recordTree(copy.parent);
    await findBackups([copy.parent]);
    assert.deepEqual(recordTree(copy.parent), before);
    await assert.rejects(findBackups([copy.parent], { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });

  it('finds a first run that was interrupted before anything but Info.plist arrived', async () => {
    using copy = copyFixture('plain-ios17');
    const young = join(copy.parent, 'young');
    mkdirSync(young);
    renameSync(join(copy.path, 'Info.plist'), join(young, 'Info.plist'));
    const [found] = await findBackups([young]);
    assert.equal(found?.problem?.code, 'catalogue-missing');
    assert.equal(found.summary.isFinished, false);
  });
});

describe('folderError', () => {
  it('tells a missing permission from a system that keeps programs out', () => {
    const failing = (code: string) => Object.assign(new Error(code), { code, syscall: 'scandir' });
    assert.equal(folderError('/x', failing('EACCES')).code, 'folder-denied');
    assert.equal(folderError('/x', failing('EPERM')).code, 'folder-protected');
    assert.equal(folderError('/x', failing('EIO')).code, 'file-io');
  });
});

describe('measureBackup', () => {
  it('adds up all files', async () => {
    using copy = copyFixture('plain-ios17');
    const before = await measureBackup(copy.path);
    const stored = fixtureFacts('plain-ios17').files.filter(({ storedSize }) => storedSize !== null);
    assert.equal(before.files, stored.length + 4);
    writeFileSync(join(copy.path, 'more'), 'four');
    assert.deepEqual(await measureBackup(copy.path), { files: before.files + 1, bytes: before.bytes + 4 });
  });
});
