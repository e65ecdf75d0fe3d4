/** What a page is told about personal data: in words, in windows, with pictures; while the backup changes and closes. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserSession } from '../../../src/extension/browser/browser-session.ts';
import { fileIdOf } from '../../../src/formats/index.ts';
import { englishLocale } from '../../../src/view/index.ts';
import { personalRows } from '../../support/personal-backup.ts';
import { SAMPLE_UDID, writeSampleBackup } from '../../support/sample-backup.ts';

const never = new AbortController().signal;

describe('personal data, for a page', () => {
  let folder: string;
  let path: string;
  let session: BrowserSession;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ibl-personal-'));
    path = join(folder, SAMPLE_UDID);
    writeSampleBackup(path, personalRows('17.5'));
    session = new BrowserSession({ path, isRunning: () => false, keys: () => undefined, lockAfterMinutes: () => 0, locale: englishLocale });
  });

  after(async () => {
    await session.close();
    rmSync(folder, { recursive: true });
  });

  it('has kinds, heads, groups and entries in words', async () => {
    const { rows, notes } = await session.personal.kinds(never);
    assert.deepEqual([rows.length, notes], [9, []]);
    const head = await session.personal.head({ kind: 'photos' }, never);
    assert.deepEqual([head.entries, head.groups, head.all, head.isKnown], [72, 4, 'All photos', true]);
    assert.equal(head.fileID, fileIdOf('CameraRollDomain', 'Media/PhotoData/Photos.sqlite'));
    const months = await session.personal.groups({ kind: 'photos', position: 0, limit: 10 }, never);
    assert.deepEqual(months.rows[0], { key: '2025-09', title: 'September 2025', detail: '10' });
    const photos = await session.personal.entries({ kind: 'photos', group: '2025-09', position: 8, limit: 10 }, never);
    assert.deepEqual([photos.total, photos.rows.length], [10, 2]);
    const { pictures } = await session.personal.pictures({ fileIDs: photos.rows.flatMap(({ picture }) => picture ?? []) }, never);
    assert.deepEqual(
      pictures.map(({ picture }) => [picture.mime, picture.alt]),
      [
        ['image/jpeg', ''],
        ['image/jpeg', ''],
      ],
    );
  });

  it('finds what contains a text, and has the pictures of contacts', async () => {
    const found = await session.personal.entries({ kind: 'contacts', position: 0, limit: 10, search: 'contact 2' }, never);
    assert.deepEqual([found.rows[0]?.title, found.total > 1, found.note], ['Sample Contact 2', true, undefined]);
    const keys = found.rows.flatMap(({ portrait }) => portrait ?? []);
    assert.equal(keys.length, found.rows.length);
    const { pictures } = await session.personal.contactPictures({ keys }, never);
    assert.deepEqual([pictures[0]?.key, pictures[0]?.picture.mime, pictures[0]?.picture.alt], [keys[0], 'image/jpeg', '']);
    const groups = await session.personal.groups({ kind: 'messages', position: 0, limit: 10, search: 'no such text' }, never);
    assert.deepEqual(groups, { total: 0, rows: [] });
  });

  it('names a database that changes while it is read, and reads it anew', async () => {
    assert.equal((await session.personal.entries({ kind: 'calls', position: 0, limit: 5 }, never)).total, 124);
    const fileID = fileIdOf('HomeDomain', 'Library/CallHistoryDB/CallHistory.storedata');
    appendFileSync(join(path, fileID.slice(0, 2), fileID), Buffer.alloc(4096));
    await assert.rejects(session.personal.entries({ kind: 'calls', position: 0, limit: 5 }, never), { code: 'database-unreadable' });
    assert.equal((await session.personal.entries({ kind: 'calls', position: 0, limit: 5 }, never)).total, 124);
    // What was open for the other kinds is not affected.
    assert.equal((await session.personal.groups({ kind: 'photos', position: 0, limit: 10 }, never)).total, 4);
  });

  it('answers several questions at once, and none after the page is closed', async () => {
    const kinds = ['messages', 'contacts', 'notes', 'calendar', 'safari', 'health'] as const;
    const heads = await Promise.all(kinds.map((kind) => session.personal.head({ kind }, never)));
    assert.ok(heads.every(({ isKnown }) => isKnown));
    const late = session.personal.head({ kind: 'messages' }, never).catch(() => undefined);
    await session.close();
    await late;
    await assert.rejects(session.personal.kinds(never));
  });
});
