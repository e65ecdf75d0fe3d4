/** The rows of two catalogs side by side: what is the same to the byte is seen in the pages, and what is seen is what SQLite would have said. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { compareBackups, type BackupDifference } from '../../../../src/backup/index.ts';
import type { ComparisonNews } from '../../../../src/backup/compare/backups/backup-comparison-job.ts';
import { pairRows } from '../../../../src/backup/compare/backups/pair-rows.ts';
import { runBackupComparison } from '../../../../src/backup/compare/backups/run-backup-comparison.ts';
import { RankedRows } from '../../../../src/backup/read/catalogue/ranked-rows.ts';
import { encodeMBFile, fileIdOf, manifestSchema } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { recordFor, writeCatalogue, withParents, writePayload, writePlists, writeSampleBackup } from '../../../support/sample-backup.ts';

type Values = readonly [fileID: string | Uint8Array | null, domain: string, path: string, flags: number, blob: Uint8Array | null];

const FILES = 400;

/** Names in no order, with everything that a row can have and a device does not write. `version` 1 differs in every seventh. */
function valuesOf(version: 0 | 1): Values[] {
  return Array.from({ length: FILES }, (_, number): Values[] => {
    const domain = `AppDomain-com.example.${String(number % 5)}`;
    const relativePath = `Library/${String((number * 7919) % 1000)}${number % 20 === 3 ? '\u{1f600}é' : ''}${number === 50 ? 'a\0b' : ''}`;
    const isOther = version === 1 && number % 7 === 0;
    const content = Buffer.from(isOther ? 'other' : 'content');
    const extendedAttributes = Buffer.alloc(number % 13 === 0 ? 9000 : 0, number);
    const record = { lastModified: 1_700_000_000 + (isOther ? 1 : 0), inode: BigInt(number), size: content.length, extendedAttributes };
    const blob = number === 60 ? null : encodeMBFile(recordFor({ domain, relativePath, content, record }));
    const fileID = fileIdOf(domain, relativePath);
    const flags = number === 70 ? 70_000 : number === 71 ? 3 : number === 72 ? 0 : number % 11 === 0 ? 2 : 1;
    if (version === 1 && number % 31 === 5) return [];
    return [[number === 80 ? Buffer.from(fileID) : number === 81 ? 'none' : fileID, domain, relativePath, flags, blob]];
  }).flat();
}

function writeBackup(path: string, version: 0 | 1): void {
  for (const [number, [, domain, relativePath]] of valuesOf(0).entries()) {
    const isOther = version === 1 && number % 7 === 0;
    if (number % 50 !== 9) writePayload(path, fileIdOf(domain, relativePath), Buffer.from(isOther ? 'other' : 'content'));
  }
  writeCatalogue(join(path, 'Manifest.db'), (insert) => {
    for (const values of valuesOf(version)) (insert as (...values: Values) => void)(...values);
  });
  writePlists(path, '17.4');
}

/** The same rows in a file that only SQLite reads: its table may be of another kind, as far as anybody else sees. */
function writeAnew(file: string, rows: readonly Values[]): void {
  rmSync(file);
  using database = new DatabaseSync(file);
  for (const sql of manifestSchema(17).tables) database.exec(sql.replace(/\)$/, '/* WITHOUT ROWID */)'));
  const statement = database.prepare('INSERT INTO Files VALUES (?, ?, ?, ?, ?)');
  for (const values of rows) statement.run(...(values as readonly SQLInputValue[]));
}

function withoutFacts({ before: _, after: __, ...rest }: BackupDifference): Omit<BackupDifference, 'before' | 'after'> {
  return rest;
}

describe('the rows of two catalogs', () => {
  it('give the same comparison, whether they are read from the pages or by SQLite', async () => {
    using folder = temporaryFolder();
    const paths = [join(folder.path, 'before'), join(folder.path, 'after')] as const;
    writeBackup(paths[0], 0);
    writeBackup(paths[1], 1);
    const compare = async () => withoutFacts(await compareBackups({ path: paths[0] }, { path: paths[1] }));
    const fromPages = await compare();
    writeAnew(join(paths[1], 'Manifest.db'), valuesOf(1));
    const oneFromSqlite = await compare();
    writeAnew(join(paths[0], 'Manifest.db'), valuesOf(0));
    await using rewritten = await RankedRows.open(join(paths[0], 'Manifest.db'), undefined);
    assert.equal(rewritten.cells(), undefined);
    assert.deepEqual(await compare(), fromPages);
    assert.deepEqual(oneFromSqlite, fromPages);
    assert.ok(fromPages.counts.same > 250 && fromPages.counts.changed > 40 && fromPages.counts['not-compared'] > 5);
  });

  it('are asked for from SQLite only where they differ', async () => {
    using folder = temporaryFolder();
    const paths = [join(folder.path, 'before'), join(folder.path, 'after')] as const;
    for (const [version, path] of paths.entries()) writeBackup(path, version as 0 | 1);
    const files = paths.map((path) => join(path, 'Manifest.db'));
    await using before = await RankedRows.open(files[0] ?? '', undefined);
    await using again = await RankedRows.open(files[0] ?? '', undefined);
    let asked = 0;
    again.rows = before.rows = ({ first, last }) => {
      asked++;
      return RankedRows.prototype.rows.call(before, { first, last });
    };
    const pairs = [...pairRows(before, again)];
    // A name with a NUL, no record, flags of no kind, and records that go on on other pages.
    const unlike = pairs.filter(({ before: one, after: other }) => one !== other);
    assert.deepEqual([pairs.length, unlike.length], [FILES, 3 + 31]);
    assert.ok(unlike.every(({ before: one, after: other }) => one?.fileID === other?.fileID));
    assert.ok(asked <= 2 * unlike.length, String(asked));
  });

  it('tell what differs in parts, so that nobody has to take a hundred thousand differences at once', async () => {
    using folder = temporaryFolder();
    const paths = [join(folder.path, 'before'), join(folder.path, 'after')] as const;
    const rows = (content: string) =>
      Array.from({ length: 1300 }, (_, number) => ({ domain: 'HomeDomain', relativePath: String(number), content: Buffer.from(content) }));
    writeSampleBackup(paths[0], withParents(rows('one')));
    writeSampleBackup(paths[1], withParents(rows('other')));
    const parts: number[] = [];
    const tell = (news: ComparisonNews) => {
      if (news.kind === 'files') parts.push(news.files.length);
    };
    const keys = { beforeKeys: undefined, afterKeys: undefined };
    const job = { before: paths[0], after: paths[1], readAll: false, mostFiles: 1200 };
    const { counts, omitted } = await runBackupComparison(job, { ...keys, signal: new AbortController().signal, tell });
    assert.deepEqual([parts.length, Math.max(...parts) <= 500], [3, true], parts.join());
    assert.deepEqual([counts.changed, omitted, parts.reduce((sum, each) => sum + each, 0)], [1300, 100, 1200]);
    const { files } = await compareBackups({ path: paths[0] }, { path: paths[1] }, { mostFiles: 1200 });
    const names = rows('').map(({ relativePath }) => relativePath);
    assert.deepEqual(
      files.map(({ relativePath }) => relativePath),
      names.sort().slice(0, 1200),
    );
  });
});
