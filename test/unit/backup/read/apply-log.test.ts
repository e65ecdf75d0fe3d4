/** Write-ahead logs are applied as SQLite itself would, whole, cut off or damaged; and a log that promises a terabyte costs nothing. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { applyLog } from '../../../../src/backup/read/sqlite/apply-log.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

interface Sample {
  readonly database: Buffer;
  readonly log: Buffer;
}

/** A database and a log of several commits: rows added, changed and removed, the file grown and shrunk; frames of an older log behind them. */
function sample(pageBytes: number): Sample {
  using folder = temporaryFolder();
  const path = join(folder.path, 'x.db');
  using database = new DatabaseSync(path);
  database.exec(`PRAGMA page_size = ${String(pageBytes)}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA auto_vacuum = FULL;
    CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)`);
  const insert = database.prepare('INSERT INTO t (a) VALUES (?)');
  const add = (count: number) => {
    database.exec('BEGIN');
    for (let row = 0; row < count; row++) insert.run('x'.repeat(row * 7));
    database.exec('COMMIT');
  };
  add(60);
  database.exec('PRAGMA wal_checkpoint(RESTART)');
  add(10);
  database.exec('DELETE FROM t WHERE id % 3 = 0');
  add(5);
  return { database: readFileSync(path), log: readFileSync(`${path}-wal`) };
}

function rowsOf(path: string): unknown[] {
  using database = new DatabaseSync(path);
  assert.deepEqual(
    database
      .prepare('PRAGMA integrity_check')
      .all()
      .map(({ integrity_check: line }) => line),
    ['ok'],
  );
  return database.prepare('SELECT id, a FROM t ORDER BY id').all();
}

/** What SQLite makes of both files, and what is read after `applyLog`. */
function bothWays({ database, log }: Sample): { sqlite: unknown[]; ours: unknown[] } {
  using folder = temporaryFolder();
  const theirs = join(folder.path, 'theirs.db');
  const ours = join(folder.path, 'ours.db');
  const beside = join(folder.path, 'log');
  for (const path of [theirs, ours]) writeFileSync(path, database);
  for (const path of [`${theirs}-wal`, beside]) writeFileSync(path, log);
  applyLog(beside, ours);
  assert.deepEqual(readFileSync(beside), log);
  return { sqlite: rowsOf(theirs), ours: rowsOf(ours) };
}

for (const pageBytes of [512, 4096, 65536]) {
  describe(`a log with pages of ${String(pageBytes)} bytes`, () => {
    const whole = sample(pageBytes);

    it('is applied as SQLite does', () => {
      const { sqlite, ours } = bothWays(whole);
      assert.deepEqual(ours, sqlite);
      assert.ok(ours.length > 0);
    });

    it('counts up to the last commit that is whole, wherever it is cut off or damaged', () => {
      const lengths = new Set<number>();
      fc.assert(
        fc.property(fc.nat({ max: whole.log.length }), fc.boolean(), (at, isCut) => {
          const log = Buffer.from(isCut ? whole.log.subarray(0, at) : whole.log);
          if (!isCut && at < log.length) log[at] = (log[at] ?? 0) ^ 0x10;
          const { sqlite, ours } = bothWays({ database: whole.database, log });
          assert.deepEqual(ours, sqlite);
          lengths.add(ours.length);
        }),
        { numRuns: 60 },
      );
      assert.ok(lengths.size > 1);
    }).timeout(60_000);
  });
}

describe('a log without end', () => {
  it('ends where its frames do, and leaves the database as it is', () => {
    using folder = temporaryFolder();
    const { database, log } = sample(4096);
    const path = join(folder.path, 'x.db');
    writeFileSync(path, database);
    copyFileSync(path, join(folder.path, 'before'));
    const beside = join(folder.path, 'log');
    for (const salts of [log.subarray(16, 24), Buffer.alloc(8)]) {
      writeFileSync(beside, log.subarray(0, 16));
      writeFileSync(beside, salts, { flag: 'a' });
      truncateSync(beside, 2 ** 40);
      applyLog(beside, path);
      assert.deepEqual(readFileSync(path), database);
    }
    assert.equal(statSync(path).size, database.length);
  });
});
