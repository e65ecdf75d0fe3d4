/** Two backups, compared file by file: what changed, what that rests on, and what cannot be said. */
import assert from 'node:assert/strict';
import { cpSync, linkSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compareBackups,
  thinBackup,
  unlockBackup,
  type BackupDifference,
  type CompareBackupsOptions,
} from '../../../../src/backup/index.ts';
import { isCodedError } from '../../../../src/base/index.ts';
import { dict, fileIdOf, Uid, writeBinaryPlist, writeXmlPlist } from '../../../../src/formats/index.ts';
import { encodeJournalHeader, journalPathsOf } from '../../../../src/backup/folder/journal-layout.ts';
import { compareAsUtf8 } from '../../../../src/backup/compare/backups/pair-rows.ts';
import { copyFixture, FIXTURE_PASSWORD, fixtureFacts, fixturePath, recordTree, temporaryFolder } from '../../../support/backup-copy.ts';
import { archiveOf, classNamed } from '../../../support/sample-archives.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const APP = 'AppDomain-com.example.app';

async function compared(
  before: readonly SampleRow[],
  after: readonly SampleRow[],
  options: CompareBackupsOptions = {},
): Promise<BackupDifference> {
  using folder = temporaryFolder();
  const paths = [join(folder.path, 'before'), join(folder.path, 'after')] as const;
  writeSampleBackup(paths[0], withParents(before));
  writeSampleBackup(paths[1], withParents(after));
  const records = paths.map(recordTree);
  const difference = await compareBackups({ path: paths[0] }, { path: paths[1] }, options);
  assert.deepEqual(paths.map(recordTree), records, 'a comparison changes nothing');
  return difference;
}

function lines({ files }: BackupDifference): string[] {
  return files.map(({ change, relativePath, basis, fields, problems }) =>
    [change, relativePath, basis, fields?.join('+'), problems?.map(({ side, code }) => `${side}:${code}`).join()]
      .filter((part) => part !== undefined)
      .join(' '),
  );
}

const row = (relativePath: string, content: string | Uint8Array, record?: SampleRow['record'], domain = APP): SampleRow => ({
  domain,
  relativePath,
  content: Buffer.from(content),
  ...(record === undefined ? {} : { record }),
});
const payloadOf = (path: string, relativePath: string) => {
  const fileID = fileIdOf(APP, relativePath);
  return join(path, fileID.slice(0, 2), fileID);
};

describe('two backups', () => {
  it('differ in files that were added, removed and changed, with what each answer rests on', async () => {
    const before = [row('gone', 'x'), row('longer', 'a'), row('other', 'aa'), row('same', 's'), row('touched', 't'), row('quiet', 'aa')];
    const after = [
      row('longer', 'ab'),
      row('new', 'y'),
      row('other', 'ab', { lastModified: 1_700_000_001 }),
      row('same', 's'),
      row('touched', 't', { lastModified: 1_700_000_001, mode: 0o100600 }),
      row('quiet', 'ab'),
    ];
    const difference = await compared(before, after);
    assert.deepEqual(lines(difference), [
      'removed gone',
      'changed longer proven size',
      'added new',
      'changed other proven modified',
      'metadata touched proven mode+modified',
    ]);
    // The same record, but for content that no date betrays: only reading finds it.
    assert.deepEqual(difference.counts, { added: 1, removed: 1, changed: 2, metadata: 1, 'not-compared': 0, same: 3 });
    assert.deepEqual(difference.sameContent, { proven: 1, consistent: 2, assumed: 0 });
    assert.equal(difference.isEqual, false);
    const all = await compared(before, after, { readAll: true });
    assert.deepEqual(
      lines(all).filter((line) => line.includes('quiet')),
      ['changed quiet proven'],
    );
    assert.deepEqual(all.sameContent, { proven: 2, consistent: 0, assumed: 0 });
  });

  it('with digests are compared by them, and the list is bounded while the numbers are not', async () => {
    const file = (content: string) => row('Library/file', content, undefined, 'HomeDomain');
    const difference = await compared([file('aa')], [file('ab')]);
    assert.deepEqual(lines(difference), ['changed Library/file consistent']);
    const many = Array.from({ length: 30 }, (_, index) => row(`f${String(index)}`, 'x'));
    const { counts, files, omitted, domains } = await compared([], many, { mostFiles: 10 });
    assert.deepEqual([counts.added, files.length, omitted], [31, 10, 21]);
    assert.deepEqual(domains, [{ domain: APP, counts, bytesBefore: 0, bytesAfter: 30 }]);
  });

  it('never count as equal what is missing, damaged or has no record, and name it with its side', async () => {
    using folder = temporaryFolder();
    const rows = withParents(['cut', 'fine', 'flipped', 'lost', 'lost-in-both'].map((name) => row(name, `content of ${name}`)));
    const [one, other] = [join(folder.path, 'one'), join(folder.path, 'other')];
    for (const path of [one, other]) writeSampleBackup(path, rows);
    rmSync(payloadOf(one, 'lost'));
    rmSync(payloadOf(one, 'lost-in-both'));
    rmSync(payloadOf(other, 'lost-in-both'));
    truncateSync(payloadOf(other, 'cut'), 3);
    const difference = await compareBackups({ path: one }, { path: other });
    assert.deepEqual(lines(difference), [
      'not-compared cut after:size-mismatch',
      'not-compared lost before:payload-missing',
      'not-compared lost-in-both before:payload-missing,after:payload-missing',
    ]);
    assert.equal(difference.isEqual, false);
  });

  it('share stored files: what is one file on the disk is proven to be the same', async () => {
    using folder = temporaryFolder();
    const [one, other] = [join(folder.path, 'one'), join(folder.path, 'other')];
    for (const path of [one, other]) writeSampleBackup(path, withParents([row('file', 'x')]));
    rmSync(payloadOf(other, 'file'));
    linkSync(payloadOf(one, 'file'), payloadOf(other, 'file'));
    const { sameContent, isEqual } = await compareBackups({ path: one }, { path: other });
    assert.deepEqual([sameContent, isEqual], [{ proven: 1, consistent: 0, assumed: 0 }, true]);
  });

  it('with property lists are compared value by value, whatever the file is called and however it is written', async () => {
    const one = dict({ kept: 1n, gone: 'x', list: [1n, 2n], 'key\u202e': new Uint8Array([1]), 'number or text': 5n });
    const other = dict({ kept: 1n, list: [1n, 3n, 4n], 'key\u202e': new Uint8Array([2]), new: true, 'number or text': '5' });
    const { files } = await compared(
      [row('settings', writeXmlPlist(one))],
      [row('settings', writeBinaryPlist(other), { lastModified: 1_700_000_009 })],
    );
    assert.deepEqual(
      files[0]?.values?.listed.map(({ path, before, after }) => [
        path.join('/'),
        before?.type,
        before?.text.slice(0, 8),
        after?.type,
        after?.text.slice(0, 8),
      ]),
      [
        ['gone', 'string', 'x', undefined, undefined],
        ['key\u202e', 'data', '1 bytes,', 'data', '1 bytes,'],
        ['number or text', 'integer', '5', 'string', '5'],
        ['list/1', 'integer', '2', 'integer', '3'],
        ['new', undefined, undefined, 'boolean', 'true'],
        ['list/2', undefined, undefined, 'integer', '4'],
      ],
    );
  });

  it('with keyed archives are compared by what these mean: numbers of objects may change', async () => {
    const [text, list] = ['shared text', dict({ $class: new Uid(3), 'NS.objects': [new Uid(2), new Uid(2)] })];
    const root = (name: number, members: number) => dict({ $class: new Uid(4), name: new Uid(name), members: new Uid(members) });
    const array = classNamed('NSArray');
    const before = archiveOf(root(2, 5), text, array, classNamed('Thing'), list);
    // The same objects, others in front of them.
    const moved = archiveOf(
      root(6, 5),
      'unused',
      array,
      classNamed('Thing'),
      dict({ $class: new Uid(3), 'NS.objects': [new Uid(6), new Uid(6)] }),
      text,
    );
    const other = archiveOf(root(2, 5), 'other text', array, classNamed('Thing'), list);
    const values = async (after: Uint8Array) => {
      const { files } = await compared([row('archive', before)], [row('archive', after, { lastModified: 1_700_000_009 })], {
        readAll: true,
      });
      return files[0]?.values?.listed.map(({ path, before: old, after: now }) => [path.join('/'), old?.text, now?.text]);
    };
    assert.deepEqual(await values(moved), []);
    assert.deepEqual(await values(other), [
      ['name', 'shared text', 'other text'],
      ['members/0', 'shared text', 'other text'],
      ['members/1', 'shared text', 'other text'],
    ]);
  });

  it('one of which was interrupted: its last good version is compared, and copied', async () => {
    using copy = copyFixture('plain-ios17');
    using folder = temporaryFolder();
    const journal = journalPathsOf(copy.path);
    mkdirSync(journal.saved, { recursive: true });
    writeFileSync(journal.header, encodeJournalHeader({ lastGood: 'present', startedAt: '2024-07-01T00:00:00Z' }));
    for (const name of ['Manifest.db', 'Status.plist']) {
      cpSync(join(copy.path, name), join(journal.saved, name));
      writeFileSync(join(copy.path, name), 'half of something new');
    }
    const path = fixturePath('plain-ios17');
    const difference = await compareBackups({ path }, { path: copy.path });
    assert.deepEqual([difference.isEqual, difference.before.throughJournal, difference.after.throughJournal], [true, false, true]);
    const thin = await thinBackup(copy.path, { domains: ['HomeDomain'] }, { target: join(folder.path, 'to') });
    assert.equal(thin.verdict, 'partial');
  });

  it('by an independent writer: encrypted against plain, what its facts say is the same is the same', async () => {
    const plain = fixtureFacts('plain-ios17');
    const encrypted = fixtureFacts('encrypted-ios17');
    const path = fixturePath('encrypted-ios17');
    await using keys = await unlockBackup(path, FIXTURE_PASSWORD['encrypted-ios17']);
    const difference = await compareBackups({ path: fixturePath('plain-ios17') }, { path, keys }, { readAll: true });
    const nameOf = ({ domain, relativePath }: { readonly domain: string; readonly relativePath: string }) => `${domain}/${relativePath}`;
    const contents = (facts: typeof plain) =>
      new Map(facts.files.filter(({ flags }) => flags === 1).map((file) => [nameOf(file), file.plainSha256]));
    const [one, other] = [contents(plain), contents(encrypted)];
    const expected = [...one].filter(([name, digest]) => other.has(name) && other.get(name) !== digest).map(([name]) => name);
    const found = difference.files.filter(({ change, after }) => change === 'changed' && after?.kind === 'file').map(nameOf);
    assert.deepEqual(found.sort(), expected.sort());
    const onlyIn = (facts: typeof plain, others: typeof plain) => {
      const names = new Set(others.files.map(nameOf));
      return facts.files
        .map(nameOf)
        .filter((name) => !names.has(name))
        .sort();
    };
    const named = (change: string) =>
      difference.files
        .filter((file) => file.change === change)
        .map(nameOf)
        .sort();
    assert.deepEqual(named('added'), onlyIn(encrypted, plain));
    assert.deepEqual(named('removed'), onlyIn(plain, encrypted));
    assert.deepEqual(named('not-compared'), []);
  });

  it('one of which has its names in the clear and no password: what cannot be read is assumed or left open, never proven', async () => {
    const path = fixturePath('encrypted-ios9-mbdb');
    using copy = copyFixture('encrypted-ios9-mbdb');
    const difference = await compareBackups({ path }, { path: copy.path });
    assert.equal(difference.after.isLocked, true);
    assert.equal(difference.sameContent.proven, 0);
    assert.ok(difference.sameContent.consistent > 0);
    // Databases that were written to during the backup do not have the length of their record.
    const locked = 'before:backup-encrypted,after:backup-encrypted';
    assert.deepEqual(lines(difference), [
      `not-compared Library/AddressBook/AddressBook.sqlitedb ${locked}`,
      `not-compared Library/CallHistoryDB/CallHistory.storedata ${locked}`,
    ]);
    await using keys = await unlockBackup(path, FIXTURE_PASSWORD['encrypted-ios9-mbdb']);
    const unlocked = await compareBackups({ path, keys }, { path: copy.path, keys }, { readAll: true });
    assert.equal(unlocked.isEqual, true);
    assert.deepEqual([unlocked.sameContent.consistent, unlocked.sameContent.assumed], [0, 0]);
  });

  it('that are canceled, locked or no backups say so', async () => {
    const path = fixturePath('plain-ios17');
    await assert.rejects(compareBackups({ path }, { path }, { signal: AbortSignal.abort() }), (error) => isCodedError(error, 'cancelled'));
    await assert.rejects(compareBackups({ path }, { path: fixturePath('encrypted-ios17') }), (error) =>
      isCodedError(error, 'backup-encrypted'),
    );
    using copy = copyFixture('plain-ios17');
    writeFileSync(join(copy.path, 'Manifest.db'), 'SQLite format 3\0 and nothing of it');
    await assert.rejects(compareBackups({ path }, { path: copy.path }), (error) => isCodedError(error, 'catalogue-unreadable'));
    const controller = new AbortController();
    await assert.rejects(
      compareBackups({ path }, { path }, { readAll: true, signal: controller.signal, onProgress: () => controller.abort() }),
      (error) => isCodedError(error, 'cancelled'),
    );
  });

  it('are walked in the order of the bytes of their names', () => {
    const names = ['a', 'a\u0000', 'b', 'z', '\u00e9', '\ud7ff', '\uffff', '\u{1f600}', '\u{10ffff}'];
    const byBytes = [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    assert.deepEqual([...names].reverse().sort(compareAsUtf8), byBytes);
  });
});
