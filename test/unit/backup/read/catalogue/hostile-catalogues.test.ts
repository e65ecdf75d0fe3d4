/** Catalogues and property lists with bits flipped or cut off anywhere: they open, or there is a coded error, and what they are read from stays small. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { openBackup, readEncryption, unlockBackup, verifyBackup } from '../../../../../src/backup/index.ts';
import { buildIndex } from '../../../../../src/backup/read/index/build-index.ts';
import { openRankedRows } from '../../../../../src/backup/read/catalogue/open-ranked-rows.ts';
import { nodeSqlite } from '../../../../../src/backup/read/sqlite/node-sqlite.ts';
import { inspectFolder } from '../../../../../src/backup/read/summary.ts';
import { isCodedError } from '../../../../../src/base/index.ts';
import { encodeMBFile, fileIdOf } from '../../../../../src/formats/index.ts';
import { copyFixture, fixtureFacts, temporaryFolder, type FixtureName } from '../../../../support/backup-copy.ts';
import { arbitraryDamage } from '../../../../support/damaged-bytes.ts';
import { recordFor, writeCatalogue } from '../../../../support/sample-backup.ts';

/** Whatever is thrown has a code, and one that people have words for. */
async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'fine';
  } catch (error) {
    assert.ok(isCodedError(error), `expected a coded error, got ${String(error)}`);
    assert.notEqual(error.code, 'internal');
    return error.code;
  }
}

async function readAllRows(path: string): Promise<void> {
  await using store = await openRankedRows(await inspectFolder(path));
  assert.equal(store.rows(store.rangeOf(undefined)).length <= store.rangeOf(undefined).last, true);
  for (const { domain } of store.domains()) store.childrenOf(domain, 'Library');
}

async function survivesDamage(name: FixtureName, file: string, look: (path: string) => Promise<unknown>): Promise<Set<string>> {
  using copy = copyFixture(name);
  const place = join(copy.path, file);
  const sound = readFileSync(place);
  const codes = new Set<string>();
  const tryOne = async (bytes: Uint8Array) => {
    writeFileSync(place, bytes);
    codes.add(await codeOf(() => look(copy.path)));
  };
  for (const length of [0, 1, 5, 6, 15, 16, 17, 99, 100, 101, 511, 512, 4095, 4096, 4097, sound.length - 1]) {
    await tryOne(sound.subarray(0, length));
  }
  await fc.assert(fc.asyncProperty(arbitraryDamage(sound), tryOne), { numRuns: 60 });
  return codes;
}

describe('a damaged', () => {
  it('Manifest.db is read or refused', async () => {
    const codes = await survivesDamage('plain-ios17', 'Manifest.db', readAllRows);
    assert.ok(codes.has('catalogue-unreadable'));
  }).timeout(60_000);

  it('Manifest.mbdb is read or refused', async () => {
    const codes = await survivesDamage('encrypted-ios9-mbdb', 'Manifest.mbdb', readAllRows);
    assert.ok(codes.has('catalogue-unreadable'));
  }).timeout(60_000);

  it('Manifest.plist is no obstacle that has no name', async () => {
    const password = fixtureFacts('encrypted-ios9-mbdb').password ?? '';
    const codes = await survivesDamage('encrypted-ios9-mbdb', 'Manifest.plist', async (path) => {
      await readEncryption(path);
      await using keys = await unlockBackup(path, password, { acceptDamage: true });
      assert.equal(keys.locked, false);
    });
    assert.ok(codes.has('plist-unreadable'));
  }).timeout(60_000);

  it('Info.plist and Status.plist change nothing about the list of files', async () => {
    for (const name of ['Info.plist', 'Status.plist']) {
      assert.deepEqual(await survivesDamage('plain-ios17', name, readAllRows), new Set(['fine']));
    }
  }).timeout(60_000);
});

describe('the index of a catalogue', () => {
  /** The same file, read through its pages and through SQLite. */
  function bothOrders(path: string): [string[], string[]] {
    const engine = nodeSqlite();
    assert.ok(engine);
    using database = engine.openInPlace(path);
    const [byPages, bySqlite] = [buildIndex(database, path), buildIndex(database, undefined)];
    const names = (index: typeof byPages) => Array.from({ length: index.length }, (_, place) => String(index.rowidAt(place + 1)));
    assert.deepEqual(byPages.domains, bySqlite.domains);
    return [names(byPages), names(bySqlite)];
  }

  const column = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('a/b', 'a/b/c', '\u001e', 'x\u001fy', '', 'n\0l'),
  );
  const anyRow = fc.record({
    domain: fc.option(column),
    relativePath: fc.option(column),
    flags: fc.oneof(fc.constantFrom(1, 2, 4, 0), fc.integer({ min: -40_000, max: 70_000 })),
    rowid: fc.integer({ min: 0, max: 2 ** 40 }),
  });

  it('is the same whether SQLite reads the table or its pages are read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyRow, { selector: ({ rowid }) => rowid, maxLength: 80 }),
        fc.constantFrom(512, 4096),
        (rows, pageBytes) => {
          using folder = temporaryFolder();
          const path = join(folder.path, 'Manifest.db');
          {
            using database = new DatabaseSync(path);
            database.exec(
              `PRAGMA page_size = ${String(pageBytes)}; CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)`,
            );
            const insert = database.prepare(
              'INSERT INTO Files (rowid, fileID, domain, relativePath, flags, file) VALUES (?, ?, ?, ?, ?, ?)',
            );
            for (const { rowid, domain, relativePath, flags } of rows) {
              insert.run(rowid, String(rowid).padStart(40, '0'), domain, relativePath, flags, new Uint8Array(rowid % 900));
            }
          }
          const [byPages, bySqlite] = bothOrders(path);
          assert.deepEqual(byPages, bySqlite);
          return Promise.resolve();
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  it('takes names that do not fit on a page, and folders thousands deep', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'Manifest.db');
    const down = 'd/'.repeat(5000);
    const names = ['x'.repeat(4096), 'é'.repeat(4096), `${down}end`, `${down}d-`, `${down}d/x`, `${'d/'.repeat(600)}-`, 'd', 'short'];
    writeCatalogue(path, (insert) => {
      for (const relativePath of names) {
        insert(
          fileIdOf('HomeDomain', relativePath),
          'HomeDomain',
          relativePath,
          1,
          encodeMBFile(recordFor({ domain: 'HomeDomain', relativePath })),
        );
      }
    });
    const [byPages, bySqlite] = bothOrders(path);
    assert.deepEqual(byPages, bySqlite);
    const ordered = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(
      byPages,
      ordered.map((name) => String(names.indexOf(name) + 1)),
    );
  });

  it('costs nothing for a name that is a million slashes: no phone has one, and it is left out', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'Manifest.db');
    writeCatalogue(path, (insert) => {
      for (let row = 0; row < 3; row++) insert(String(row).padStart(40, '0'), 'HomeDomain', `${row}${'/'.repeat(1_000_000)}`, 1, null);
    });
    const before = process.memoryUsage().rss;
    const [byPages, bySqlite] = bothOrders(path);
    assert.deepEqual([byPages, bySqlite], [[], []]);
    assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
  });
});

describe('a folder that only looks like a backup', () => {
  it('may hold very many files', async () => {
    using folder = temporaryFolder();
    for (let index = 0; index < 5000; index++) writeFileSync(join(folder.path, `some file ${String(index)}`), '');
    const before = process.memoryUsage().heapUsed;
    assert.equal(await codeOf(async () => openBackup(folder.path)), 'not-a-backup');
    assert.ok(process.memoryUsage().heapUsed - before < 64 * 1024 * 1024);
  }).timeout(60_000);

  it('has no content behind a folder that is a link', async () => {
    using copy = copyFixture('plain-ios17');
    await using backup = await openBackup(copy.path);
    const { rows } = await backup.list({ limit: 1000 });
    const file = rows.find(({ kind, size }) => kind === 'file' && size > 0);
    assert.ok(file);
    const hh = join(copy.path, file.fileID.slice(0, 2));
    using outside = temporaryFolder();
    renameSync(hh, join(outside.path, 'hh'));
    symlinkSync(join(outside.path, 'hh'), hh);
    await using again = await openBackup(copy.path);
    assert.equal((await again.details(file.fileID))?.payload, undefined);
    const { findings } = await verifyBackup(copy.path, { level: 'full' });
    const missing = findings.filter(({ code }) => code === 'payload-missing').map(({ fileID }) => fileID);
    assert.ok(missing.includes(file.fileID));
  });

  it('may lead out of itself', async () => {
    using folder = temporaryFolder();
    using copy = copyFixture('plain-ios17');
    const path = join(folder.path, 'linked');
    mkdirSync(path);
    for (const name of ['Manifest.db', 'Manifest.plist']) symlinkSync(join(copy.path, name), join(path, name));
    assert.equal(await codeOf(async () => openBackup(path)), 'catalogue-unreadable');
  });
});
