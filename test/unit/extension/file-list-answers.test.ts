/** What the Files view of a page asks for: filters, places of rows, apps, what is copied and what is extracted. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CheckMemory, openBackup, verifyBackup, type Backup } from '../../../src/backup/index.ts';
import { FileListAnswers } from '../../../src/extension/browser/file-list-answers.ts';
import { fileIdOf } from '../../../src/formats/index.ts';
import { englishLocale } from '../../../src/view/index.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { ownStateHome } from '../../support/own-state-home.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup, type SampleRow } from '../../support/sample-backup.ts';

const SMS = fileIdOf('HomeDomain', 'Library/SMS/sms.db');
const GONE = fileIdOf('HomeDomain', 'Library/gone.txt');
const ROWS: readonly SampleRow[] = [
  { domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db', content: Buffer.from('text messages') },
  { domain: 'HomeDomain', relativePath: 'Library/gone.txt', record: { size: 5 } },
  { domain: 'AppDomain-com.example.notes', relativePath: 'Documents/a.txt', content: Buffer.from('a') },
  { domain: 'AppDomainPlugin-com.example.notes.widget', relativePath: 'b.txt', content: Buffer.from('b') },
];
const never = new AbortController().signal;

describe('lists of files for a page', () => {
  let home: Disposable;
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let backup: Backup;
  let files: FileListAnswers;

  before(async () => {
    home = ownStateHome();
    folder = temporaryFolder();
    path = join(folder.path, SAMPLE_UDID);
    writeSampleBackup(path, withParents(ROWS));
    backup = await openBackup(path);
    files = new FileListAnswers({ path, locale: englishLocale, backup: () => Promise.resolve(backup) });
  });

  after(async () => {
    await backup.close();
    folder[Symbol.dispose]();
    home[Symbol.dispose]();
  });

  const pathsOf = async (query: object) => {
    const { rows } = await files.rows({ ...query, first: 0, count: 50 }, never);
    return rows.map(({ relativePath }) => relativePath);
  };

  it('are of all domains of an app, of a folder, in any order', async () => {
    const apps = await files.apps(never);
    const app = apps.find(({ id }) => id === 'com.example.notes');
    assert.deepEqual(app?.domains, ['AppDomain-com.example.notes', 'AppDomainPlugin-com.example.notes.widget']);
    assert.deepEqual(await pathsOf({ domains: app.domains, where: { types: [{ kinds: ['file'] }] } }), ['Documents/a.txt', 'b.txt']);
    assert.deepEqual(await pathsOf({ domain: 'HomeDomain', folder: 'Library' }), ['Library/SMS', 'Library/gone.txt']);
    assert.deepEqual(await pathsOf({ domain: 'HomeDomain', below: 'Library', order: { by: 'size' } }), [
      'Library/gone.txt',
      'Library/SMS/sms.db',
      'Library/SMS',
    ]);
    assert.equal((await files.count({ domain: 'HomeDomain', order: { by: 'name' }, fileID: SMS }, never)).place, 4);
    assert.deepEqual(await files.count({ domain: 'none', fileID: SMS, rows: 9 }, never), { items: 0, mark: ' ', rows: [] });
    const { items, rows } = await files.count({ domain: 'HomeDomain', where: { texts: ['gone'] }, rows: 2 }, never);
    assert.deepEqual([items, rows?.map(({ fileID }) => fileID)], [1, [GONE]]);
    assert.deepEqual(await files.folders({ domain: 'HomeDomain', folder: '', begins: 'li' }, never), {
      names: ['Library'],
      hasMore: false,
    });
  });

  it('know which files have a finding only after a check', async () => {
    await assert.rejects(files.count({ finding: 'any' }, never), { code: 'no-check-known' });
    const memory = await CheckMemory.begin(path);
    await memory.keepCheck(await verifyBackup(path, { level: 'quick' }));
    assert.deepEqual(await pathsOf({ finding: 'any' }), ['Library/gone.txt']);
    const { items, mark } = await files.count({ finding: 'any' }, never);
    assert.equal(items, 1);
    // A list of another check is another list, however long it is.
    await memory.keepCheck(await verifyBackup(path, { level: 'quick' }));
    assert.notEqual((await files.count({ finding: 'any' }, never)).mark, mark);
    assert.deepEqual(await pathsOf({ finding: 'payload-missing', domain: 'HomeDomain' }), ['Library/gone.txt']);
    assert.deepEqual(await pathsOf({ finding: 'no-such-code' }), []);
  });

  it('are copied as text, what is selected or all that is shown', async () => {
    const query = { domain: 'HomeDomain', where: { types: [{ kinds: ['file' as const] }] } };
    assert.equal(await files.copied({ query, as: 'paths' }, never), 'HomeDomain/Library/SMS/sms.db\nHomeDomain/Library/gone.txt');
    assert.equal(await files.copied({ query, places: [{ first: 1, last: 1 }], as: 'ids' }, never), GONE);
    const json = JSON.parse(await files.copied({ query, places: [{ first: 0, last: 1 }], as: 'json' }, never)) as unknown[];
    assert.equal(json.length, 2);
    const all = files.copied({ query, places: [{ first: 0, last: 200_000 }], as: 'rows' }, never);
    await assert.rejects(all, { code: 'too-many-rows' });
  });

  it('are extracted by name where rows are selected, and as a list where all is meant', async () => {
    const query = {
      domain: 'HomeDomain',
      where: { types: [{ kinds: ['file' as const] }] },
      order: { by: 'size', descending: true } as const,
    };
    assert.deepEqual(await files.selectionOf({ query, places: [{ first: 1, last: 1 }] }, never), { fileIDs: [GONE] });
    assert.deepEqual(await files.selectionOf({ query }, never), { list: query });
    // What is shown of a folder is what is in it; a person who extracts it means all of that.
    assert.deepEqual(await files.selectionOf({ query: { domain: 'HomeDomain', folder: 'Library' } }, never), {
      list: { domain: 'HomeDomain', below: 'Library' },
    });
    const tooMany = files.selectionOf({ query, places: [{ first: 0, last: 300_000 }] }, never);
    await assert.rejects(tooMany, { code: 'too-many-rows' });
  });
});
