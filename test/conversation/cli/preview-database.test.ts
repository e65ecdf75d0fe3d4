/** `backup-lab preview` with databases: tables, rows and queries, safe for a terminal, and whole tables for other programs. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturePath, FIXTURE_PASSWORD, temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab, documentOf } from '../../support/backup-lab.ts';
import { makeDatabase } from '../../support/previewing-databases.ts';
import { withParents, writeSampleBackup } from '../../support/sample-backup.ts';

const DOMAIN = 'HomeDomain';
const FILE = `${DOMAIN}/app.db`;

describe('backup-lab preview of a database', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  before(() => {
    const { database, log } = makeDatabase(
      (made) =>
        made.exec(
          "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, content BLOB); INSERT INTO item VALUES (1, 'red ' || char(27) || '[31m', x'ffd8ff'), (2, NULL, NULL)",
        ),
      (made) => made.exec("INSERT INTO item VALUES (9007199254740993, 'logged', NULL)"),
    );
    const rows = [
      { domain: DOMAIN, relativePath: 'app.db', content: database },
      { domain: DOMAIN, relativePath: 'app.db-wal', content: log ?? Buffer.alloc(0) },
      { domain: DOMAIN, relativePath: 'broken.db', content: Buffer.concat([database.subarray(0, 100), Buffer.alloc(8000, 7)]) },
    ];
    writeSampleBackup(path, withParents(rows));
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  it('lists tables, and shows rows side by side', async () => {
    const schema = await backupLab(['preview', path, FILE]);
    assert.match(schema.stdout, /^table item: id INTEGER, name TEXT, content BLOB$/m);
    assert.match(schema.stderr, /write-ahead log/);
    const { stdout, stderr, status } = await backupLab(['preview', path, FILE, '--table', 'ITEM', '--limit', '2']);
    assert.equal(status, 0, stderr);
    assert.equal(
      stdout,
      ['id  name            content', '1   red \\u001b[31m  jpeg of 3 bytes', '2   NULL            NULL', ''].join('\n'),
    );
    assert.match(stderr, /more rows/);
  });

  it('runs a query that only reads, and says where a mistake is', async () => {
    const result = await backupLab(['preview', path, FILE, '--sql', 'SELECT max(id) AS top FROM item', '--json']);
    const { schema, columns, rows } = documentOf(result);
    assert.deepEqual([schema, columns, rows], ['backup-lab/rows@1', ['top'], [[{ type: 'integer', value: '9007199254740993' }]]]);
    const mistake = await backupLab(['preview', path, FILE, '--sql', 'SELECT FROM item']);
    assert.equal(mistake.status, 2);
    assert.match(mistake.stderr, /Line 1, column 8/);
    const writing = await backupLab(['preview', path, FILE, '--sql', 'DELETE FROM item']);
    assert.equal(writing.status, 2);
    assert.match(writing.stderr, /only read/);
  });

  it('gives whole tables as CSV, NDJSON or a file', async () => {
    const csv = await backupLab(['preview', path, FILE, '--table', 'item', '--csv']);
    assert.equal(csv.stdout, "id,name,content\r\n1,red \u001b[31m,x'ffd8ff'\r\n2,,\r\n9007199254740993,logged,\r\n");
    const lines = await backupLab(['preview', path, FILE, '--sql', 'SELECT id FROM item', '--ndjson']);
    assert.equal(lines.stdout, '{"id":1}\n{"id":2}\n{"id":"9007199254740993"}\n');
    const target = join(folder.path, 'item.json');
    const written = await backupLab(['preview', path, FILE, '--table', 'item', '--json', '--output', target]);
    assert.equal(written.status, 0, written.stderr);
    assert.equal((JSON.parse(readFileSync(target, 'utf8')) as unknown[]).length, 3);
    const again = await backupLab(['preview', path, FILE, '--table', 'item', '--csv', '--output', target]);
    assert.equal(again.status, 6, again.stderr);
    assert.match(again.stderr, /already exists/);
  });

  it('ends with 2 for a wrong command line, and shows the header of a database that cannot be read', async () => {
    for (const args of [
      ['--table', 'nowhere'],
      ['--csv'],
      ['--output', 'x'],
      ['--table', 'item', '--output', join(folder.path, 'x')],
      ['--table', 'item', '--limit', '0'],
      ['--table', 'item', '--sql', 'SELECT 1'],
    ]) {
      assert.equal((await backupLab(['preview', path, FILE, ...args])).status, 2, args.join(' '));
    }
    assert.equal(existsSync(join(folder.path, 'x')), false);
    const broken = await backupLab(['preview', path, `${DOMAIN}/broken.db`]);
    assert.match(broken.stdout, /^Page size: 4096$/m);
    assert.match(broken.stderr, /damaged/);
    assert.equal((await backupLab(['preview', path, `${DOMAIN}/broken.db`, '--table', 'item'])).status, 8);
  });

  it('reads the messages of an encrypted backup by an independent writer', async () => {
    const args = ['preview', fixturePath('encrypted-ios17'), 'HomeDomain/Library/SMS/sms.db', '--json', '--password-env', 'PASSWORD'];
    const { database } = documentOf(await backupLab(args, { env: { PASSWORD: FIXTURE_PASSWORD['encrypted-ios17'] } }));
    assert.ok((database as { tables: unknown[] }).tables.length > 0);
  });
});
