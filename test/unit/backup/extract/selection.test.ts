/** What is extracted when not everything is wanted; databases come with their logs, folders with their dates. */
import assert from 'node:assert/strict';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import type { Selection } from '../../../../src/backup/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { extractHere, filesOf, placeWith, text, treeOf, type ExtractionPlace } from '../../../support/extracting.ts';

const FOLDER_DATE = 1_600_000_000;

const PATHS = [
  ['HomeDomain', 'Library/SMS/sms.db'],
  ['HomeDomain', 'Library/SMS/sms.db-shm'],
  ['HomeDomain', 'Library/SMS/sms.db-wal'],
  ['HomeDomain', 'Library/SMS/sms.db-walrus'],
  ['HomeDomain', 'Library/SMS/Drafts/draft.txt'],
  ['HomeDomain', 'Library/SMSother'],
  ['MediaDomain', 'Media/sms.db'],
] as const;

function sample(): ExtractionPlace {
  const files = PATHS.map(([domain, relativePath]) => ({ domain, relativePath, content: text(relativePath) }));
  const folder = { domain: 'HomeDomain', relativePath: 'Library/SMS', flags: 2, record: { lastModified: FOLDER_DATE } };
  return placeWith([...files, folder]);
}

async function chosen(select: Selection): Promise<string[]> {
  using place = sample();
  const { report } = await extractHere(place, { selection: select });
  const files = Object.keys(filesOf(place.target));
  assert.equal(report.files, files.length);
  return files;
}

const SMS = ['HomeDomain/Library/SMS/sms.db', 'HomeDomain/Library/SMS/sms.db-shm', 'HomeDomain/Library/SMS/sms.db-wal'];

describe('extracting a selection', () => {
  it('takes a domain', async () => {
    assert.deepEqual(await chosen({ domain: 'MediaDomain' }), ['MediaDomain/Media/sms.db']);
    assert.deepEqual(await chosen({ domain: 'NoDomain' }), []);
  });

  it('takes what one of several patterns matches', async () => {
    assert.deepEqual(await chosen({ globs: ['**/draft.txt', 'MediaDomain/**'] }), [
      'HomeDomain/Library/SMS/Drafts/draft.txt',
      'MediaDomain/Media/sms.db',
    ]);
    assert.deepEqual(await chosen({ globs: ['**/sms.db'], domain: 'MediaDomain' }), ['MediaDomain/Media/sms.db']);
  });

  it('takes what a search finds: everywhere by domain too, inside a domain by path', async () => {
    assert.deepEqual(await chosen({ search: 'MEDIADOMAIN' }), ['MediaDomain/Media/sms.db']);
    assert.deepEqual(await chosen({ search: 'draft', domain: 'HomeDomain' }), ['HomeDomain/Library/SMS/Drafts/draft.txt']);
    assert.deepEqual(await chosen({ search: 'homedomain', domain: 'HomeDomain' }), []);
    assert.deepEqual(await chosen({ search: 'sms.db', globs: ['MediaDomain/**'] }), ['MediaDomain/Media/sms.db']);
    assert.deepEqual(await chosen({ search: 'nothing like it' }), []);
  });

  it('takes a database with its -wal and -shm, whichever of them was meant', async () => {
    for (const name of ['sms.db', 'sms.db-wal', 'sms.db-shm']) {
      assert.deepEqual(await chosen({ globs: [`HomeDomain/Library/SMS/${name}`] }), SMS);
      assert.deepEqual(await chosen({ fileIDs: [fileIdOf('HomeDomain', `Library/SMS/${name}`)] }), SMS);
    }
  });

  it('takes what a list shows, with the logs of databases', async () => {
    assert.deepEqual(await chosen({ list: { where: { globs: ['*.db-wal'] } } }), SMS);
    assert.deepEqual(
      await chosen({ list: { domain: 'HomeDomain', below: 'Library/SMS', where: { types: [{ extensions: ['db'] }] } } }),
      SMS,
    );
    assert.deepEqual(await chosen({ list: { search: 'draft', order: { by: 'size' } } }), ['HomeDomain/Library/SMS/Drafts/draft.txt']);
    assert.deepEqual(await chosen({ list: { domains: ['MediaDomain'] } }), ['MediaDomain/Media/sms.db']);
    assert.deepEqual(await chosen({ list: { search: 'nothing like it' } }), []);
  });

  it('takes everything below a folder that is named by its fileID', async () => {
    const below = [...SMS, 'HomeDomain/Library/SMS/sms.db-walrus'];
    assert.deepEqual(
      new Set(await chosen({ fileIDs: [fileIdOf('HomeDomain', 'Library/SMS')] })),
      new Set([...below, 'HomeDomain/Library/SMS/Drafts/draft.txt']),
    );
    const both = await chosen({ fileIDs: [fileIdOf('HomeDomain', 'Library/SMS/Drafts'), fileIdOf('MediaDomain', 'Media/sms.db')] });
    assert.deepEqual(both, ['HomeDomain/Library/SMS/Drafts/draft.txt', 'MediaDomain/Media/sms.db']);
  });

  it('refuses a fileID that is not in the backup', async () => {
    using place = sample();
    await assert.rejects(extractHere(place, { selection: { fileIDs: ['0'.repeat(40)] } }), (error) => isCodedError(error, 'no-such-file'));
    assert.deepEqual([...treeOf(place.parent).keys()].includes('target'), false);
  });

  it('makes the folders on the way with their own dates', async () => {
    using place = sample();
    await extractHere(place, { selection: { globs: ['**/draft.txt'] } });
    assert.equal(lstatSync(join(place.target, 'HomeDomain/Library/SMS')).mtimeMs, FOLDER_DATE * 1000);
    assert.equal(lstatSync(join(place.target, 'HomeDomain/Library/SMS/Drafts')).mtimeMs, 1_700_000_000_000);
  });

  it('adds to what an earlier selection brought', async () => {
    using place = sample();
    await extractHere(place, { selection: { globs: ['**/draft.txt'] } });
    const { report } = await extractHere(place);
    assert.deepEqual([report.files, report.kept, report.failed], [PATHS.length - 1, 1, 0]);
    assert.equal(lstatSync(join(place.target, 'HomeDomain/Library/SMS')).mtimeMs, FOLDER_DATE * 1000);
  });

  it('makes empty folders', async () => {
    using place = placeWith([{ domain: 'HomeDomain', relativePath: 'Library/Empty', flags: 2 }]);
    const { report } = await extractHere(place);
    assert.equal(report.directories, 3);
    assert.deepEqual([...treeOf(place.target).keys()], ['HomeDomain', 'HomeDomain/Library', 'HomeDomain/Library/Empty']);
  });
});
