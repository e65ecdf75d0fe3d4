/** A list of files that makes itself up is not asked: what was written once is read from the pages. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { salvageBackup } from '../../../../src/backup/index.ts';
import { copyFixture } from '../../../support/backup-copy.ts';

describe('salvage of a list of files that never ends', () => {
  it('has back every file whose row still lies in the pages', async () => {
    using copy = copyFixture('plain-ios17');
    const database = new DatabaseSync(join(copy.path, 'Manifest.db'));
    database.exec(`PRAGMA journal_mode = DELETE; ALTER TABLE Files RENAME TO Others;
      CREATE VIEW Files AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS rowid,
        printf('%040x', i) AS fileID, 'HomeDomain' AS domain, printf('%d', i) AS relativePath, 1 AS flags, NULL AS file FROM n`);
    database.close();
    const { verdict, counts } = await salvageBackup(copy.path, { target: join(copy.parent, 'out') });
    assert.deepEqual([verdict, counts.lost, counts.damaged], ['good', 0, 0]);
    assert.ok(counts.proven > 0 && counts.consistent > 0);
  });
});
