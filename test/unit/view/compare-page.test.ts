/** The page that compares two backups, as data: never more certain than the comparison is. */
import assert from 'node:assert/strict';
import { compareBackups, type BackupDifference } from '../../../src/backup/index.ts';
import { chosenDifferences, compareDetail, comparePage, compareRow, englishLocale } from '../../../src/view/index.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { writeComparedPair } from '../../support/compared-pair.ts';

const NAMES = { before: 'Phone, June 1', after: 'Phone, June 9' };

describe('the page of a comparison', () => {
  let difference: BackupDifference;

  before(async () => {
    using folder = temporaryFolder();
    const { before, after } = writeComparedPair(folder.path, '00008030-00000000000000C2');
    difference = await compareBackups({ path: before }, { path: after });
  });

  const headOf = (changes: Partial<BackupDifference> = {}, isOutdated = false) =>
    comparePage({ kind: 'there', result: { ...difference, ...changes }, isOutdated }, NAMES, englishLocale);
  const namesOf = (filter: Partial<Parameters<typeof chosenDifferences>[1]>) =>
    [...chosenDifferences(difference, { text: '', kind: '', group: '', ...filter })].map((place) => difference.files[place]?.relativePath);
  const fileNamed = (name: string) => difference.files.find(({ relativePath }) => relativePath.endsWith(name))!;

  it('sums up by kind and by app, the app with most differences first', () => {
    const { kinds, groups, lines, state } = headOf();
    assert.equal(state, undefined);
    assert.deepEqual(
      kinds.map(({ label, count }) => `${label} ${count}`),
      ['All differences 7', 'Added 2', 'Removed 1', 'Changed 3', 'Only metadata changed 1'],
    );
    assert.deepEqual(
      groups.map(({ label, cells }) => [label, ...cells]),
      [
        ['com.example.notes', '5', '+2 bytes'],
        ['Photos and videos', '1', '+5 kB'],
        ['Messages, contacts, settings', '1', '±0'],
      ],
    );
    assert.deepEqual(lines[0]?.text, 'Phone, June 1 · iOS 17.4 · not encrypted · 12 kB');
    assert.match(lines[2]?.text ?? '', /^13 entries\. Content of files: 1 proven, 2 by their records$/);
  });

  it('says with every doubt what it rests on', () => {
    const { notes } = headOf({ omitted: 3, before: { ...difference.before, isLocked: true, isFinished: false, udid: 'another' } }, true);
    assert.deepEqual(
      notes.filter(({ tone }) => tone === 'warning').map(({ text }) => text),
      [
        'One of the backups has changed since this comparison was made.',
        'The backups are of two different devices.',
        'Phone, June 1 was not finished, or its property lists are damaged.',
        'Phone, June 1 was compared without its password. The content of encrypted files was not read.',
        '3 more differences are counted but not listed. An export lists no more than this page.',
      ],
    );
    assert.equal(headOf({}, true).buttons[0]?.action, 'retry');
  });

  it('calls backups the same only as far as that is known', () => {
    const counts = { added: 0, removed: 0, changed: 0, metadata: 0, 'not-compared': 0, same: 5 };
    const textOf = (isEqual: boolean, sameContent: BackupDifference['sameContent']) => headOf({ counts, isEqual, sameContent }).state;
    assert.match(textOf(true, { proven: 5, consistent: 0, assumed: 0 })?.text ?? '', /content of each was compared/);
    assert.match(textOf(true, { proven: 4, consistent: 1, assumed: 0 })?.text ?? '', /as far as their records say/);
    const doubtful = textOf(false, { proven: 5, consistent: 0, assumed: 0 });
    assert.deepEqual([doubtful?.icon, doubtful?.text], ['warning', 'No file differs, but not everything could be compared.']);
  });

  it('chooses rows by kind, app and text', () => {
    assert.deepEqual(namesOf({ kind: 'removed' }), ['Documents/old.txt']);
    assert.deepEqual(namesOf({ group: 'system CameraRollDomain' }), ['Media/DCIM/100APPLE/IMG_0002.JPG']);
    assert.deepEqual(namesOf({ text: 'SMS' }), ['Library/SMS/sms.db']);
    assert.deepEqual(namesOf({ group: 'no such app' }), []);
  });

  it('shows hostile names as text', () => {
    const row = compareRow(
      { ...fileNamed('new.txt'), relativePath: 'Documents/\u202eexe.\u0007txt', domain: 'AppDomain-<b>' },
      1,
      englishLocale,
    );
    assert.deepEqual([row.folder, row.name, row.cells[1]], ['Documents/', '\\u202eexe.\\u0007txt', '<b>']);
  });

  it('shows both records, what the answer rests on, and the values that differ', () => {
    const detail = compareDetail(fileNamed('.plist'), undefined, englishLocale);
    const [values, record] = detail.sections;
    assert.equal(record?.text, 'Proven: the stored content differs. Differs: recorded size, date modified.');
    assert.deepEqual(record.rows?.[1]?.cells.slice(0, 1), ['Size']);
    assert.deepEqual(
      values?.rows?.map(({ tone, cells }) => [tone, ...cells]),
      [
        ['changed', 'theme', 'light (string)', 'dark (string)'],
        ['changed', 'launches', '9 (integer)', '12 (integer)'],
        ['removed', 'oldSetting', '1 (integer)', '–'],
        ['added', 'newSetting', '–', 'true (boolean)'],
      ],
    );
    assert.deepEqual(
      compareDetail(fileNamed('touched.txt'), undefined, englishLocale).buttons.map(({ action }) => action),
      ['open-before', 'open-after'],
      'where only metadata changed, a diff would show nothing',
    );
  });

  it('says why something could not be compared', () => {
    const file = {
      ...fileNamed('list.txt'),
      change: 'not-compared' as const,
      problems: [{ side: 'before' as const, code: 'payload-missing' }],
    };
    const [problem] = compareDetail(file, undefined, englishLocale).sections;
    assert.deepEqual(problem?.rows?.[0]?.cells, ['Before', 'The content of a file is missing (payload-missing)']);
  });
});
