/** A Manifest.db without a list of files, beside a Manifest.mbdb that has one. */
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openBackup, unlockBackup } from '../../../../src/backup/index.ts';
import { copyFixture, FIXTURE_PASSWORD, fixtureFacts, fixturePath, recordTree } from '../../../support/backup-copy.ts';
import { look } from '../../../support/damaged-backup.ts';

const NAME = 'encrypted-ios9-mbdb';

describe('a stray Manifest.db beside Manifest.mbdb', () => {
  const strays: readonly (readonly [what: string, write: (file: string) => void])[] = [
    [
      'that is empty',
      (file) => {
        writeFileSync(file, '');
      },
    ],
    [
      'of some other program',
      (file) => {
        using database = new DatabaseSync(file);
        database.exec('CREATE TABLE Other (name TEXT)');
      },
    ],
  ];
  for (const [what, write] of strays) {
    it(`${what} is reported, and the older catalogue is read`, async () => {
      using copy = copyFixture(NAME);
      write(join(copy.path, 'Manifest.db'));
      const before = recordTree(copy.path);
      await using keys = await unlockBackup(copy.path, FIXTURE_PASSWORD[NAME]);
      await using backup = await openBackup(copy.path, { keys });
      assert.equal(backup.summary.era, 'mbdb');
      assert.equal(await backup.count({}), fixtureFacts(NAME).files.length);
      const seen = await look(copy.path, 'full', FIXTURE_PASSWORD[NAME]);
      assert.deepEqual(seen.grave, ['stray-manifest-db']);
      assert.equal(seen.of('stray-manifest-db')?.evidence.file, 'Manifest.db');
      assert.deepEqual(recordTree(copy.path), before);
    });
  }

  it('does not hide a list of files, whole or damaged', async () => {
    using copy = copyFixture(NAME);
    const file = join(copy.path, 'Manifest.db');
    copyFileSync(join(fixturePath('plain-ios17'), 'Manifest.db'), file);
    await using backup = await openBackup(copy.path);
    assert.equal(backup.summary.era, 'db');
    writeFileSync(file, 'something else');
    assert.deepEqual(
      (await look(copy.path)).report.findings.filter(({ code }) => code === 'stray-manifest-db'),
      [],
    );
  });

  it('is not one where no older catalogue is to be read', async () => {
    using copy = copyFixture('plain-ios17');
    writeFileSync(join(copy.path, 'Manifest.db'), '');
    writeFileSync(join(copy.path, 'Manifest.mbdb'), 'nothing of the kind');
    await assert.rejects(openBackup(copy.path), { code: 'catalogue-unreadable' });
  });
});
