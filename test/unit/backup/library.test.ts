/** Finding backups in folders, and what is said about each without opening it. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBackups, measureBackup } from '../../../src/backup/index.ts';
import { folderError } from '../../../src/backup/read/find-folder.ts';
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
