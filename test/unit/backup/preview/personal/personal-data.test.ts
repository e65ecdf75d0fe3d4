/** What the databases of a phone mean: entries of every kind on schemas of every version, and what an unknown or damaged one answers. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  openBackup,
  openPersonalData,
  PERSONAL_KINDS,
  unlockBackup,
  type PersonalData,
  type PersonalEntry,
  type PersonalKind,
} from '../../../../../src/backup/index.ts';
import { fileIdOf } from '../../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../../support/backup-copy.ts';
import { writeEncryptedSample } from '../../../../support/encrypted-sample.ts';
import { personalRows, withPersonalData } from '../../../../support/personal-backup.ts';
import { makeDatabase } from '../../../../support/previewing-databases.ts';
import type { SampleRow } from '../../../../support/sample-backup.ts';

const SMS = { domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db' };

async function all(personal: PersonalData, kind: PersonalKind, group?: string): Promise<readonly PersonalEntry[]> {
  const part = await personal.entries(kind, { group, position: 0, limit: 200 });
  if (part.state !== 'known') assert.fail(part.missing.join());
  return part.items;
}

const factOf = (entry: PersonalEntry | undefined, name: string) => entry?.facts.find((fact) => fact.name === name)?.value;

describe('the meaning of databases', function () {
  this.timeout(60_000);
  const rows = personalRows('17.5');

  for (const version of ['9.3.5', '10.3.3', '12.5', '14.8', '18.0', '27.0']) {
    it(`is known on the schemas of iOS ${version}`, async () => {
      await withPersonalData(personalRows(version), async (personal) => {
        const counts: Record<string, number> = {};
        for (const kind of PERSONAL_KINDS) {
          const facts = await personal.facts(kind);
          if (facts.state === 'known') counts[kind] = facts.entries;
          const [first] = await all(personal, kind);
          assert.ok(first?.time !== undefined || kind === 'contacts', kind);
        }
        // As the phone was staged, with what is only in the logs.
        assert.deepEqual(counts, {
          messages: 328,
          contacts: 25,
          calls: 124,
          voicemail: 5,
          notes: 19,
          calendar: 69,
          safari: 45,
          photos: 72,
          health: 62,
        });
      });
    });
  }

  it('shows conversations with names from the contacts, and every text, wherever it is kept', async () => {
    await withPersonalData(rows, async (personal) => {
      const groups = await personal.groups('messages', { position: 0, limit: 50 });
      if (groups.state !== 'known') assert.fail();
      assert.equal(groups.total, 10);
      assert.deepEqual(groups.items[0]?.people, [{ address: '+15555550107', name: 'Sample Contact 8' }]);
      const group = groups.items.find(({ title }) => title === 'Sample Group 1');
      assert.deepEqual(
        group?.people.map(({ name }) => name),
        ['Sample Contact 1', 'Sample Contact 2', 'Sample Contact 4'],
      );
      const messages: PersonalEntry[] = [];
      for (const { key, entries } of groups.items) {
        const found = await all(personal, 'messages', key);
        assert.equal(found.length, entries);
        assert.deepEqual(
          found.map(({ time = 0 }) => time),
          found.map(({ time = 0 }) => time).sort((a, b) => a - b),
        );
        messages.push(...found);
      }
      assert.equal(messages.length, 328);
      assert.ok(messages.every(({ text = '', traits }) => text !== '' && !text.includes('\uFFFC') && !traits.includes('text-unreadable')));
      const sent = messages.filter(({ files }) => files.length > 0);
      assert.equal(sent.length, 16);
      assert.ok(sent.every(({ files: [file] }) => file?.fileID !== undefined));
      assert.ok(messages.some(({ traits }) => traits.includes('reaction')));
      assert.ok(messages.some(({ side, people }) => side === 'owner' && people.length === 0));
    });
  });

  it('lists voicemails with their callers, dates, durations, flags and recordings', async () => {
    await withPersonalData(rows, async (personal) => {
      const found = await all(personal, 'voicemail');
      const missed = (await all(personal, 'calls')).filter(({ traits }) => traits.includes('missed')).map(({ time = 0 }) => time);
      assert.equal(found.length, 5);
      for (const { people, time = 0, facts, files, traits } of found) {
        assert.match(people[0]?.name ?? '', /^Sample Contact \d+$/);
        assert.ok(missed.includes(time - 25_000));
        assert.deepEqual(
          facts.map(({ name }) => name),
          ['duration', 'receiver', 'flags'],
        );
        assert.ok(files[0]?.fileID !== undefined && traits.length === 0);
      }
    });
  });

  it('sorts contacts as people do', async () => {
    await withPersonalData(rows, async (personal) => {
      const names = (await all(personal, 'contacts')).map(({ title = '' }) => title).filter((title) => title.startsWith('Sample Contact '));
      assert.deepEqual(
        names,
        names.map((_, index) => `Sample Contact ${(index + 1).toString()}`),
      );
    });
  });

  it('has the pictures of contacts, and none for who has none or a damaged one', async () => {
    await withPersonalData(rows, async (personal) => {
      const keys = (await all(personal, 'contacts')).map(({ key }) => key);
      const pictures = await personal.contactPictures([...keys, '999999']);
      assert.ok(pictures.length > 0 && pictures.length < keys.length);
      for (const { key, mime, data } of pictures) {
        assert.ok(keys.includes(key) && mime === 'image/jpeg' && data[0] === 0xff && data[1] === 0xd8);
      }
      await assert.rejects(personal.contactPictures(['1) OR (1']), { code: 'range-invalid' });
      await assert.rejects(personal.contactPictures(new Array<string>(49).fill('1')), { code: 'range-invalid' });
    });
    const { database } = makeDatabase((made) => {
      made.exec(`CREATE TABLE ABThumbnailImage (record_id INTEGER, data BLOB);
        INSERT INTO ABThumbnailImage VALUES (1, 'text'), (2, x'89504e470d0a1a0a00'), (3, zeroblob(2000000)), (4, x'3c7376673e')`);
    });
    const damaged = rows.map((row) => (row.relativePath.endsWith('AddressBookImages.sqlitedb') ? { ...row, content: database } : row));
    const without = rows.filter(({ relativePath }) => !relativePath.includes('AddressBookImages'));
    for (const changed of [damaged.filter(({ relativePath }) => !relativePath.endsWith('AddressBookImages.sqlitedb-wal')), without]) {
      await withPersonalData(changed, async (personal) => {
        assert.deepEqual(await personal.contactPictures(['1', '2', '3', '4']), []);
      });
    }
  });

  it('comes in windows, and each is a part of the whole', async () => {
    await withPersonalData(rows, async (personal) => {
      const whole = await all(personal, 'calls');
      const parts: PersonalEntry[] = [];
      for (let position = 0; position < whole.length; position += 50) {
        const part = await personal.entries('calls', { position, limit: 50 });
        if (part.state === 'known') parts.push(...part.items);
      }
      assert.deepEqual(parts, whole);
      assert.deepEqual(await all(personal, 'messages', 'no such group'), []);
      await assert.rejects(personal.entries('calls', { position: -1, limit: 10 }), { code: 'range-invalid' });
      await assert.rejects(personal.entries('calls', { position: 0, limit: 201 }), { code: 'range-invalid' });
    });
  });

  it('shows people, calls, notes, events, visits, pictures and days with what is known of them', async () => {
    await withPersonalData(rows, async (personal) => {
      const contact = (await all(personal, 'contacts')).find(({ title }) => title === 'Sample Contact 2');
      assert.deepEqual(contact?.facts.slice(0, 3), [
        { name: 'phone', value: '+15555550101', label: 'Mobile' },
        { name: 'email', value: 'contact2@example.com', label: 'Home' },
        { name: 'postal-address', value: '2 Sample Street, 10002, Sampletown, us, SA, Sampleland', label: 'Home' },
      ]);
      const company = (await all(personal, 'contacts')).find(({ title }) => title === 'Example Company');
      assert.equal(factOf(company, 'email'), 'office@example.com');
      const missed = (await all(personal, 'calls')).filter(({ traits }) => traits.includes('missed'));
      assert.ok(missed.length > 5 && missed.every((call) => factOf(call, 'duration') === 0 || factOf(call, 'duration') !== undefined));
      const [note] = await all(personal, 'notes');
      assert.deepEqual([note?.title, note?.text], ['Sample Note 19', 'Sample Note 19\nText of Sample Note 19.']);
      const withSketch = (await all(personal, 'notes')).find(({ files }) => files.length > 0);
      assert.ok(withSketch?.files[0]?.fileID !== undefined);
      const guests = (await all(personal, 'calendar')).find(({ people }) => people.length > 0);
      assert.ok(guests?.people.some(({ name }) => name === 'Sample Owner'));
      const [visit] = await all(personal, 'safari');
      assert.deepEqual([visit?.title, factOf(visit, 'web-address')], ['Sample Page 41', 'https://www.example.com/page/41']);
      const [photo] = await all(personal, 'photos');
      assert.equal(photo?.picture, fileIdOf('CameraRollDomain', `Media/PhotoData/Thumbnails/V2/DCIM/101APPLE/IMG_0072.PNG/5005.JPG`));
      assert.equal(photo.files[0]?.fileID, fileIdOf('CameraRollDomain', 'Media/DCIM/101APPLE/IMG_0072.PNG'));
      const days = await all(personal, 'health');
      assert.ok(days.some((day) => Number(factOf(day, 'steps')) >= 2000) && days.some((day) => factOf(day, 'workout') === 1800));
    });
  });

  it('says which kinds are there, and why others are not', async () => {
    const without = rows.filter(
      ({ domain, relativePath }) => domain !== 'HealthDomain' && !/CallHistory|Notes|NoteStore/.test(relativePath),
    );
    await withPersonalData(without, async (personal) => {
      const kinds = await personal.kinds();
      assert.deepEqual(
        kinds.filter(({ state }) => state === 'present').map(({ kind }) => kind),
        ['messages', 'contacts', 'voicemail', 'calendar', 'safari', 'photos'],
      );
      assert.deepEqual(
        kinds.flatMap((each) => (each.state === 'absent' ? [[each.kind, each.reason]] : [])),
        [
          ['calls', 'only-encrypted'],
          ['notes', 'not-there'],
          ['health', 'only-encrypted'],
        ],
      );
      await assert.rejects(personal.facts('health'), { code: 'no-such-file' });
    });
  });

  it('names what an unknown schema lacks, of tables, columns and views in place of tables', async () => {
    const { database } = makeDatabase((made) => {
      made.exec(`CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, is_from_me INTEGER, date INTEGER);
        CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT); CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, chat_identifier TEXT);
        CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
        CREATE VIEW chat_message_join AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS chat_id, x AS message_id FROM n`);
    });
    await withPersonalData([{ ...SMS, content: database }], async (personal) => {
      const facts = await personal.facts('messages');
      assert.equal(facts.state, 'unknown-schema');
      assert.deepEqual('missing' in facts ? facts.missing : [], ['message.handle_id', 'chat_message_join']);
      assert.equal((await personal.entries('messages', { position: 0, limit: 1 })).state, 'unknown-schema');
    });
  });

  it('answers what is no database, and one that is damaged, with its error', async () => {
    await withPersonalData([{ ...SMS, content: Buffer.from('no database at all') }], async (personal) => {
      await assert.rejects(personal.facts('messages'), { code: 'database-unreadable' });
      await assert.rejects(personal.facts('messages'), { code: 'database-unreadable' });
    });
    const damaged = personalRows('17.5', (name, content) => {
      if (name === 'HomeDomain/Library/SMS/sms.db-wal') return undefined;
      return name === 'HomeDomain/Library/SMS/sms.db'
        ? Buffer.concat([content.subarray(0, 4096 * 2), Buffer.alloc(content.length - 4096 * 2, 0xa5)])
        : content;
    });
    await withPersonalData(damaged, async (personal) => {
      await assert.rejects(personal.facts('messages'), { code: 'database-unreadable' });
      // The others are not affected.
      assert.equal((await personal.facts('calls')).state, 'known');
    });
  });

  it('takes values of the wrong kinds, hostile texts and dates for what they are', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e[x](command:y)';
    const rowsOf = (made: DatabaseSync) => {
      made.exec(`CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid, text, handle_id, is_from_me, date, attributedBody);
        CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id); CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, chat_identifier, display_name);
        CREATE TABLE chat_handle_join (chat_id, handle_id); CREATE TABLE chat_message_join (chat_id, message_id);
        INSERT INTO handle VALUES (1, x'00'), (2, 5); INSERT INTO chat VALUES (1, x'ff', '${hostile}'), (2, NULL, NULL);
        INSERT INTO chat_handle_join VALUES (1, 1), (1, 2), ('x', 'y');`);
      const insert = made.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?)');
      const bodies = [hostile, Buffer.from('x'), null, 5, 'y'.repeat(20_000)];
      for (const [index, text] of bodies.entries()) {
        insert.run(index + 1, null, text, 'a', 'b', index % 2 === 0 ? 'later' : 9e300, Buffer.from('no archive'));
      }
      made.exec(
        `INSERT INTO chat_message_join SELECT 1, ROWID FROM message WHERE ROWID < 5; INSERT INTO chat_message_join VALUES (1, 'z'), ('q', 1)`,
      );
    };
    await withPersonalData([{ ...SMS, content: makeDatabase(rowsOf).database }], async (personal) => {
      const groups = await personal.groups('messages', { position: 0, limit: 10 });
      if (groups.state !== 'known') assert.fail();
      assert.deepEqual(
        groups.items.map(({ key, title }) => [key, title]),
        [
          ['1', hostile],
          ['2', undefined],
          ['none', undefined],
        ],
      );
      const first = await all(personal, 'messages', '1');
      assert.equal(first.length, 4);
      assert.equal(first.find(({ key }) => key === '1')?.text, hostile);
      assert.ok(first.every(({ time }) => time === undefined));
      assert.ok(first.find(({ key }) => key === '2')?.traits.includes('text-unreadable'));
      const [long] = await all(personal, 'messages', 'none');
      assert.deepEqual([long?.text?.length, long?.traits.includes('text-cut')], [16_384, true]);
    });
  });

  it('says of a locked note that it is, and of a damaged one that its text cannot be read', async () => {
    const changed = personalRows('17.5', (name, content) => {
      if (name === 'AppDomainGroup-group.com.apple.notes/NoteStore.sqlite-wal') return undefined;
      if (name !== 'AppDomainGroup-group.com.apple.notes/NoteStore.sqlite') return content;
      using folder = temporaryFolder();
      return changedDatabase(
        folder.path,
        content,
        `UPDATE ZICCLOUDSYNCINGOBJECT SET ZISPASSWORDPROTECTED = 1 WHERE ZTITLE1 = 'Sample Note 2';
        UPDATE ZICNOTEDATA SET ZDATA = x'1f8b00' WHERE Z_PK = 3; UPDATE ZICCLOUDSYNCINGOBJECT SET ZSNIPPET = 'The beginning' WHERE ZTITLE1 = 'Sample Note 3'`,
      );
    });
    await withPersonalData(changed, async (personal) => {
      const notes = await all(personal, 'notes');
      const noteOf = (title: string) => notes.find((note) => note.title === title);
      assert.deepEqual([noteOf('Sample Note 2')?.text, noteOf('Sample Note 2')?.traits], [undefined, ['locked']]);
      assert.deepEqual([noteOf('Sample Note 3')?.text, noteOf('Sample Note 3')?.traits], ['The beginning', ['text-unreadable']]);
    });
  });

  it('is read from an encrypted backup, and not without its keys', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    const some: SampleRow[] = rows.filter(({ relativePath }) =>
      /^Library(?:\/SMS(?:\/sms\.db.*)?|\/AddressBook.*)?$|^$/.test(relativePath),
    );
    await writeEncryptedSample(path, () => some, {
      password: 'test',
      catalogue: 'db',
      modern: true,
      random: (count: number) => randomBytes(count),
    });
    await using keys = await unlockBackup(path, 'test');
    await using backup = await openBackup(path, { keys });
    await using personal = openPersonalData(backup, { keys });
    assert.equal((await all(personal, 'messages', '8')).length, 33);
    await using withoutKeys = openPersonalData(backup);
    await assert.rejects(withoutKeys.facts('messages'), { code: 'backup-encrypted' });
  });

  it('can be cancelled, and asked again', async () => {
    await withPersonalData(rows, async (personal) => {
      await assert.rejects(personal.facts('messages', { signal: AbortSignal.abort() }), { code: 'cancelled' });
      const ending = new AbortController();
      const asked = personal.entries('messages', { group: '1', position: 0, limit: 100, signal: ending.signal });
      ending.abort();
      await assert.rejects(asked, { code: 'cancelled' });
      assert.equal((await all(personal, 'messages', '1')).length, 33);
    });
  });
});

function changedDatabase(folder: string, content: Uint8Array, sql: string): Uint8Array {
  const path = join(folder, 'changed.db');
  writeFileSync(path, content);
  const database = new DatabaseSync(path);
  database.exec(`${sql}; PRAGMA journal_mode = DELETE`);
  database.close();
  return readFileSync(path);
}
