/** What is had back of unencrypted backups, case by case, with counts. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openBackup } from '../../../../src/backup/index.ts';
import { journalPathsOf } from '../../../../src/backup/folder/journal-layout.ts';
import { writeSafetyCopy } from '../../../../src/backup/folder/safety-copy.ts';
import { decodeStatus, encodeMBFile, encodeStatus, fileIdOf, parsePlist, writeXmlPlist, dict } from '../../../../src/formats/index.ts';
import { copyFixture, fixtureFacts, FIXTURE_UDID, temporaryFolder } from '../../../support/backup-copy.ts';
import { editCatalogue } from '../../../support/damaged-backup.ts';
import { PAGE, pagesOfKind, salvage, zero } from '../../../support/salvage-run.ts';
import { recordFor, SAMPLE_UDID, withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const WHOLE = { proven: 11, consistent: 22, assumed: 0, damaged: 0, directories: 41, symlinks: 2, unnamed: 0, lost: 0 };
const FACTS = fixtureFacts('plain-ios17').files;

/** A backup with enough rows for a catalogue of many pages; every second file is in a domain with digests. */
const ROWS: readonly SampleRow[] = withParents(
  Array.from({ length: 200 }, (_, index) => ({
    domain: index % 2 === 0 ? 'HomeDomain' : 'AppDomain-com.example.app',
    relativePath: `Documents/number-${index}`,
    content: Buffer.from(`content ${index}`),
  })),
);

function sample(rows: readonly SampleRow[] = ROWS): { path: string; parent: string } & Disposable {
  const folder = temporaryFolder();
  const path = join(folder.path, SAMPLE_UDID);
  writeSampleBackup(path, rows);
  return { path, parent: folder.path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe('salvage of an unencrypted backup', () => {
  it('copies one that is whole, and says so', async () => {
    using copy = copyFixture('plain-ios17');
    using salvaged = await salvage(copy);
    assert.deepEqual([salvaged.report.counts, salvaged.report.losses, salvaged.report.verdict], [WHOLE, [], 'good']);
    assert.deepEqual(salvaged.path, join(salvaged.target, FIXTURE_UDID['plain-ios17']));
    assert.deepEqual(salvaged.source('catalogue'), [['read', 76, 76]]);
    assert.deepEqual(salvaged.source('safety-copy'), [['missing', 0, 0]]);
    const { schema, ...document } = JSON.parse(readFileSync(join(salvaged.target, 'salvage-report.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    assert.equal(schema, 'backup-lab/salvage@1');
    assert.deepEqual(document, JSON.parse(JSON.stringify(salvaged.report)));
  });

  it('keeps the names of a page of Manifest.db that was zeroed, with content; dates and modes are assumed', async () => {
    using copy = sample();
    const catalogue = join(copy.path, 'Manifest.db');
    const leaves = pagesOfKind(catalogue, 13);
    const page = leaves[5] ?? 0;
    zero(catalogue, page * PAGE, PAGE);
    using salvaged = await salvage(copy);
    const { counts, losses, verdict } = salvaged.report;
    assert.ok(counts.assumed > 3 && counts.assumed < 12, `${counts.assumed} rows stood on that page`);
    assert.equal(counts.proven + counts.consistent + counts.assumed, 200);
    assert.deepEqual([counts.unnamed, counts.lost, counts.damaged], [0, 0, 0]);
    assert.deepEqual(losses, [{ code: 'record-lost', files: counts.assumed }]);
    assert.equal(verdict, 'good');
    assert.equal(salvaged.source('catalogue')[0]?.[0], 'damaged');
    assert.equal(salvaged.source('pages')[0]?.[2], ROWS.length);
    await using backup = await openBackup(salvaged.path);
    assert.equal((await backup.list({ limit: 1000 })).rows.filter(({ kind }) => kind === 'file').length, 200);
  });

  it('needs no header, and has the rows before a cut', async () => {
    using copy = copyFixture('plain-ios17');
    zero(join(copy.path, 'Manifest.db'), 0, 100);
    using salvaged = await salvage(copy);
    assert.deepEqual([salvaged.report.counts, salvaged.report.verdict], [WHOLE, 'good']);
    assert.deepEqual([salvaged.source('catalogue'), salvaged.source('pages')], [[['damaged', 0, 0]], [['read', 76, 76]]]);
    using cut = sample();
    truncateSync(join(cut.path, 'Manifest.db'), Math.floor(readFileSync(join(cut.path, 'Manifest.db')).length / 2));
    using rest = await salvage(cut);
    const { counts } = rest.report;
    assert.ok(counts.proven > 20 && counts.consistent > 20);
    assert.equal(counts.proven + counts.consistent + counts.assumed + counts.unnamed, 200);
    assert.equal(readdirSync(join(rest.target, 'unnamed')).length, counts.unnamed);
  });

  it('loses nothing with a safety copy beside it', async () => {
    using copy = copyFixture('plain-ios17');
    await writeSafetyCopy(copy.path);
    for (const name of ['Manifest.db', 'Manifest.plist', 'Info.plist', 'Status.plist']) rmSync(join(copy.path, name));
    using salvaged = await salvage(copy);
    assert.deepEqual([salvaged.report.counts, salvaged.report.verdict], [WHOLE, 'good']);
    assert.deepEqual(salvaged.source('safety-copy'), [['read', 76, 76]]);
    assert.deepEqual(
      salvaged.report.plists.map(({ name, from }) => [name, from]),
      [
        ['Manifest.plist', 'safety-copy'],
        ['Status.plist', 'safety-copy'],
        ['Info.plist', 'safety-copy'],
      ],
    );
  });

  it('takes of an older safety copy only what is still stored, and gives newer content no older name', async () => {
    using copy = sample();
    await writeSafetyCopy(copy.path);
    const gone = fileIdOf('HomeDomain', 'Documents/number-0');
    const changed = fileIdOf('HomeDomain', 'Documents/number-2');
    rmSync(join(copy.path, gone.slice(0, 2), gone));
    writeFileSync(join(copy.path, changed.slice(0, 2), changed), 'newer content');
    rmSync(join(copy.path, 'Manifest.db'));
    using salvaged = await salvage(copy);
    assert.equal(salvaged.file('HomeDomain', 'Documents/number-0')?.loss, 'content-missing');
    assert.deepEqual([salvaged.file('HomeDomain', 'Documents/number-2')?.content, salvaged.report.verdict], ['damaged', 'damaged']);
    const { proven, consistent, damaged, lost } = salvaged.report.counts;
    assert.deepEqual([proven, consistent, damaged, lost], [98, 100, 1, 1]);
  });

  it('names without any catalogue what a hash can prove, and keeps the rest under its type', async () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, 'Manifest.db'));
    using salvaged = await salvage(copy);
    const { counts, losses } = salvaged.report;
    assert.deepEqual(counts, { ...WHOLE, proven: 0, consistent: 0, assumed: 10, directories: 19, symlinks: 0, unnamed: 23 });
    // They come as the folder lists its files, which every file system does in an order of its own.
    const inOrder = losses.toSorted((a, b) => a.code.localeCompare(b.code));
    assert.deepEqual(inOrder, [
      { code: 'name-lost', files: 23 },
      { code: 'record-lost', files: 10 },
    ]);
    for (const file of salvaged.files.filter(({ kind, domain }) => kind === 'file' && domain !== null)) {
      const fact = FACTS.find(({ fileID }) => fileID === file.fileID);
      assert.deepEqual([file.domain, file.relativePath, file.sure, file.source], [fact?.domain, fact?.relativePath, 'assumed', 'names']);
    }
    const sms = salvaged.file('HomeDomain', 'Library/SMS/sms.db');
    assert.equal(sms?.type, 'sqlite');
    assert.ok(salvaged.file('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG'));
    for (const { place } of salvaged.files) if (place !== undefined) assert.ok(existsSync(join(salvaged.target, place)));
    await using backup = await openBackup(salvaged.path);
    assert.ok(await backup.get('HomeDomain', 'Library/SMS/sms.db'));
  });

  it('makes up lost property lists from the others, and says which', async () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, 'Manifest.plist'));
    rmSync(join(copy.path, 'Status.plist'));
    using salvaged = await salvage(copy);
    const [manifest, status, info] = salvaged.report.plists;
    assert.deepEqual(
      [manifest?.from, manifest?.sure, status?.from, status?.sure, info?.from],
      ['rebuilt', 'assumed', 'rebuilt', 'assumed', 'folder'],
    );
    assert.ok(manifest?.lacking.includes('BackupKeyBag'));
    await using backup = await openBackup(salvaged.path);
    const { udid, productVersion, encrypted, isFinished } = backup.summary;
    assert.deepEqual(
      [udid, productVersion, encrypted, isFinished],
      [FIXTURE_UDID['plain-ios17'], fixtureFacts('plain-ios17').ios, false, true],
    );
  });

  it('makes Info.plist from what Manifest.plist says', async () => {
    using copy = copyFixture('plain-ios17');
    const before = parsePlist(readFileSync(join(copy.path, 'Info.plist'))) as Map<string, unknown>;
    rmSync(join(copy.path, 'Info.plist'));
    using salvaged = await salvage(copy);
    const after = parsePlist(readFileSync(join(salvaged.path, 'Info.plist'))) as Map<string, unknown>;
    for (const key of ['Target Identifier', 'Product Version', 'Device Name', 'Serial Number']) {
      assert.equal(after.get(key), before.get(key), key);
    }
    assert.deepEqual(salvaged.report.plists.find(({ name }) => name === 'Info.plist')?.sure, 'assumed');
  });

  it('says "finished" of no run that lost something', async () => {
    using copy = sample();
    rmSync(join(copy.path, 'Status.plist'));
    const lost = fileIdOf('HomeDomain', 'Documents/number-0');
    rmSync(join(copy.path, lost.slice(0, 2), lost));
    using salvaged = await salvage(copy);
    assert.equal(salvaged.report.plists[1]?.from, 'none');
    assert.deepEqual([existsSync(join(salvaged.path, 'Status.plist')), salvaged.report.verdict], [false, 'unconfirmed']);
  });
});

describe('salvage after an interrupted run', () => {
  it('finds in Snapshot what was not moved yet, and the catalogue that fits', async () => {
    using copy = sample();
    const snapshot = join(copy.path, 'Snapshot');
    mkdirSync(snapshot);
    cpSync(join(copy.path, 'Manifest.db'), join(snapshot, 'Manifest.db'));
    editCatalogue(snapshot, (database) => addRow(database, 'HomeDomain', 'Documents/new', Buffer.from('new')));
    const fresh = fileIdOf('HomeDomain', 'Documents/new');
    mkdirSync(join(snapshot, fresh.slice(0, 2)), { recursive: true });
    writeFileSync(join(snapshot, fresh.slice(0, 2), fresh), 'new');
    const status = decodeStatus(readFileSync(join(copy.path, 'Status.plist')));
    writeFileSync(join(copy.path, 'Status.plist'), encodeStatus({ ...status, snapshotState: 'moving' }));
    rmSync(join(copy.path, 'Manifest.db'));
    using salvaged = await salvage(copy);
    assert.deepEqual(salvaged.source('snapshot'), [['read', ROWS.length + 1, ROWS.length + 1]]);
    assert.equal(salvaged.file('HomeDomain', 'Documents/new')?.sure, 'proven');
    assert.deepEqual([salvaged.report.verdict, salvaged.report.plists[1]?.sure], ['good', 'assumed']);
  });

  it('takes the last good version from the journal', async () => {
    using copy = sample();
    const journal = journalPathsOf(copy.path);
    mkdirSync(journal.saved, { recursive: true });
    writeFileSync(journal.header, '{"format":1,"lastGood":"present","startedAt":"2024-06-02T12:00:00Z"}');
    renameSync(join(copy.path, 'Manifest.db'), join(journal.saved, 'Manifest.db'));
    writeFileSync(join(copy.path, 'Manifest.db'), 'half of a newer one');
    using salvaged = await salvage(copy);
    assert.deepEqual([salvaged.source('journal'), salvaged.report.verdict], [[['read', ROWS.length, ROWS.length]], 'good']);
    assert.deepEqual([salvaged.report.counts.proven, salvaged.report.counts.consistent], [100, 100]);
  });

  it('reads the write-ahead log beside a catalogue, also beside a damaged one', async () => {
    using copy = sample();
    const catalogue = join(copy.path, 'Manifest.db');
    const content = Buffer.from('only in the log');
    {
      using database = new DatabaseSync(catalogue);
      database.exec('PRAGMA wal_autocheckpoint = 0');
      addRow(database, 'HomeDomain', 'Documents/logged', content);
      cpSync(`${catalogue}-wal`, join(copy.parent, 'log'));
    }
    editCatalogue(copy.path, (database) => database.exec(`DELETE FROM Files WHERE relativePath = 'Documents/logged'; VACUUM`));
    cpSync(join(copy.parent, 'log'), `${catalogue}-wal`);
    const fileID = fileIdOf('HomeDomain', 'Documents/logged');
    mkdirSync(join(copy.path, fileID.slice(0, 2)), { recursive: true });
    writeFileSync(join(copy.path, fileID.slice(0, 2), fileID), content);
    zero(catalogue, 0, 5000);
    using salvaged = await salvage(copy);
    assert.equal(salvaged.file('HomeDomain', 'Documents/logged')?.sure, 'proven');
    assert.equal(salvaged.report.counts.unnamed, 0);
  });
});

describe('salvage of next to nothing', () => {
  it('says so when there is nothing, and writes nothing', async () => {
    using copy = copyFixture('plain-ios17');
    for (const name of readdirSync(copy.path)) if (name !== 'Info.plist') rmSync(join(copy.path, name), { recursive: true });
    await assert.rejects(salvage(copy), { code: 'nothing-to-salvage' });
  });

  it('takes no folder name from a property list that is none', async () => {
    using copy = sample();
    const info = parsePlist(readFileSync(join(copy.path, 'Info.plist'))) as Map<string, string>;
    writeFileSync(
      join(copy.path, 'Info.plist'),
      writeXmlPlist(dict({ ...Object.fromEntries(info), 'Target Identifier': '../../escaped' })),
    );
    rmSync(join(copy.path, 'Manifest.plist'));
    using salvaged = await salvage(copy);
    assert.equal(salvaged.path, join(salvaged.target, 'backup'));
  });
});

function addRow(database: DatabaseSync, domain: string, relativePath: string, content: Uint8Array): void {
  const blob = encodeMBFile(recordFor({ domain, relativePath, content }));
  database.prepare('INSERT INTO Files VALUES (?, ?, ?, 1, ?)').run(fileIdOf(domain, relativePath), domain, relativePath, blob);
}
