/** Moving a backup to the trash, with what stands beside it. The trash is a folder here. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CheckMemory, moveToTrash, trashPlan, verifyBackup } from '../../../src/backup/index.ts';
import { journalPathsOf } from '../../../src/backup/folder/journal-layout.ts';
import { takeFolderLock } from '../../../src/backup/folder/folder-lock.ts';
import { writeSafetyCopy } from '../../../src/backup/folder/safety-copy.ts';
import { historyPathsOf } from '../../../src/backup/history/history-file.ts';
import { stateFileOf } from '../../../src/backup/own-state.ts';
import { measureBackups } from '../../../src/backup/size/measure-backups.ts';
import { copyFixture, FIXTURE_UDID, recordTree, temporaryFolder } from '../../support/backup-copy.ts';
import { ownStateHome } from '../../support/own-state-home.ts';

const UDID = FIXTURE_UDID['plain-ios17'];

function trashIn(folder: string): (path: string) => Promise<void> {
  return async (path) => renameSync(path, join(folder, basename(path)));
}

describe('moveToTrash', () => {
  it('takes journal and safety copy along', async () => {
    using copy = copyFixture('plain-ios17');
    using bin = temporaryFolder();
    mkdirSync(journalPathsOf(copy.path).root);
    writeFileSync(journalPathsOf(copy.path).header, '{"format":1,"lastGood":"present","startedAt":"2024-06-01T12:00:00Z"}');
    await writeSafetyCopy(copy.path);
    const names = [`.${UDID}.journal`, `.${UDID}.safety`];
    assert.deepEqual(
      (await trashPlan(copy.path)).companions.map((path) => basename(path)),
      names,
    );
    await moveToTrash(copy.path, trashIn(bin.path));
    assert.deepEqual(readdirSync(bin.path).sort(), [...names, UDID]);
    assert.deepEqual(readdirSync(copy.parent), []);
    assert.ok(!existsSync(join(bin.path, names[0] ?? '', 'lock')));
  });

  it('takes the journal where a run has left nothing else of the backup, and fails when that cannot be moved', async () => {
    using copy = copyFixture('plain-ios17');
    using bin = temporaryFolder();
    const { root, saved, header } = journalPathsOf(copy.path);
    mkdirSync(root);
    writeFileSync(header, '{"format":2,"lastGood":"present","startedAt":"2024-06-01T12:00:00Z"}');
    renameSync(copy.path, saved);
    await assert.rejects(
      moveToTrash(copy.path, () => Promise.reject(new Error('no trash'))),
      { code: 'trash-unavailable' },
    );
    assert.deepEqual(readdirSync(copy.parent), [basename(root)]);
    await moveToTrash(copy.path, trashIn(bin.path));
    assert.deepEqual([readdirSync(bin.path), readdirSync(copy.parent)], [[basename(root)], []]);
  });

  it('takes along what is remembered of it, or forgets it', async () => {
    for (const isBeside of [true, false]) {
      using _ = ownStateHome();
      using copy = copyFixture('plain-ios17');
      using bin = temporaryFolder();
      const { beside, own } = historyPathsOf(copy.path);
      if (!isBeside) mkdirSync(beside);
      const memory = await CheckMemory.begin(copy.path);
      await memory.keepCheck(await verifyBackup(copy.path));
      assert.ok(existsSync(isBeside ? beside : own));
      await measureBackups([copy.path], { onSize: () => undefined });
      const size = stateFileOf('sizes', copy.path);
      assert.ok(existsSync(size));
      await moveToTrash(copy.path, trashIn(bin.path));
      assert.deepEqual([readdirSync(copy.parent), existsSync(own), existsSync(size)], [[], false, false]);
    }
  });

  it('leaves nothing of its own where there was no journal', async () => {
    using copy = copyFixture('plain-ios17');
    using bin = temporaryFolder();
    await moveToTrash(copy.path, trashIn(bin.path));
    assert.deepEqual([readdirSync(copy.parent), readdirSync(bin.path)], [[], [UDID]]);
  });

  it('refuses what is no backup: the folder above it, one inside it, nothing', async () => {
    using copy = copyFixture('plain-ios17');
    const before = recordTree(copy.parent);
    const never = () => assert.fail('nothing is to be moved');
    await assert.rejects(moveToTrash(copy.parent, never), { code: 'not-a-backup' });
    await assert.rejects(moveToTrash(join(copy.path, '3d'), never), { code: 'not-a-backup' });
    await assert.rejects(moveToTrash(join(copy.parent, 'nothing'), never), { code: 'folder-missing' });
    assert.deepEqual(recordTree(copy.parent), before);
  });

  it('refuses while a run holds the folder, and lets none begin meanwhile', async () => {
    using copy = copyFixture('plain-ios17');
    using bin = temporaryFolder();
    const paths = journalPathsOf(copy.path);
    mkdirSync(paths.root);
    const lock = takeFolderLock(paths);
    await assert.rejects(moveToTrash(copy.path, trashIn(bin.path)), { code: 'backup-running' });
    lock.release();
    await moveToTrash(copy.path, async (path) => {
      if (path === copy.path) assert.throws(() => takeFolderLock(paths), { code: 'backup-running' });
      await trashIn(bin.path)(path);
    });
    assert.deepEqual(readdirSync(copy.parent), []);
  });

  it('has moved the backup even if something that belonged to it stays behind, and names that', async () => {
    using copy = copyFixture('plain-ios17');
    const safety = join(copy.parent, `.${UDID}.safety`);
    mkdirSync(safety);
    using bin = temporaryFolder();
    const left = await moveToTrash(copy.path, async (path) => {
      if (path === safety) throw new Error('still open');
      await trashIn(bin.path)(path);
    });
    assert.deepEqual(left, [safety]);
    assert.deepEqual(readdirSync(copy.parent), [basename(safety)]);
  });

  it('says what could not be moved, and leaves it as it was', async () => {
    using copy = copyFixture('plain-ios17');
    const before = recordTree(copy.path);
    const failing = async () => Promise.reject(new Error('this computer has no trash'));
    await assert.rejects(moveToTrash(copy.path, failing), { code: 'trash-unavailable', data: { path: copy.path } });
    assert.deepEqual(recordTree(copy.path), before);
    assert.deepEqual(readdirSync(copy.parent), [UDID]);
  });
});
