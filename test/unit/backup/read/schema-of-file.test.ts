/** A schema is looked at before SQLite sees it: what makes rows up, and what takes for ever to be looked up, is never asked. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openBackup } from '../../../../src/backup/index.ts';
import { filesTableOf, hasComputedColumns } from '../../../../src/backup/read/sqlite/plain-table.ts';
import { schemaOfFile } from '../../../../src/backup/read/sqlite/schema-of-file.ts';
import { copyFixture, fixturePath, temporaryFolder } from '../../../support/backup-copy.ts';

const FILES = 'CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)';

function written(...statements: readonly string[]): { readonly path: string } & Disposable {
  const folder = temporaryFolder();
  const path = join(folder.path, 'x.db');
  using database = new DatabaseSync(path);
  for (const sql of statements) database.exec(sql);
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const doubling = (levels: number) =>
  Array.from(
    { length: levels },
    (_, level) => `CREATE VIEW v${String(level + 1)} AS SELECT * FROM v${String(level)} UNION ALL SELECT * FROM v${String(level)}`,
  );

const CASES: readonly (readonly [what: string, table: ReturnType<typeof filesTableOf>, ...sql: string[]])[] = [
  ['a table', 'plain', FILES, 'CREATE INDEX i ON Files (domain)'],
  ['a table of another spelling', 'plain', FILES.replace('Files', 'fILES')],
  [
    'a table among views and triggers',
    'plain',
    FILES,
    'CREATE VIEW v AS SELECT 1',
    'CREATE TRIGGER t AFTER INSERT ON Files BEGIN SELECT 1; END',
  ],
  ['UTF-16', 'plain', 'PRAGMA encoding = "UTF-16be"', FILES],
  [
    'pages of 512 bytes',
    'plain',
    'PRAGMA page_size = 512',
    ...Array.from({ length: 60 }, (_, index) => `CREATE TABLE t${String(index)} (a, b, c)`),
    FILES,
  ],
  ['a long schema', 'plain', FILES, `CREATE VIEW v AS SELECT '${'x'.repeat(20_000)}'`],
  ['nothing', 'missing', 'CREATE TABLE Others (x)'],
  ['a view', 'computed', 'CREATE VIEW Files AS SELECT 1 AS fileID'],
  ['views of views', 'computed', 'CREATE TABLE v0 (fileID)', ...doubling(40), 'CREATE VIEW Files AS SELECT * FROM v40'],
  ['a virtual table', 'computed', 'CREATE VIRTUAL TABLE Files USING fts5(fileID)'],
  ['a computed column', 'computed', FILES.replace('file BLOB', 'file BLOB AS (zeroblob(999999999))')],
  ['a constraint', 'computed', FILES.replace('file BLOB', 'file BLOB CHECK (length(file) > 1)')],
  ['a constraint of another table', 'computed', FILES, 'CREATE TABLE Others (x, check/**/(length(hex(zeroblob(400000000))) > 1))'],
  ['very many tables', 'too-large', FILES, ...Array.from({ length: 300 }, (_, index) => `CREATE TABLE t${String(index)} (x)`)],
  ['very much text', 'too-large', FILES, `CREATE VIEW v AS SELECT '${'x'.repeat(100_000)}'`],
];

describe('the list of files', () => {
  for (const [what, table, ...sql] of CASES) {
    it(`is ${table} when there is ${what}`, () => {
      using database = written(...sql);
      assert.equal(filesTableOf(database.path), table);
    });
  }

  it('is plain in a backup, and its schema is what SQLite says', () => {
    const path = join(fixturePath('plain-ios17'), 'Manifest.db');
    assert.equal(filesTableOf(path), 'plain');
    using copy = copyFixture('plain-ios17');
    using database = new DatabaseSync(join(copy.path, 'Manifest.db'));
    const expected = database.prepare("SELECT type, name, rootpage AS rootPage, ifnull(sql, '') AS sql FROM sqlite_schema").all();
    assert.deepEqual(
      schemaOfFile(path),
      expected.map((row) => ({ ...row })),
    );
  });

  it('of any database may not be computed either, however that is spelled', () => {
    for (const [column, isComputed] of [
      ['b AS (zeroblob(9))', true],
      ['b BLOB GENERATED ALWAYS AS/**/(zeroblob(9))', true],
      ['b as -- words\n (zeroblob(9)) NOT NULL', true],
      ['b BLOB, "as" TEXT', false],
      ['b INTEGER DEFAULT (CAST(1 AS INTEGER))', false],
    ] as const) {
      using database = written(`CREATE TABLE Others (x, ${column})`);
      assert.equal(hasComputedColumns(database.path), isComputed, column);
    }
  });

  it('that is a view of views is refused and never looked up', async () => {
    using copy = copyFixture('plain-ios17');
    using database = new DatabaseSync(join(copy.path, 'Manifest.db'));
    for (const sql of ['ALTER TABLE Files RENAME TO v0', ...doubling(40), 'CREATE VIEW Files AS SELECT rowid AS rowid, * FROM v40']) {
      database.exec(sql);
    }
    database.exec('PRAGMA journal_mode = DELETE');
    database.close();
    await assert.rejects(openBackup(copy.path), { code: 'catalogue-unreadable' });
  });
});
