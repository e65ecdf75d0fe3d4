/** Rows that are not as a device writes them: read where that can be, and never left out in silence. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openBackup, type Finding } from '../../../../src/backup/index.ts';
import { buildIndex } from '../../../../src/backup/read/index/build-index.ts';
import { loadSqlite } from '../../../../src/backup/read/sqlite/load-sqlite.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { judgedBackup } from '../../../support/corpus/judged-backup.ts';
import { editCatalogue } from '../../../support/damaged-backup.ts';
import { withParents, writeSampleBackup } from '../../../support/sample-backup.ts';
import { salvage, zero } from '../../../support/salvage-run.ts';

const NAMES = ['Documents/a.txt', 'Documents/b.txt', 'Documents/c.txt'];
const DOMAIN = 'AppDomain-com.example.app';
const B = "relativePath = 'Documents/b.txt'";

function writeBackup(path: string, edit: (database: DatabaseSync) => void): void {
  writeSampleBackup(
    path,
    withParents(NAMES.map((relativePath) => ({ domain: DOMAIN, relativePath, content: Buffer.from(`content of ${relativePath}`) }))),
  );
  editCatalogue(path, edit);
}

async function listed(path: string): Promise<string[]> {
  await using backup = await openBackup(path);
  const { rows } = await backup.list({ domain: DOMAIN, limit: 100 });
  return rows.filter(({ kind }) => kind === 'file').map(({ relativePath }) => relativePath);
}

async function reported(path: string): Promise<readonly Finding[]> {
  const { findings, verdict } = await judgedBackup(path, 'full');
  const about = findings.filter(({ code }) => code === 'row-unreadable' || code === 'row-without-file');
  if (about.some(({ severity }) => severity === 'error')) assert.equal(verdict, 'damaged');
  return about;
}

describe('a row whose fileID is a BLOB that spells it', () => {
  const edit = (database: DatabaseSync) => {
    database.exec(`UPDATE Files SET fileID = CAST(fileID AS BLOB) WHERE ${B}`);
  };

  it('is listed, found, read and reported', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeBackup(path, edit);
    assert.deepEqual(await listed(path), NAMES);
    await using backup = await openBackup(path);
    const file = (await backup.get(DOMAIN, 'Documents/b.txt')) ?? assert.fail();
    assert.equal(file.fileID, fileIdOf(DOMAIN, 'Documents/b.txt'));
    const chunks: Uint8Array[] = [];
    for await (const chunk of backup.open(file)) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString(), 'content of Documents/b.txt');
    const { findings, counts } = await judgedBackup(path, 'full');
    assert.deepEqual(
      findings.map(({ code, domain, relativePath, evidence }) => [code, domain, relativePath, evidence.reason]),
      [['row-unreadable', DOMAIN, 'Documents/b.txt', 'file-id-blob']],
    );
    assert.deepEqual([counts.consistent, counts.damaged], [3, 0]);
  });

  it('is in the index, whichever way that is made', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeBackup(path, (database) => {
      edit(database);
      database.exec(`INSERT INTO Files VALUES (CAST('${'g'.repeat(40)}' AS BLOB), 'HomeDomain', 'not one', 1, NULL)`);
    });
    const catalogue = join(path, 'Manifest.db');
    using database = (await loadSqlite()).openInPlace(catalogue);
    const lengths = [catalogue, undefined].map((file) => buildIndex(database, file).length);
    // Three files, and their folder and its domain.
    assert.deepEqual(lengths, [5, 5]);
  });

  it('is salvaged, also from pages that SQLite does not read', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeBackup(path, edit);
    {
      using salvaged = await salvage({ path, parent: folder.path });
      for (const name of NAMES) assert.equal(salvaged.file(DOMAIN, name)?.content, 'consistent', name);
    }
    // The header is gone, so that only pages are left.
    zero(join(path, 'Manifest.db'), 0, 100);
    using carved = await salvage({ path, parent: folder.path });
    for (const name of NAMES) assert.equal(carved.file(DOMAIN, name)?.content, 'consistent', name);
  });
});

describe('a row that cannot be used', () => {
  const fileID = fileIdOf(DOMAIN, 'Documents/b.txt');
  const cases: readonly (readonly [what: string, sql: string, expected: Partial<Finding>, evidence: Record<string, unknown>])[] = [
    [
      'a fileID that is NULL',
      `UPDATE Files SET fileID = NULL WHERE ${B}`,
      { domain: DOMAIN, relativePath: 'Documents/b.txt' },
      { fileID: 'null' },
    ],
    [
      'a fileID in raw bytes',
      `UPDATE Files SET fileID = X'${fileID}' WHERE ${B}`,
      { domain: DOMAIN, relativePath: 'Documents/b.txt', fileID: fileID.toUpperCase() },
      { fileID: 'blob' },
    ],
    ['a domain that is NULL', `UPDATE Files SET domain = NULL WHERE ${B}`, { fileID, relativePath: 'Documents/b.txt' }, { domain: 'null' }],
    [
      'a path that is a BLOB',
      `UPDATE Files SET relativePath = CAST(relativePath AS BLOB) WHERE ${B}`,
      { fileID, domain: DOMAIN, relativePath: Buffer.from('Documents/b.txt').toString('hex').toUpperCase() },
      { relativePath: 'blob' },
    ],
    [
      'a rowid below zero',
      `UPDATE Files SET rowid = -7 WHERE ${B}`,
      { fileID, domain: DOMAIN, relativePath: 'Documents/b.txt' },
      { rowid: '-7' },
    ],
  ];
  for (const [what, sql, expected, evidence] of cases) {
    it(`is reported with what is left of its names: ${what}`, async () => {
      using folder = temporaryFolder();
      const path = join(folder.path, 'backup');
      writeBackup(path, (database) => {
        database.exec(sql);
      });
      assert.deepEqual(await listed(path), ['Documents/a.txt', 'Documents/c.txt']);
      await using backup = await openBackup(path);
      assert.equal(await backup.unusableRows(), 1);
      const [finding, ...others] = await reported(path);
      assert.deepEqual(others, []);
      assert.ok(finding?.code === 'row-unreadable');
      const { domain, relativePath, fileID: id } = finding;
      assert.deepEqual(
        { domain, relativePath, fileID: id },
        { domain: undefined, relativePath: undefined, fileID: undefined, ...expected },
      );
      for (const [key, value] of Object.entries(evidence)) assert.equal(finding.evidence[key], value, key);
    });
  }

  it('a number in a table without types is one, too', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeBackup(path, (database) => {
      database.exec(
        'CREATE TABLE Other (fileID, domain, relativePath, flags, file); INSERT INTO Other SELECT * FROM Files; DROP TABLE Files',
      );
      database.exec(`ALTER TABLE Other RENAME TO Files; UPDATE Files SET domain = 5 WHERE ${B}`);
    });
    assert.deepEqual(await listed(path), ['Documents/a.txt', 'Documents/c.txt']);
    assert.deepEqual(
      (await reported(path)).map(({ code, domain, evidence }) => [code, domain, evidence.domain]),
      [['row-unreadable', '5', 'integer']],
    );
  });

  it('twins and rows without a domain are read, and reported', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeBackup(path, (database) => {
      database.exec(`INSERT INTO Files SELECT '${'0'.repeat(40)}', domain, relativePath, flags, file FROM Files WHERE ${B}`);
      database.exec(`INSERT INTO Files SELECT '${fileIdOf('', 'x')}', '', 'x', flags, file FROM Files WHERE ${B} LIMIT 1`);
    });
    const findings = await reported(path);
    assert.deepEqual(findings.map(({ relativePath, evidence }) => [relativePath, evidence.reason]).sort(), [
      ['Documents/b.txt', 'duplicate'],
      ['x', 'no-domain'],
    ]);
  });

  it('but for the marks of the device, which stand for no file', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeBackup(path, (database) => {
      database.exec(`INSERT INTO Files VALUES ('${'1'.repeat(40)}', NULL, NULL, 16, NULL)`);
    });
    const { findings, verdict } = await judgedBackup(path, 'full');
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [['row-without-file', 'information']],
    );
    assert.equal(verdict, 'good');
    await using backup = await openBackup(path);
    assert.equal(await backup.unusableRows(), 0);
  });

  it('is salvaged where its names are left', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeBackup(path, (database) => {
      database.exec(`UPDATE Files SET fileID = NULL WHERE ${B}`);
    });
    using salvaged = await salvage({ path, parent: folder.path });
    assert.equal(salvaged.file(DOMAIN, 'Documents/b.txt')?.content, 'consistent');
  });
});
