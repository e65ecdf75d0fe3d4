/** Databases full of wrong bytes and cut off anywhere: every question ends in an answer or a coded error, in time and within 512 MB. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileIdOf } from '../../src/formats/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import type { LooksAtDatabases } from '../support/corpus/look-at-databases.ts';
import { makeDatabase } from '../support/previewing-databases.ts';
import { withParents, writeSampleBackup } from '../support/sample-backup.ts';

const DOMAIN = 'HomeDomain';
const CHANGES = 30;
const MOST_MEMORY = 512 * 1024 * 1024;

describe('a database with wrong bytes', () => {
  it('never crashes who looks at it, and never takes much memory', async function () {
    this.timeout(240_000);
    const { database } = makeDatabase((made) => {
      made.exec(`PRAGMA page_size = 1024; CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, content BLOB); CREATE INDEX item_name ON item (name);
        CREATE TABLE other (id INTEGER PRIMARY KEY, text TEXT); CREATE VIEW both AS SELECT name, text FROM item JOIN other USING (id);
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200) INSERT INTO item SELECT x, 'item ' || x, zeroblob(x * 20) FROM n;
        INSERT INTO other SELECT id, name || ' too' FROM item WHERE id % 3 = 0`);
    });
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeSampleBackup(path, withParents([{ domain: DOMAIN, relativePath: 'app.db', content: database }]));
    const fileID = fileIdOf(DOMAIN, 'app.db');
    const script = join(import.meta.dirname, '..', 'support', 'corpus', 'look-at-databases.ts');
    const args = ['--max-old-space-size=256', script, path, DOMAIN, 'app.db', join(path, fileID.slice(0, 2), fileID), CHANGES.toString()];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { looks, codes, crashes, peakBytes } = JSON.parse(stdout) as LooksAtDatabases;
    assert.deepEqual(crashes, []);
    assert.ok(looks > CHANGES * 4 && (codes.fine ?? 0) > CHANGES && (codes['database-unreadable'] ?? 0) > 5, JSON.stringify(codes));
    assert.ok(peakBytes < MOST_MEMORY, `${peakBytes.toString()} bytes of memory`);
  });
});
