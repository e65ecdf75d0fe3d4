/** Catalogues that would keep a careless reader busy for ever: each is refused at once. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RankedRows } from '../../../../../src/backup/read/catalogue/ranked-rows.ts';
import { temporaryFolder } from '../../../../support/backup-copy.ts';

const TABLE = 'CREATE TABLE Files (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)';

/** Writes other numbers into the rows 1, 2, 3 … of the only page of a table; `pages` is the whole file. */
function renumber(pages: Buffer, page: number, pageBytes: number, numbers: readonly number[]): void {
  const start = (page - 1) * pageBytes;
  // A leaf: the offsets of its cells from 8 on, each cell with its length and its number first, a byte each.
  for (const [cell, number] of numbers.entries()) pages[start + pages.readUInt16BE(start + 8 + 2 * cell) + 1] = number;
}

describe('a hostile catalogue', () => {
  it('that is a view without an end is refused, whatever it calls its columns', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'Manifest.db');
    using database = new DatabaseSync(path);
    database.exec(`CREATE VIEW files AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
      SELECT i AS rowid, printf('%040x', i) AS fileID, 'HomeDomain' AS domain, printf('%d', i) AS relativePath, 1 AS flags, NULL AS file FROM n`);
    const refused = (error: { code?: string; data?: { reason?: string } }) =>
      error.code === 'catalogue-unreadable' && error.data?.reason === 'schema';
    await assert.rejects(RankedRows.open(path, undefined), refused);
  });

  it('whose rows lead back to each other is damaged, and nobody reads in circles', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'Manifest.db');
    const database = new DatabaseSync(path);
    database.exec(TABLE);
    const insert = database.prepare(`INSERT INTO Files VALUES (?, 'HomeDomain', ?, 1, NULL)`);
    for (const name of ['a', 'b', 'c', 'd']) insert.run(name.repeat(40), name);
    const place = database.prepare(`SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'Files'`).get();
    database.close();
    const pages = readFileSync(path);
    renumber(pages, Number(place?.rootpage), Number(place?.page_size), [1, 9, 2, 3]);
    writeFileSync(path, pages);
    await using store = await RankedRows.open(path, undefined);
    const damaged = { code: 'catalogue-unreadable', name: 'BackupError' };
    assert.throws(() => store.domains(), damaged);
    assert.throws(() => [...store.names({}, 2)], damaged);
    assert.throws(() => [...store.fileBlobs(2)], damaged);
  });
});
