/** Backups that nobody damaged: what verify says, and that it leaves no trace. */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { unlockBackup, verifyBackup } from '../../../../src/backup/index.ts';
import { copyFixture, fixtureFacts, fixturePath, recordTree, temporaryFolder, type FixtureName } from '../../../support/backup-copy.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';
import { look } from '../../../support/damaged-backup.ts';

const NO_FILES = { proven: 0, consistent: 0, knownGap: 0, damaged: 0, missing: 0, notChecked: 0 };
const filesIn = (name: FixtureName) => fixtureFacts(name).files.filter(({ flags }) => flags === 1).length;
const digestedIn = (name: FixtureName) => fixtureFacts(name).files.filter(({ flags, digest }) => flags === 1 && digest !== null).length;

const files = fixtureFacts('plain-ios17').files.filter(({ flags }) => flags === 1);
const digested = files.filter(({ digest }) => digest !== null).length;

describe('an undamaged backup', () => {
  it('of an independent writer is good; its live databases are proven by their digest', async () => {
    const { report, grave } = await look(fixturePath('plain-ios17'));
    assert.equal(report.verdict, 'good');
    assert.deepEqual(grave, []);
    assert.deepEqual(
      report.findings.map(({ code, relativePath, evidence }) => [code, relativePath, evidence.reason]),
      [
        ['size-differs-benignly', 'Library/AddressBook/AddressBook.sqlitedb', 'digest'],
        ['size-differs-benignly', 'Library/CallHistoryDB/CallHistory.storedata', 'digest'],
      ],
    );
    assert.deepEqual(report.counts, { proven: 2, consistent: files.length - 2, knownGap: 0, damaged: 0, missing: 0, notChecked: 0 });
    assert.equal(report.level, 'quick');
    assert.equal(report.backup.path, fixturePath('plain-ios17'));
    assert.equal(report.backup.date, '2024-06-01T12:34:56.000Z');
  });

  it('is proven as far as the format allows when all content is read', async () => {
    const { report } = await look(fixturePath('plain-ios17'), 'full');
    assert.equal(report.verdict, 'good');
    assert.deepEqual(report.counts, {
      proven: digested,
      consistent: files.length - digested,
      knownGap: 0,
      damaged: 0,
      missing: 0,
      notChecked: 0,
    });
  });

  it('is proven in part by a sample, the same part every time', async () => {
    const first = await look(fixturePath('plain-ios17'), { sample: 10 });
    const second = await look(fixturePath('plain-ios17'), { sample: 10 });
    assert.deepEqual(first.report, second.report);
    assert.deepEqual([first.report.level, first.report.sample], ['sample', 10]);
    assert.ok(first.report.counts.proven > 2 && first.report.counts.proven < digested);
    const all = await look(fixturePath('plain-ios17'), { sample: 1000 });
    assert.equal(all.report.counts.proven, digested);
  });

  it('that is encrypted stays unconfirmed without its password, and says why', async () => {
    for (const level of ['quick', 'full'] as const) {
      const { report, grave } = await look(fixturePath('encrypted-ios17'), level);
      assert.equal(report.verdict, 'unconfirmed');
      assert.equal(report.backup.encrypted, true);
      assert.deepEqual(grave, []);
      assert.deepEqual(
        report.findings.map(({ code }) => code),
        ['password-needed'],
      );
      assert.equal(report.counts.notChecked, fixtureFacts('encrypted-ios17').files.filter(({ flags }) => flags === 1).length);
      assert.equal(report.counts.consistent, 0);
    }
  });

  it('of an older era, encrypted and locked, is proven where it has digests, and unconfirmed', async () => {
    const { report } = await look(fixturePath('encrypted-ios9-mbdb'), 'full');
    assert.equal(report.verdict, 'unconfirmed');
    assert.deepEqual(
      report.findings.map(({ code }) => code),
      ['password-needed', 'size-differs-benignly', 'size-differs-benignly'],
    );
    assert.deepEqual(report.counts, {
      ...NO_FILES,
      proven: digestedIn('encrypted-ios9-mbdb'),
      notChecked: filesIn('encrypted-ios9-mbdb') - digestedIn('encrypted-ios9-mbdb'),
    });
  });

  for (const [name, password] of [
    ['encrypted-ios17', 'correct horse'],
    ['encrypted-ios9-mbdb', 'battery staple'],
  ] as const) {
    it(`that is encrypted is judged like any other with its password (${name})`, async () => {
      const quick = await look(fixturePath(name), 'quick', password);
      assert.deepEqual([quick.verdict, quick.grave], ['good', []]);
      // The two databases that were live have been compared with their digest.
      assert.deepEqual(quick.report.counts, { ...NO_FILES, proven: 2, consistent: filesIn(name) - 2 });
      const full = await look(fixturePath(name), 'full', password);
      assert.deepEqual([full.verdict, full.grave], ['good', []]);
      assert.deepEqual(full.report.counts, { ...NO_FILES, proven: digestedIn(name), consistent: filesIn(name) - digestedIn(name) });
      assert.equal(full.report.provable, digestedIn(name));
    });
  }

  it('of our own writer is good', async () => {
    using folder = temporaryFolder();
    const rows: SampleRow[] = [
      { domain: 'HomeDomain', relativePath: 'Library/Preferences/a.plist', content: Buffer.from('a') },
      { domain: 'HomeDomain', relativePath: 'Library/empty', content: new Uint8Array(0) },
      { domain: 'AppDomain-com.example.app', relativePath: 'Documents/a b/c', content: Buffer.alloc(5000) },
      { domain: 'AppDomain-com.example.app', relativePath: 'Documents/link', flags: 4, target: '../../../etc/passwd' },
    ];
    const path = join(folder.path, SAMPLE_UDID);
    writeSampleBackup(path, withParents(rows));
    const { report } = await look(path, 'full');
    assert.deepEqual([report.verdict, report.findings], ['good', []]);
    assert.deepEqual(report.counts, { proven: 2, consistent: 1, knownGap: 0, damaged: 0, missing: 0, notChecked: 0 });
  });

  it('may have any name that is no other UDID', async () => {
    using copy = copyFixture('plain-ios17');
    const renamed = join(copy.parent, 'my old phone');
    renameSync(copy.path, renamed);
    assert.equal((await look(renamed)).verdict, 'good');
  });

  for (const [name, password] of [
    ['plain-ios17', undefined],
    ['encrypted-ios17', undefined],
    ['encrypted-ios17', 'correct horse'],
    ['encrypted-ios9-mbdb', 'battery staple'],
  ] as const) {
    it(`is not changed by the look at it (${name}, ${password === undefined ? 'no password' : 'unlocked'})`, async () => {
      using copy = copyFixture(name);
      const before = recordTree(copy.parent);
      await look(copy.path, 'full', password);
      assert.deepEqual(recordTree(copy.parent), before);
    });
  }

  for (const [name, password] of [
    ['plain-ios17', undefined],
    ['encrypted-ios17', 'correct horse'],
    ['encrypted-ios9-mbdb', 'battery staple'],
  ] as const) {
    it(`leads to the same report, in the same order, when threads look into it side by side (${name})`, async () => {
      const keys = password === undefined ? undefined : await unlockBackup(fixturePath(name), password);
      const report = await verifyBackup(fixturePath(name), { level: 'full', keys });
      await keys?.lock();
      assert.deepEqual(report, (await look(fixturePath(name), 'full', password)).report);
    });
  }

  it('is looked at with progress to the end, and not further than wanted', async () => {
    const seen: [string, number, number | undefined][] = [];
    await verifyBackup(fixturePath('plain-ios17'), { onProgress: ({ phase, done, total }) => seen.push([phase, done, total]) });
    assert.deepEqual(seen[0], ['reading-catalogue', 0, undefined]);
    assert.deepEqual(seen.at(-1), ['checking-files', 76, 76]);
    await assert.rejects(verifyBackup(fixturePath('plain-ios17'), { signal: AbortSignal.abort() }), { code: 'cancelled' });
    const controller = new AbortController();
    const running = verifyBackup(fixturePath('plain-ios17'), { signal: controller.signal, onProgress: () => controller.abort() });
    await assert.rejects(running, { code: 'cancelled' });
  });

  it('must exist', async () => {
    await assert.rejects(verifyBackup('/nowhere/at all'), { code: 'folder-missing' });
    using folder = temporaryFolder();
    await assert.rejects(verifyBackup(folder.path), { code: 'not-a-backup' });
  });
});
