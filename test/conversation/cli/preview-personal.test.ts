/** `backup-lab preview --as personal`: what a database means, for people and as a document; what is unknown is said. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab, documentOf } from '../../support/backup-lab.ts';
import { personalRows, writePersonalBackup } from '../../support/personal-backup.ts';
import { makeDatabase } from '../../support/previewing-databases.ts';

const SMS = 'HomeDomain/Library/SMS/sms.db';
const CALLS = 'HomeDomain/Library/CallHistoryDB/CallHistory.storedata';
const HISTORY = 'HomeDomain/Library/Safari/History.db';

describe('backup-lab preview --as personal', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  before(() => {
    const { database } = makeDatabase((made) => {
      made.exec(`CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item, visit_time, title); CREATE TABLE history_items (id INTEGER PRIMARY KEY, url);
        INSERT INTO history_visits VALUES (1, 1, 700000000, 'red ' || char(27) || '[31m'); INSERT INTO history_items VALUES (1, 'https://example.com/' || char(10))`);
    });
    const rows = personalRows('17.5', (name, content) => {
      if (!name.startsWith('HomeDomain/') && !name.startsWith('MediaDomain/')) return undefined;
      if (name.startsWith(HISTORY)) return name === HISTORY ? database : undefined;
      return name.includes('Calendar.sqlitedb') ? (name.endsWith('-wal') ? undefined : database) : content;
    });
    writePersonalBackup(path, rows);
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  it('lists conversations, and the messages of one', async () => {
    const list = await backupLab(['preview', path, SMS, '--as', 'personal']);
    assert.equal(list.status, 0, list.stderr);
    assert.match(list.stdout, /^8 {2}Sample Contact 8 \(\+15555550107\) {2}33 · /m);
    assert.match(list.stderr, /Messages: 328\. Conversations: 10\.\n.*--group/);
    const one = await backupLab(['preview', path, SMS, '--as', 'personal', '--group', '3', '--limit', '2', '--from', '31']);
    assert.equal(one.stdout.match(/\[SMS\]/g)?.length, 2);
    assert.match(one.stdout, /^ {4}\S/m);
    const { schema, kind, total, entries } = documentOf(
      await backupLab(['preview', path, SMS, '--as', 'personal', '--group', '3', '--json']),
    );
    assert.deepEqual([schema, kind, total, (entries as unknown[]).length], ['backup-lab/personal@1', 'messages', 33, 33]);
  });

  it('finds what contains a text, and says so if nothing does', async () => {
    const hits = await backupLab(['preview', path, CALLS, '--as', 'personal', '--search', 'contact 16']);
    assert.match(hits.stdout, /^\S.*Sample Contact 16 \(\+15555550115\)/m);
    assert.doesNotMatch(hits.stdout, /Sample Contact 1 /);
    assert.match(hits.stderr, /^Found: \d+\.$/m);
    const none = await backupLab(['preview', path, SMS, '--as', 'personal', '--search', 'no such text']);
    assert.deepEqual([none.status, none.stdout], [0, '']);
    assert.match(none.stderr, /^Nothing found\.$/m);
    const { total, entries } = documentOf(await backupLab(['preview', path, SMS, '--as', 'personal', '--search', 'the', '--json']));
    assert.ok(Number(total) > 0 && (entries as unknown[]).length > 0);
  });

  it('lists voicemails with their recordings', async () => {
    const { stdout } = await backupLab(['preview', path, 'HomeDomain/Library/Voicemail/voicemail.db', '--as', 'personal']);
    assert.match(
      stdout,
      /^\S.*Sample Contact \d+ \(\+1555\d+\)\n {2}Duration: 20 s\n {2}To: \+1555\d+\n {2}Flags: 11\n {2}File: 5\.amr \([0-9a-f]{40}\)$/m,
    );
  });

  it('lists calls in parts', async () => {
    const first = await backupLab(['preview', path, CALLS, '--as', 'personal', '--limit', '100']);
    assert.match(first.stderr, /To see what follows, add --from 100\./);
    const rest = await backupLab(['preview', path, CALLS, '--as', 'personal', '--from', '100']);
    const calls = `${first.stdout}${rest.stdout}`.match(/^\S.*\[(Incoming|Outgoing|Missed).*\]$/gm);
    assert.equal(calls?.length, 124);
  });

  it('shows text of a backup safely', async () => {
    const { stdout } = await backupLab(['preview', path, HISTORY, '--as', 'personal']);
    assert.match(stdout, /red \\u001b\[31m/);
    assert.match(stdout, /Web address: https:\/\/example\.com\/$/m);
  });

  it('shows tables in place of an unknown schema, and says so', async () => {
    const { stdout, stderr, status } = await backupLab([
      'preview',
      path,
      'HomeDomain/Library/Calendar/Calendar.sqlitedb',
      '--as',
      'personal',
    ]);
    assert.equal(status, 0);
    assert.match(stdout, /^table history_items: /m);
    assert.match(stderr, /not known here.*Missing: CalendarItem, Calendar\./);
  });

  it('ends with 2 where it means nothing', async () => {
    for (const args of [
      [SMS, '--group', '3'],
      [SMS, '--search', 'a'],
      [SMS, '--as', 'personal', '--search', ''],
      [SMS, '--as', 'personal', '--table', 'message'],
      ['HomeDomain/Library/AddressBook/AddressBookImages.sqlitedb', '--as', 'personal'],
    ]) {
      assert.equal((await backupLab(['preview', path, ...args])).status, 2, args.join(' '));
    }
  });
});
