/** What a page is told about the content of files: from a real backup folder, while it is read, changed and closed. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readFileSync } from 'node:fs';
import { BrowserSession } from '../../../src/extension/browser/browser-session.ts';
import { fileIdOf, writeBinaryPlist } from '../../../src/formats/index.ts';
import { encodePng } from '../../../src/simulated-device/content/png.ts';
import { englishLocale } from '../../../src/view/index.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup } from '../../support/sample-backup.ts';

const never = new AbortController().signal;
const idOf = (path: string) => fileIdOf('HomeDomain', path);

function databaseContent(folder: string): Uint8Array {
  const path = join(folder, 'made.db');
  const database = new DatabaseSync(path);
  database.exec(
    'CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, handle_id INTEGER); CREATE TABLE data (ROWID INTEGER PRIMARY KEY, content BLOB)',
  );
  const insert = database.prepare('INSERT INTO message (text, handle_id) VALUES (?, ?)');
  for (let index = 1; index <= 250; index++) insert.run(`text ${String(index)}`, index % 3);
  const data = database.prepare('INSERT INTO data (content) VALUES (?)');
  data.run(writeBinaryPlist(['a', 'b']));
  data.run(Buffer.alloc(17 * 1024 * 1024));
  data.run(Buffer.from('line\n'.repeat(500_000)));
  data.run(hugePng());
  data.run(encodePng(3, 2, () => [0, 0, 0]));
  database.close();
  const content = readFileSync(path);
  rmSync(path);
  return content;
}

/** Few bytes that a browser would make gigabytes of. */
function hugePng(): Buffer {
  const png = Buffer.from(encodePng(3, 2, () => [0, 0, 0]));
  png.writeUInt32BE(100_000, 16);
  png.writeUInt32BE(100_000, 20);
  return png;
}

describe('the content of files, for a page', () => {
  let folder: string;
  let path: string;
  let session: BrowserSession;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ibl-contents-'));
    path = join(folder, SAMPLE_UDID);
    const rows = [
      { relativePath: 'Library/notes.txt', content: Buffer.from('line\n'.repeat(30_000)) },
      {
        relativePath: 'Library/list.plist',
        content: Buffer.from('<!DOCTYPE plist><plist version="1.0"><array><string>a</string></array></plist>'),
      },
      { relativePath: 'Library/SMS/sms.db', content: databaseContent(folder) },
    ];
    writeSampleBackup(path, withParents(rows.map((row) => ({ domain: 'HomeDomain', ...row }))));
    session = new BrowserSession({ path, isRunning: () => false, keys: () => undefined, lockAfterMinutes: () => 0, locale: englishLocale });
  });

  after(async () => {
    await session.close();
    rmSync(folder, { recursive: true });
  });

  it('comes in pieces that follow each other', async () => {
    const fileID = idOf('Library/notes.txt');
    const first = await session.contents.preview({ fileID, as: 'auto' }, never);
    assert.ok(first.content.kind === 'text');
    assert.equal(first.content.to + first.content.rest, 150_000);
    const next = await session.contents.preview({ fileID, as: 'auto', from: first.content.to }, never);
    assert.ok(next.content.kind === 'text' && next.content.text.startsWith('line\n'));
  });

  it('of a BLOB is what its bytes are, and an error if it is too long', async () => {
    const cell = { fileID: idOf('Library/SMS/sms.db'), table: 'data', column: 'content', as: 'auto' } as const;
    const { content, title } = await session.contents.content({ ...cell, key: '1', node: { path: [], from: 0 } }, never);
    assert.ok(content.kind === 'tree');
    assert.match(title, /^Binary property list|^Property list/);
    assert.deepEqual(
      content.node.children?.map(({ text }) => text),
      ['a', 'b'],
    );
    await assert.rejects(session.contents.content({ ...cell, key: '2' }, never), { code: 'preview-limit' });
    const text = await session.contents.content({ ...cell, key: '3' }, never);
    assert.ok(text.content.kind === 'text' && text.content.to + text.content.rest === 2_500_000);
    const pictures = await Promise.all(['4', '5'].map((key) => session.contents.content({ ...cell, key }, never)));
    const shown = pictures.map(({ content: facts }) => facts.kind === 'facts' && facts.picture !== undefined);
    assert.deepEqual([shown, pictures[0]?.notes.length], [[false, true], 1]);
    await assert.rejects(session.contents.content({ ...cell, key: '9' }, never), { code: 'no-such-table' });
  });

  it('is a tree with its children, or a folder, or nothing that is there', async () => {
    const fileID = idOf('Library/list.plist');
    const { content } = await session.contents.preview({ fileID, as: 'auto', node: { path: [], from: 0 } }, never);
    assert.ok(content.kind === 'tree');
    assert.deepEqual(content.node.children, [{ type: 'string', text: 'a' }]);
    assert.equal((await session.contents.preview({ fileID: idOf('Library'), as: 'auto' }, never)).title, 'Folder');
    await assert.rejects(session.contents.preview({ fileID: idOf('nowhere'), as: 'auto' }, never), { code: 'no-such-file' });
  });

  it('is a database with rows in windows, counts and queries', async () => {
    const fileID = idOf('Library/SMS/sms.db');
    const { tables } = await session.contents.database({ fileID }, never);
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['data', 'message'],
    );
    const order = { column: 'ROWID', descending: true };
    const { rows } = await session.contents.rows({ fileID, table: 'message', position: 10, limit: 5, order }, never);
    assert.deepEqual(
      rows.map(({ key }) => key),
      ['240', '239', '238', '237', '236'],
    );
    const filters = [{ column: 'handle_id', test: 'equals', value: { integer: '1' } }] as const;
    assert.equal((await session.contents.count({ fileID, table: 'message', filters }, never)).rows, 84);
    const row = await session.contents.row({ fileID, table: 'message', key: '7' }, never);
    assert.deepEqual(row.fields[1]?.cell, { type: 'text', value: 'text 7', bytes: 6 });
    const result = await session.contents.query({ fileID, sql: 'SELECT count(*) FROM message' }, never);
    assert.deepEqual(result.rows, [[{ type: 'integer', value: '250' }]]);
    await assert.rejects(session.contents.query({ fileID, sql: 'DELETE FROM message' }, never), { code: 'query-invalid' });
  });

  it('is read again after the file has changed, and after the page was closed no more', async () => {
    const fileID = idOf('Library/SMS/sms.db');
    await session.contents.database({ fileID }, never);
    const stored = join(path, fileID.slice(0, 2), fileID);
    const content = readFileSync(stored);
    writeFileSync(stored, 'no database any more');
    await assert.rejects(session.contents.rows({ fileID, table: 'message', position: 200, limit: 50 }, never), {
      code: 'database-unreadable',
    });
    writeFileSync(stored, content);
    assert.equal((await session.contents.rows({ fileID, table: 'message', position: 200, limit: 50 }, never)).rows.length, 50);
    await session.close();
    await assert.rejects(session.contents.database({ fileID }, never), { code: 'not-a-backup' });
  });
});
