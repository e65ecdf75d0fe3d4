/** Both SQLite engines behind the same interface: same rows, nothing left behind. */
import assert from 'node:assert/strict';
import { copyFileSync, globSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ROOT } from '../../../../.config/bundles.ts';
import { CatalogueService } from '../../../../src/backup/read/catalogue/catalogue-service.ts';
import { RankedRows } from '../../../../src/backup/read/catalogue/ranked-rows.ts';
import { loadSqlite } from '../../../../src/backup/read/sqlite/load-sqlite.ts';
import { nodeSqlite } from '../../../../src/backup/read/sqlite/node-sqlite.ts';
import { openUntouched } from '../../../../src/backup/read/sqlite/open-untouched.ts';
import type { SqliteEngine } from '../../../../src/backup/read/sqlite/sqlite.ts';
import { loadWasmSqlite } from '../../../../src/backup/read/sqlite/wasm-sqlite.ts';
import { copyFixture, fixturePath, recordTree, temporaryFolder } from '../../../support/backup-copy.ts';

/** Of this process; others may run meanwhile. */
const privateFolders = () => readdirSync(tmpdir()).filter((name) => /^ios-backup-lab-\w+-(\d+)-/.exec(name)?.[1] === String(process.pid));

/** A database whose last rows stand only in its write-ahead log. */
function writeWithLog(folder: string): string {
  const source = join(folder, 'source');
  mkdirSync(source);
  const path = join(folder, 'Manifest.db');
  using database = new DatabaseSync(join(source, 'x.db'));
  database.exec('PRAGMA journal_mode=WAL; CREATE TABLE t (a TEXT); INSERT INTO t VALUES (1); PRAGMA wal_checkpoint(TRUNCATE)');
  database.exec("INSERT INTO t VALUES ('only in the log')");
  for (const end of ['', '-wal']) copyFileSync(join(source, `x.db${end}`), `${path}${end}`);
  return path;
}

describe('SQLite engines', () => {
  it('get no SQL with numbered places, for which Node 22 has no values before 22.20', () => {
    const files = globSync('src/**/*.ts', { cwd: ROOT });
    assert.ok(files.length > 500);
    const numbered = files.filter((file) => /^(?!\s*(?:\/\/|\*|\/\*)).*[ (,=]\?[1-9]\b/m.test(readFileSync(join(ROOT, file), 'utf8')));
    assert.deepEqual(numbered, []);
  });

  it("leave Node's own alone where it lacks what we need, as before Node 22.16", () => {
    assert.equal(nodeSqlite()?.name, 'node:sqlite');
    const StatementOfOlderNode = { prototype: {} } as unknown as typeof StatementSync;
    assert.equal(nodeSqlite({ DatabaseSync, StatementSync: StatementOfOlderNode }), undefined);
  });

  const engines: [string, () => Promise<SqliteEngine>][] = [
    ['node:sqlite', loadSqlite],
    ['node-sqlite3-wasm', loadWasmSqlite],
  ];
  for (const [name, load] of engines) {
    describe(name, () => {
      it('is the engine it says', async () => {
        assert.equal((await load()).name, name);
      });

      it('reads a WAL-mode catalogue and leaves no trace', async () => {
        using copy = copyFixture('plain-ios17');
        const before = recordTree(copy.parent);
        const temporary = privateFolders();
        {
          await using store = await RankedRows.open(join(copy.path, 'Manifest.db'), undefined, await load());
          const service = new CatalogueService(store);
          const { rows } = await service.answer('list', { search: 'SMS', limit: 10 }, new AbortController().signal);
          assert.deepEqual(
            rows.map(({ relativePath }) => relativePath),
            ['Library/SMS', 'Library/SMS/sms.db'],
          );
          assert.deepEqual(store.quickCheck(10), []);
          assert.equal(store.fileIDsWith('3d').has('3d0d7e5fb2ce288813306e4d4636395e047a3d28'), true);
        }
        assert.deepEqual(recordTree(copy.parent), before);
        assert.deepEqual(privateFolders(), temporary);
      });

      it('applies the log that lies beside a file, in a copy', async () => {
        using folder = temporaryFolder();
        const path = writeWithLog(folder.path);
        const before = recordTree(folder.path);
        const temporary = privateFolders();
        {
          await using opened = await openUntouched(await load(), path, `${path}-wal`);
          assert.equal(opened.logApplied, true);
          assert.deepEqual(opened.database.prepare('SELECT a FROM t').all(), [['1'], ['only in the log']]);
          assert.equal(privateFolders().length, temporary.length + 1);
        }
        assert.deepEqual(recordTree(folder.path), before);
        assert.deepEqual(privateFolders(), temporary);
      });

      it('takes an empty log for none', async () => {
        using folder = temporaryFolder();
        const path = writeWithLog(folder.path);
        truncateSync(`${path}-wal`);
        await using opened = await openUntouched(await load(), path, `${path}-wal`);
        assert.equal(opened.logApplied, false);
        assert.deepEqual(opened.database.prepare('SELECT a FROM t').all(), [['1']]);
      });

      it('tells what is no database', async () => {
        using folder = temporaryFolder();
        const path = join(folder.path, 'Manifest.db');
        writeFileSync(path, readFileSync(join(fixturePath('plain-ios17'), 'Info.plist')));
        await assert.rejects(RankedRows.open(path, undefined, await load()), { code: 'catalogue-unreadable' });
      });

      it('stops reading early and starts again', async () => {
        await using opened = await openUntouched(await load(), join(fixturePath('plain-ios17'), 'Manifest.db'), undefined);
        const statement = opened.database.prepare('SELECT fileID, flags FROM Files ORDER BY fileID');
        const first = statement.first();
        for (const row of statement.each()) {
          assert.deepEqual(row, first);
          break;
        }
        assert.equal([...statement.each()].length, 76);
        assert.equal(statement.all().length, 76);
      });
    });
  }
});
