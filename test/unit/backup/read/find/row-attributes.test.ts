/** What records say in numbers, read from the pages of the catalogue, against the rows that SQLite gives one by one. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { RankedRows } from '../../../../../src/backup/read/catalogue/ranked-rows.ts';
import { fileOf, recordOf } from '../../../../../src/backup/read/file-rows.ts';
import { RowAttributes } from '../../../../../src/backup/read/find/row-attributes.ts';
import { encodeMBFile, fileIdOf } from '../../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../../support/backup-copy.ts';
import { recordFor, writeCatalogue } from '../../../../support/sample-backup.ts';

interface OddRow {
  readonly flags: number;
  readonly size: number;
  readonly lastModified: number;
  readonly protectionClass: number;
  /** Of extended attributes: some records go on on another page. */
  readonly extra: number;
  readonly record: 'usual' | 'none' | 'damaged' | 'text' | 'short' | 'no-row';
}

const arbitraryRow: fc.Arbitrary<OddRow> = fc.record({
  flags: fc.constantFrom(1, 1, 1, 2, 4, 0, 16, 300, -1),
  size: fc.constantFrom(0, 7, 255, 256, 70_000, 2 ** 33, 2 ** 52),
  lastModified: fc.constantFrom(-5, 0, 1_600_000_000, 2 ** 40),
  protectionClass: fc.constantFrom(0, 1, 3, 4, 11, 254, 255, 300),
  extra: fc.constantFrom(0, 0, 0, 300, 3500, 9000),
  record: fc.constantFrom('usual', 'usual', 'usual', 'none', 'damaged', 'text', 'short', 'no-row'),
});

function writeRows(path: string, rows: readonly OddRow[]): void {
  writeCatalogue(path, (insert) => {
    for (const [number, row] of rows.entries()) {
      const relativePath = `folder/${String(number)}`;
      const { flags, extra, record, ...numbers } = row;
      const mode = [0o100644, 0o040755, 0o120755][number % 3] ?? 0;
      const attributes = extra === 0 ? {} : { extendedAttributes: new Uint8Array(extra) };
      const blob = encodeMBFile(recordFor({ domain: 'HomeDomain', relativePath, record: { ...numbers, mode, ...attributes } }));
      if (record === 'damaged') blob[blob.length - 20] = 0xff;
      const stored = record === 'none' ? null : record === 'short' ? blob.subarray(0, 40) : blob;
      insert(fileIdOf('HomeDomain', relativePath), 'HomeDomain', relativePath, flags, stored);
    }
  });
  using database = new DatabaseSync(path);
  const set = database.prepare('UPDATE Files SET file = ? WHERE relativePath = ?');
  const move = database.prepare('UPDATE Files SET relativePath = ? WHERE relativePath = ?');
  for (const [number, { record }] of rows.entries()) {
    if (record === 'text') set.run('a text', `folder/${String(number)}`);
    // No row that can be used.
    if (record === 'no-row') move.run(Buffer.from('a blob'), `folder/${String(number)}`);
  }
}

/** As the list shows it. */
function modelOf(store: RankedRows): (number | undefined)[][] {
  return store.rows({ first: 1, last: store.index.length }).map((row) => {
    const { record } = recordOf(row);
    if (record === undefined) return [Number.NaN, Number.NaN, Number.NaN];
    const { protectionClass } = record;
    return [
      fileOf(row).kind === 'file' ? record.size : Number.NaN,
      record.lastModified * 1000,
      protectionClass < 255 ? protectionClass : Number.NaN,
    ];
  });
}

async function attributesOf(store: RankedRows, attributes: RowAttributes): Promise<number[][]> {
  const ranks = Uint32Array.from({ length: store.index.length }, (_, place) => place + 1);
  const known = await attributes.of(ranks, undefined);
  return Array.from(ranks, (rank) => [known.size(rank), known.modified(rank), known.protectionClass(rank)]);
}

describe('what records say in numbers', () => {
  it('is read from pages as SQLite gives it, whatever stands in a row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryRow, { maxLength: 60 }), async (rows) => {
        using folder = temporaryFolder();
        const path = join(folder.path, 'Manifest.db');
        writeRows(path, rows);
        await using store = await RankedRows.open(path, undefined);
        const model = modelOf(store);
        using whole = new RowAttributes(store, 0);
        assert.deepEqual(await attributesOf(store, whole), model);
        using single = new RowAttributes(store);
        assert.deepEqual(await attributesOf(store, single), model);
      }),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  it('is gone on with after somebody has given up, and not once it is closed', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'Manifest.db');
    const rows = Array.from({ length: 10_000 }, (_, number): OddRow => ({
      flags: 1,
      size: number,
      lastModified: number,
      protectionClass: 3,
      extra: 0,
      record: 'usual',
    }));
    writeRows(path, rows);
    await using store = await RankedRows.open(path, undefined);
    const ranks = Uint32Array.from({ length: store.index.length }, (_, place) => place + 1);
    const attributes = new RowAttributes(store, 0);
    const given = new AbortController();
    const first = attributes.of(ranks, given.signal);
    given.abort();
    await assert.rejects(first, { code: 'cancelled' });
    const [one, other] = await Promise.all([attributes.of(ranks, undefined), attributes.of(ranks, undefined)]);
    assert.equal(one, other);
    assert.deepEqual(await attributesOf(store, attributes), modelOf(store));
    const closed = new RowAttributes(store, 0);
    const asked = closed.of(ranks, undefined);
    closed[Symbol.dispose]();
    await assert.rejects(asked, { code: 'cancelled' });
  }).timeout(30_000);
});
