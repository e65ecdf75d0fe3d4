/** Rows of an SQLite catalogue from damaged files: tables, free space, indexes, logs. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { carveRows, type CarvedRow } from '../../../../src/backup/salvage/carve-rows.ts';
import { openDatabasePages, openLogPages, type PageFile } from '../../../../src/backup/salvage/sqlite-pages.ts';
import { decodeMBFile, encodeMBFile, fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { PAGE, pagesOfKind, zero } from '../../../support/salvage-run.ts';
import { recordFor, writeCatalogue } from '../../../support/sample-backup.ts';

const DOMAIN = 'AppDomain-com.example.app';
const COUNT = 300;
const pathOf = (index: number) => `Documents/folder-${index % 7}/file-${String(index).padStart(4, '0')}.txt`;

interface Catalogue extends Disposable {
  readonly path: string;
  readonly folder: string;
}

function catalogue(iosMajor = 17, count = COUNT): Catalogue {
  const folder = temporaryFolder();
  const path = join(folder.path, 'Manifest.db');
  writeCatalogue(
    path,
    (insert) => {
      for (let index = 0; index < count; index++) {
        const row = { domain: DOMAIN, relativePath: pathOf(index), content: Buffer.alloc(index) };
        insert(fileIdOf(DOMAIN, row.relativePath), DOMAIN, row.relativePath, 1, encodeMBFile(recordFor(row)));
      }
    },
    iosMajor,
  );
  return { path, folder: folder.path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

function carve(file: PageFile): CarvedRow[] {
  using pages = file;
  const rows: CarvedRow[] = [];
  for (const row of carveRows(pages, (id) => rows.some(({ fileID }) => fileID === id))) rows.push(row);
  return rows;
}

const carveAt = (path: string) => carve(openDatabasePages(path));

/** Names, each once, and how many of them have a record that is sound. */
function summary(rows: readonly CarvedRow[]): { names: number; records: number } {
  const withRecord = new Set(
    rows.filter(({ blob, relativePath }) => blob !== null && isSound(blob, relativePath)).map(({ fileID }) => fileID),
  );
  for (const { fileID, domain, relativePath } of rows) assert.equal(fileIdOf(domain, relativePath), fileID);
  return { names: new Set(rows.map(({ fileID }) => fileID)).size, records: withRecord.size };
}

function isSound(blob: Uint8Array, relativePath: string): boolean {
  try {
    return decodeMBFile(blob).relativePath === relativePath;
  } catch {
    return false;
  }
}

function cellsOn(path: string, page: number): number {
  return readFileSync(path).readUInt16BE(page * PAGE + 3);
}

describe('carveRows', () => {
  it('finds every row of a sound catalogue, with its record', () => {
    using made = catalogue();
    const { path } = made;
    assert.deepEqual(summary(carveAt(path)), { names: COUNT, records: COUNT });
  });

  for (const ios of [17, 27]) {
    it(`has from the indexes of iOS ${ios} the names of a table page that was zeroed; only its records are lost`, () => {
      using made = catalogue(ios);
      const { path } = made;
      const leaves = pagesOfKind(path, 13);
      const page = leaves[Math.floor(leaves.length / 2)] ?? 0;
      const lost = cellsOn(path, page);
      assert.ok(lost > 3);
      zero(path, page * PAGE, PAGE);
      const rows = carveAt(path);
      assert.deepEqual(summary(rows), { names: COUNT, records: COUNT - lost });
      assert.ok(rows.filter(({ blob }) => blob === null).every(({ flags, domain }) => flags === 1 && domain === DOMAIN));
    });
  }

  it('needs neither the header of the file nor those of its pages', () => {
    using made = catalogue();
    const { path } = made;
    zero(path, 0, 100);
    assert.deepEqual(summary(carveAt(path)), { names: COUNT, records: COUNT });
    for (const page of pagesOfKind(path, 13)) zero(path, page * PAGE, 12);
    assert.deepEqual(summary(carveAt(path)), { names: COUNT, records: COUNT });
  });

  it('has the rows before a cut, also of the page that was cut', () => {
    using made = catalogue();
    const { path } = made;
    const before = pagesOfKind(path, 13).filter((page) => page < 20);
    truncateSync(path, 20 * PAGE);
    const cells = before.reduce((sum, page) => sum + cellsOn(path, page), 0);
    assert.ok(cells > 0);
    assert.equal(summary(carveAt(path)).records, cells);
    truncateSync(path, 20 * PAGE - 1000);
    const { records } = summary(carveAt(path));
    assert.ok(records > 0 && records <= cells);
  });

  it('finds deleted rows that nothing has overwritten, behind all others', () => {
    using made = catalogue();
    const { path } = made;
    using database = new DatabaseSync(path);
    // One in the middle of a page: its neighbours stay.
    database.exec(`PRAGMA secure_delete = 0; DELETE FROM Files WHERE relativePath = '${pathOf(150)}'; PRAGMA wal_checkpoint(TRUNCATE)`);
    database.close();
    const rows = carveAt(path);
    assert.equal(rows.at(-1)?.relativePath, pathOf(150));
    assert.deepEqual(summary(rows), { names: COUNT, records: COUNT });
  });

  it('follows a record that is longer than a page, and gives it up when the chain is broken', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'Manifest.db');
    const relativePath = `Documents/${'long-name/'.repeat(300)}end`;
    writeCatalogue(path, (insert) => {
      const record = encodeMBFile(
        recordFor({ domain: DOMAIN, relativePath, record: { extendedAttributes: new Uint8Array(9000).fill(7) } }),
      );
      insert(fileIdOf(DOMAIN, relativePath), DOMAIN, relativePath, 1, record);
    });
    const [row] = carveAt(path);
    assert.equal(row?.blob && decodeMBFile(row.blob).extendedAttributes?.length, 9000);
    truncateSync(path, readFileSync(path).length - 3 * PAGE);
    assert.equal(carveAt(path).filter(({ blob }) => blob !== null).length, 0);
  });

  it('reads rows from a write-ahead log, the latest first', () => {
    using made = catalogue(17, 20);
    const { path, folder } = made;
    using database = new DatabaseSync(path);
    database.exec('PRAGMA wal_autocheckpoint = 0');
    const relativePath = 'Documents/only-in-the-log';
    const insert = database.prepare('INSERT OR REPLACE INTO Files VALUES (?, ?, ?, 1, ?)');
    for (const size of [1, 2]) {
      insert.run(
        fileIdOf(DOMAIN, relativePath),
        DOMAIN,
        relativePath,
        encodeMBFile(recordFor({ domain: DOMAIN, relativePath, record: { size } })),
      );
    }
    const log = join(folder, 'log');
    copyFileSync(`${path}-wal`, log);
    const found = carve(openLogPages(log)).filter((row) => row.relativePath === relativePath);
    assert.deepEqual(
      found.flatMap(({ blob }) => (blob === null ? [] : [decodeMBFile(blob).size])),
      [2, 1],
    );
  });

  it('finds nothing in what is no catalogue, and never hangs on what looks like one', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'noise');
    writeFileSync(path, '0123456789abcdef'.repeat(2000));
    assert.deepEqual(carveAt(path), []);
    writeFileSync(path, '');
    assert.deepEqual(carveAt(path), []);
    using sound = catalogue(17, 40);
    const bytes = readFileSync(sound.path);
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255), length: fc.integer({ min: 1, max: 600 }) }), {
          maxLength: 30,
        }),
        fc.nat(bytes.length),
        (changes, cut) => {
          const damaged = Buffer.from(bytes);
          for (const { at, value, length } of changes) damaged.fill(value, at, Math.min(damaged.length, at + length));
          writeFileSync(path, damaged.subarray(0, cut));
          summary(carveAt(path));
        },
      ),
      { numRuns: 60 },
    );
  });
});
