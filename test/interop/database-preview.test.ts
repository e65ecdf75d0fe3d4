/** What a preview of a database shows, and what it exports, compared with Debian's sqlite3: rows of any type, with what is only in the log. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportRows, type Cell, type DatabasePreview } from '../../src/backup/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { withDatabase, type DatabaseFiles } from '../support/previewing-databases.ts';

const QUERIES = {
  every: 'SELECT rowid, * FROM kinds ORDER BY rowid',
  sorted: 'SELECT rowid, * FROM kinds ORDER BY b COLLATE BINARY DESC, rowid',
  texts: "SELECT rowid, * FROM kinds WHERE typeof(b) <> 'blob' AND b LIKE '%7%' ORDER BY rowid",
  range: 'SELECT rowid, * FROM kinds WHERE a >= 100 AND a <= 250.5 ORDER BY rowid',
} as const;

/** A database by the other program, with a log that was never written back. */
function madeByOther(): DatabaseFiles {
  using folder = temporaryFolder();
  const path = join(folder.path, 'app.sqlite');
  const insert = (
    from: number,
    count: number,
  ) => `WITH RECURSIVE n(x) AS (SELECT ${from} UNION ALL SELECT x + 1 FROM n WHERE x < ${from + count - 1})
    INSERT INTO kinds SELECT CASE x % 5 WHEN 0 THEN NULL WHEN 1 THEN x WHEN 2 THEN x * 1.5 WHEN 3 THEN 'text ' || x ELSE zeroblob(x % 300) END,
      CASE x % 7 WHEN 0 THEN -x WHEN 1 THEN 'Ä' || x WHEN 2 THEN 9223372036854775807 - x WHEN 3 THEN x'00ff' ELSE x || ',"' || char(10) END, printf('%.*c', x % 9000, 'z') FROM n;`;
  // The copies are made while the connection is open: closing it would write the log back.
  const script = `PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE kinds (a, b, c TEXT);
    ${insert(1, 400)} PRAGMA wal_checkpoint(TRUNCATE); ${insert(401, 300)} DELETE FROM kinds WHERE rowid % 11 = 0; UPDATE kinds SET b = 'log' WHERE rowid = 2;
.shell cp ${path} ${path}.copy && cp ${path}-wal ${path}.copy-wal
`;
  execFileSync('sqlite3', [path], { input: script });
  return { database: readFileSync(`${path}.copy`), log: readFileSync(`${path}.copy-wal`) };
}

/** As `quote()` of SQLite shows values. */
function quoted(cell: Cell): string {
  switch (cell.type) {
    case 'null':
      return 'NULL';
    case 'integer':
      return cell.value;
    case 'real':
      return String(cell.value);
    case 'text':
      return `'${cell.value.replaceAll("'", "''")}'`;
    case 'blob':
      return `blob ${cell.bytes} ${cell.start ?? ''}`;
  }
}

async function windowed(preview: DatabasePreview, request: Parameters<DatabasePreview['rows']>[0]): Promise<string[]> {
  const lines: string[] = [];
  for (let position = 0; ;) {
    const { rows, hasMore } = await preview.rows({ ...request, position });
    for (const { key, cells } of rows) lines.push([key, ...cells.slice(0, 2).map(quoted)].join('|'));
    position += rows.length;
    if (!hasMore) return lines;
  }
}

describe('a preview of a database, next to sqlite3', () => {
  const files = madeByOther();

  for (const form of ['plain', 'encrypted'] as const) {
    it(`shows the same rows, in the same order (${form})`, async () => {
      using folder = temporaryFolder();
      const copy = join(folder.path, 'copy.db');
      writeFileSync(copy, files.database);
      writeFileSync(`${copy}-wal`, files.log ?? '');
      const others = (sql: string) =>
        execFileSync('sqlite3', ['-list', '-newline', '\x1e', copy, sql]).toString().split('\x1e').filter(Boolean);
      const value = (
        name: string,
      ) => `CASE typeof(${name}) WHEN 'blob' THEN 'blob ' || length(${name}) || ' ' || lower(hex(substr(${name}, 1, 32)))
        WHEN 'real' THEN rtrim(printf('%!.15g', ${name}), '0') ELSE quote(${name}) END`;
      const listed = (sql: string) =>
        others(`SELECT rowid || '|' || ${value('a')} || '|' || ${value('b')} FROM (${sql})`.replace('SELECT rowid, *', 'SELECT rowid, *'));
      await withDatabase(
        files,
        async ({ preview }) => {
          const plain = (lines: string[]) => lines.map((line) => line.replace(/\|(-?\d+)\.(?=\||$)/g, '|$1'));
          const compare = async (sql: string, request: Omit<Parameters<DatabasePreview['rows']>[0], 'table' | 'limit'>) => {
            const theirs = plain(listed(sql));
            assert.ok(theirs.length > 20);
            assert.deepEqual(plain(await windowed(preview, { table: 'kinds', limit: 97, ...request })), theirs);
          };
          await compare(QUERIES.every, {});
          await compare(QUERIES.sorted, { order: { column: 'b', descending: true } });
          await compare(QUERIES.texts, { filters: [{ column: 'b', test: 'contains', value: '7' }] });
          await compare(QUERIES.range, { filters: [{ column: 'a', test: 'range', from: 100, to: 250.5 }] });
          const { rows } = await preview.query(QUERIES.range);
          assert.equal(rows.length, listed(QUERIES.range).length);
          const [count] = others('SELECT count(*) FROM kinds');
          assert.deepEqual(await preview.count({ table: 'kinds' }), { rows: Number(count), isAtLeast: false });
        },
        form,
      );
    });
  }

  it('exports CSV that sqlite3 reads back as the same texts', async () => {
    await withDatabase(files, async ({ backup, file }) => {
      using folder = temporaryFolder();
      const target = join(folder.path, 'kinds.csv');
      await exportRows(backup, file, target, { rows: { table: 'kinds' }, format: 'csv' });
      const copy = join(folder.path, 'copy.db');
      writeFileSync(copy, files.database);
      writeFileSync(`${copy}-wal`, files.log ?? '');
      const script = `.mode csv
.import ${target} back
SELECT count(*) FROM back;
SELECT count(*) FROM (SELECT c, row_number() OVER () AS n FROM back) x JOIN (SELECT c, b, row_number() OVER (ORDER BY rowid) AS n FROM kinds) y USING (n) WHERE x.c = y.c;
SELECT count(*) FROM (SELECT b, row_number() OVER () AS n FROM back) x JOIN (SELECT b, row_number() OVER (ORDER BY rowid) AS n FROM kinds) y USING (n)
  WHERE x.b = CASE typeof(y.b) WHEN 'blob' THEN 'x''' || lower(hex(y.b)) || '''' ELSE CAST(y.b AS TEXT) END;
SELECT count(*) FROM kinds;
`;
      const counts = execFileSync('sqlite3', [copy], { input: script }).toString().trim().split(/\s+/);
      assert.equal(new Set(counts).size, 1, counts.join());
      assert.ok(Number(counts[0]) > 600);
    });
  });
});
