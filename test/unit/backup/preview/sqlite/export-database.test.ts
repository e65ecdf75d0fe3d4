/** Rows of a database as files: exact, complete or absent, and never inside the backup. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportRows, streamRows, type ExportRowsOptions } from '../../../../../src/backup/index.ts';
import { isCodedError } from '../../../../../src/base/index.ts';
import { temporaryFolder } from '../../../../support/backup-copy.ts';
import { makeDatabase, withDatabase, type PreviewedDatabase } from '../../../../support/previewing-databases.ts';

const ODD = makeDatabase(
  (database) => {
    database.exec(`CREATE TABLE odd (id INTEGER PRIMARY KEY, "the ""text""" TEXT, number, content BLOB);
      INSERT INTO odd VALUES (1, 'plain', 1, NULL), (2, 'with "quotes", commas' || char(13, 10) || 'and lines', 1.0, x'00ff'),
        (3, '', 9007199254740993, x''), (4, '=1+1', -9e999, NULL)`);
  },
  (database) => database.exec("INSERT INTO odd VALUES (5, 'logged', 1e300, NULL)"),
);
const MANY = makeDatabase((database) => {
  database.exec(`CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT);
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 30000) INSERT INTO item SELECT x, 'item number ' || x FROM n`);
});

async function exported({ backup, file, keys }: PreviewedDatabase, options: Pick<ExportRowsOptions, 'rows' | 'format'>): Promise<string> {
  using folder = temporaryFolder();
  const target = join(folder.path, 'rows');
  const { bytes } = await exportRows(backup, file, target, { keys, ...options });
  assert.equal(bytes, statSync(target).size);
  assert.deepEqual(readdirSync(folder.path), ['rows']);
  return readFileSync(target, 'utf8');
}

describe('an export of rows', () => {
  it('is CSV as RFC 4180 has it, with NULL, empty texts and BLOBs apart', async () => {
    await withDatabase(ODD, async (opened) => {
      assert.deepEqual((await exported(opened, { rows: { table: 'odd' }, format: 'csv' })).split(/\r\n(?!and)/), [
        'id,"the ""text""",number,content',
        '1,plain,1,',
        '2,"with ""quotes"", commas\r\nand lines",1.0,x\'00ff\'',
        '3,"",9007199254740993,x\'\'',
        '4,=1+1,-Infinity,',
        '5,logged,1e+300,',
        '',
      ]);
    });
  });

  it('is JSON and NDJSON that lose nothing, also of an encrypted backup', async () => {
    await withDatabase(
      ODD,
      async (opened) => {
        const rows = {
          table: 'odd',
          order: { column: 'id', descending: true },
          filters: [{ column: 'id', test: 'range' as const, from: 2 }],
        };
        const json = JSON.parse(await exported(opened, { rows, format: 'json' })) as Record<string, unknown>[];
        assert.deepEqual(
          json.map(({ id }) => id),
          [5, 4, 3, 2],
        );
        assert.deepEqual(json[2], { id: 3, 'the "text"': '', number: '9007199254740993', content: { base64: '' } });
        assert.equal(json[1]?.number, '-Infinity');
        const lines = (await exported(opened, { rows, format: 'ndjson' })).trimEnd().split('\n');
        assert.deepEqual(
          lines.map((line) => JSON.parse(line) as unknown),
          json,
        );
        const query = await exported(opened, { rows: { sql: 'SELECT 1 AS a, 2 AS a WHERE 0' }, format: 'json' });
        assert.deepEqual(JSON.parse(query), []);
        const twice = await exported(opened, { rows: { sql: 'SELECT 1 AS a, 2 AS a' }, format: 'ndjson' });
        assert.equal(twice, '{"a":1,"a_2":2}\n');
      },
      'encrypted',
    );
  });

  it('does not overwrite, does not write into the backup, and leaves nothing when it fails', async () => {
    await withDatabase(ODD, async ({ backup, file, path }) => {
      using folder = temporaryFolder();
      const target = join(folder.path, 'rows.csv');
      writeFileSync(target, 'mine');
      const rows = { table: 'odd' };
      await assert.rejects(exportRows(backup, file, target, { rows, format: 'csv' }), (error) => isCodedError(error, 'target-exists'));
      assert.equal(readFileSync(target, 'utf8'), 'mine');
      await assert.rejects(exportRows(backup, file, join(path, 'rows.csv'), { rows, format: 'csv' }), (error) =>
        isCodedError(error, 'target-inside-backup'),
      );
      await assert.rejects(exportRows(backup, file, join(folder.path, 'no', 'rows.csv'), { rows, format: 'csv' }), (error) =>
        isCodedError(error, 'folder-missing'),
      );
      const wrong = join(folder.path, 'wrong.csv');
      await assert.rejects(exportRows(backup, file, wrong, { rows: { sql: 'DELETE FROM odd' }, format: 'csv' }), (error) =>
        isCodedError(error, 'query-invalid'),
      );
      await assert.rejects(exportRows(backup, file, wrong, { rows: { table: 'nowhere' }, format: 'csv' }), (error) =>
        isCodedError(error, 'no-such-table'),
      );
      assert.deepEqual(readdirSync(folder.path), ['rows.csv']);
      await exportRows(backup, file, target, { rows, format: 'csv', overwrite: true });
      assert.notEqual(readFileSync(target, 'utf8'), 'mine');
    });
  });

  it('that is canceled leaves nothing, also in the middle of a step', async () => {
    await withDatabase(MANY, async ({ backup, file }) => {
      using folder = temporaryFolder();
      const endless = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT';
      for (const sql of [`${endless} x FROM n`, `${endless} count(*) FROM n`]) {
        const cancel = new AbortController();
        const running = exportRows(backup, file, join(folder.path, 'rows.csv'), {
          rows: { sql },
          format: 'csv',
          signal: cancel.signal,
          onProgress: () => {
            cancel.abort();
          },
        });
        if (sql.includes('count')) {
          setImmediate(() => {
            cancel.abort();
          });
        }
        await assert.rejects(running, (error) => isCodedError(error, 'cancelled'));
        assert.deepEqual(readdirSync(folder.path), []);
      }
    });
  });

  it('waits for whoever takes the chunks, and ends when that fails', async () => {
    await withDatabase(MANY, async ({ backup, file }) => {
      let open = 0;
      let text = '';
      const { rows } = await streamRows(backup, file, {
        rows: { table: 'item' },
        format: 'ndjson',
        write: async (chunk) => {
          assert.equal(++open, 1);
          await new Promise(setImmediate);
          text += Buffer.from(chunk).toString();
          open--;
        },
      });
      assert.equal(rows, 30_000);
      assert.equal(text.split('\n').length, 30_001);
      const full = () => Promise.reject(new Error('the reader is gone'));
      await assert.rejects(streamRows(backup, file, { rows: { table: 'item' }, format: 'csv', write: full }), /the reader is gone/);
    });
  });
});
