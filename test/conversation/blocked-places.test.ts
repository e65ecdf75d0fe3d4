/** What stands in the place of a file of the backup, and makes every later run fail: said before the device is asked, and set aside where that is wanted. */
import assert from 'node:assert/strict';
import { existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { verifyBackup } from '../../src/backup/index.ts';
import { BACKUP_SERVICE } from '../../src/device-protocol/index.ts';
import { makeBulkPhone, type SimulatedDeviceOptions } from '../../src/simulated-device/index.ts';
import { recordTree, temporaryFolder } from '../support/backup-copy.ts';
import { judgedBefore } from '../support/faults/last-good-backup.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { GIANT, makeElsewhere, NO_FILES, NO_FOLDERS, replaceBy, type Obstacle } from '../support/obstacles.ts';

const small: SimulatedDeviceOptions = { content: makeBulkPhone({ count: 3, size: 10 }) };

const [A_FOLDER = assert.fail()] = NO_FILES;

const ATTACKS: readonly (readonly [file: string, obstacle: Obstacle])[] = [
  ...['Status.plist', 'Manifest.plist', 'Info.plist', 'Manifest.db'].flatMap((file) =>
    NO_FILES.map((obstacle) => [file, obstacle] as const),
  ),
  ...NO_FOLDERS.map((obstacle) => ['Snapshot', obstacle] as const),
  ['Status.plist', GIANT],
  ['Manifest.plist', GIANT],
];

/** Each place once, and each time something else. */
const SET_ASIDE = ['Status.plist', 'Manifest.plist', 'Info.plist', 'Manifest.db', 'Snapshot'].flatMap((place, turn) => {
  const attacks = ATTACKS.filter(([file]) => file === place);
  return attacks.slice(turn % attacks.length).slice(0, 1);
});

describe('a backup with something else in the place of one of its files', () => {
  it('is refused before the device is asked, whatever stands there', async () => {
    await using run = await trustedPhone(small);
    using around = temporaryFolder();
    const elsewhere = makeElsewhere(join(around.path, 'elsewhere'));
    await run.backUp();
    const untouched = recordTree(elsewhere);
    for (const [file, obstacle] of ATTACKS) {
      const place = join(run.path, file);
      const good = join(around.path, file);
      const isThere = existsSync(place);
      if (isThere) renameSync(place, good);
      obstacle.put(place, elsewhere);
      const before = recordTree(run.directory);
      await assert.rejects(
        run.backUp(),
        { code: 'previous-broken', data: { path: run.path, file, standing: obstacle.standing } },
        `${obstacle.what} in the place of ${file}`,
      );
      assert.deepEqual(recordTree(run.directory), before);
      rmSync(place, { recursive: true });
      if (isThere) renameSync(good, place);
    }
    assert.deepEqual(recordTree(elsewhere), untouched);
    assert.equal((await run.backUp()).verdict, 'good');
  });

  for (const [file, obstacle] of [...SET_ASIDE, ['Status.plist', GIANT] as const]) {
    it(`is set aside as it is where that is wanted: ${obstacle.what} in the place of ${file}`, async () => {
      await using run = await trustedPhone(small);
      using around = temporaryFolder();
      const elsewhere = makeElsewhere(join(around.path, 'elsewhere'));
      await run.backUp();
      const untouched = recordTree(elsewhere);
      replaceBy(obstacle, join(run.path, file), elsewhere);
      const broken = recordTree(run.path).slice(1);
      const { full, verdict, aside } = await run.backUp({ setAside: true });
      assert.deepEqual([full, verdict], [true, 'good']);
      assert.match(aside ?? '', /\.broken-/);
      assert.deepEqual(recordTree(aside ?? '').slice(1), broken);
      assert.deepEqual(recordTree(elsewhere), untouched);
    });
  }

  it('is no hindrance where every run replaces it: an Info.plist of 2 GiB', async () => {
    await using run = await trustedPhone(small);
    await run.backUp();
    replaceBy(GIANT, join(run.path, 'Info.plist'), '');
    assert.equal((await run.backUp()).verdict, 'good');
    assert.ok(run.read('Info.plist').length < 1024 * 1024);
  });

  it('is no hindrance where a run was interrupted over a last good version: that is put back, and continued from', async () => {
    await using run = await interrupted();
    const before = judgedBefore(run.path);
    replaceBy(A_FOLDER, join(run.path, 'Status.plist'), '');
    await before.assertStillGood(true);
    const { verdict, aside } = await run.backUp({ setAside: true });
    assert.deepEqual([verdict, aside], ['good', undefined]);
    assert.equal((await verifyBackup(run.path, { level: 'full' })).verdict, 'good');
  });
});

describe('a place of our own that is a link', () => {
  for (const place of ['journal', 'safety'] as const) {
    it(`is never gone into by a backup: ${place}`, async () => {
      await using run = await trustedPhone(small);
      using around = temporaryFolder();
      const elsewhere = makeElsewhere(join(around.path, 'elsewhere'));
      await run.backUp();
      const path = join(run.directory, `.${run.phone.udid}.${place}`);
      rmSync(path, { recursive: true, force: true });
      symlinkSync(elsewhere, path);
      const before = recordTree(run.directory);
      const untouched = recordTree(elsewhere);
      run.trace.length = 0;
      await assert.rejects(run.backUp(), { code: 'place-blocked', data: { path, standing: 'link' } });
      assert.deepEqual(recordTree(run.directory), before);
      assert.deepEqual(recordTree(elsewhere), untouched);
      assert.ok(run.trace.every(({ channel }) => channel !== BACKUP_SERVICE));
      rmSync(path);
      assert.equal((await run.backUp()).verdict, 'good');
    });
  }
});

/** A good backup, and a run over it that the judge did not like. */
async function interrupted(): Promise<BackupRun> {
  const run = await trustedPhone(small);
  await run.backUp();
  const { verdict } = await run.backUp({}, () => Promise.resolve({ verdict: 'damaged' as const }));
  assert.equal(verdict, 'damaged');
  return run;
}
