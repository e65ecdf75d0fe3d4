/** Our own places beside a backup: whatever else stands there is refused before anything is read or written, and nothing behind it changes. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { journalPathsOf } from '../../../../src/backup/folder/journal-layout.ts';
import { FolderTransaction } from '../../../../src/backup/folder/folder-transaction.ts';
import { takeFolderLock, throwIfRunning } from '../../../../src/backup/folder/folder-lock.ts';
import { safetyPathsOf } from '../../../../src/backup/folder/safety-copy.ts';
import { moveToTrash, openBackup, salvageBackup, verifyBackup } from '../../../../src/backup/index.ts';
import { recordTree, temporaryFolder } from '../../../support/backup-copy.ts';
import { GIANT, makeElsewhere, NO_FILES, NO_FOLDERS, replaceBy, type Obstacle } from '../../../support/obstacles.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup } from '../../../support/sample-backup.ts';

const UDID = SAMPLE_UDID;

type Place = readonly [name: string, find: (backupPath: string) => string];

const FOLDERS: readonly Place[] = [
  ['the journal', (path) => journalPathsOf(path).root],
  ['what the journal has saved', (path) => journalPathsOf(path).saved],
  ['the last good version on its way', (path) => journalPathsOf(path).archive],
  ['the safety copy', (path) => safetyPathsOf(path).root],
  ['the next safety copy', (path) => safetyPathsOf(path).next],
  ['the safety copy before', (path) => safetyPathsOf(path).old],
];

const FILES: readonly Place[] = [
  ['the header of the journal', (path) => journalPathsOf(path).header],
  ['the lock', (path) => journalPathsOf(path).lock],
  ['the list of the journal', (path) => journalPathsOf(path).settled],
  ['the list of an older journal', (path) => journalPathsOf(path).created],
  ['the incoming file', (path) => journalPathsOf(path).incoming],
];

const ATTACKS: readonly (readonly [Place, Obstacle])[] = [
  ...FOLDERS.flatMap((place) => NO_FOLDERS.map((obstacle) => [place, obstacle] as const)),
  ...FILES.flatMap((place) => NO_FILES.map((obstacle) => [place, obstacle] as const)),
  ...FILES.slice(0, 2).map((place) => [place, GIANT] as const),
];

/** What hangs whoever opens it, or leads elsewhere: these are read by every command, which takes its time. */
const WORST = new Set(['a pipe', 'a link to a folder']);

/** What a backup holds does not matter to its places: a few files are read sooner than hundreds. */
function smallBackup(): { readonly path: string; readonly parent: string } & Disposable {
  const folder = temporaryFolder();
  const path = join(folder.path, UDID);
  const rows = ['a.txt', 'b.txt', 'Documents/c.txt'].map((relativePath) => ({
    domain: 'HomeDomain',
    relativePath,
    content: Buffer.from(relativePath),
  }));
  writeSampleBackup(path, withParents(rows));
  return { path, parent: folder.path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe('a place of our own', () => {
  for (const [[place, find], obstacle] of ATTACKS) {
    it(`is not ${obstacle.what} in the place of ${place}`, async () => {
      using copy = smallBackup();
      const elsewhere = makeElsewhere(join(copy.parent, 'elsewhere'));
      const at = find(copy.path);
      if (dirname(at) !== copy.parent) mkdirSync(dirname(at));
      replaceBy(obstacle, at, elsewhere);
      const before = recordTree(copy.parent);
      const blocked = { code: 'place-blocked', data: { path: at, standing: obstacle.standing } };
      const refused = { ...blocked, data: { ...blocked.data, ...(obstacle === GIANT ? { bytes: 2 * 1024 ** 3 } : {}) } };
      assert.throws(() => FolderTransaction.check(copy.parent, UDID), refused);
      await assert.rejects(
        moveToTrash(copy.path, () => Promise.reject(new Error('nothing is to be moved'))),
        refused,
      );
      const paths = journalPathsOf(copy.path);
      if (at === paths.root || at === paths.lock) {
        assert.throws(() => {
          throwIfRunning(paths);
        }, refused);
        assert.throws(() => takeFolderLock(paths), refused);
      }
      assert.deepEqual(recordTree(copy.parent), before);
    });
  }

  for (const [[place, find], obstacle] of ATTACKS) {
    it(`does not keep readers from the backup: ${obstacle.what} in the place of ${place}`, async () => {
      using copy = smallBackup();
      const elsewhere = makeElsewhere(join(copy.parent, 'elsewhere'));
      const at = find(copy.path);
      if (dirname(at) !== copy.parent) mkdirSync(dirname(at));
      replaceBy(obstacle, at, elsewhere);
      const before = recordTree(copy.parent);
      await using backup = await openBackup(copy.path);
      assert.ok((await backup.list({ limit: 10 })).rows.length > 0);
      assert.equal(backup.summary.plists['Status.plist'], 'read');
      if (WORST.has(obstacle.what)) {
        assert.notEqual((await verifyBackup(copy.path)).verdict, 'unreadable');
        await salvageBackup(copy.path, { target: join(copy.parent, 'salvaged') });
      }
      assert.deepEqual(
        recordTree(copy.parent)
          .filter((line) => !line.includes('salvaged'))
          .slice(1),
        before.slice(1),
      );
    }).timeout(60_000);
  }
});
