/** What is on a made-up phone belongs together: every row that names another finds it, in its own database and in others, and its files. */
import assert from 'node:assert/strict';
import { bytesOfFile, phoneOfVersion, StagedDatabases, type Row } from '../../../support/staged-databases.ts';

const HOME = 'HomeDomain';
const SMS = [HOME, 'Library/SMS/sms.db'] as const;
const CONTACTS = [HOME, 'Library/AddressBook/AddressBook.sqlitedb'] as const;
const CALLS = [HOME, 'Library/CallHistoryDB/CallHistory.storedata'] as const;
const CALENDAR = [HOME, 'Library/Calendar/Calendar.sqlitedb'] as const;
const NOTES = ['AppDomainGroup-group.com.apple.notes', 'NoteStore.sqlite'] as const;
const ROLL = 'CameraRollDomain';
const PHOTOS = [ROLL, 'Media/PhotoData/Photos.sqlite'] as const;
const HEALTH = ['HealthDomain', 'Health/healthdb_secure.sqlite'] as const;

/** `from` and `to` are "table.column"; a missing table is one of another version. 0 and NULL refer to nothing. */
type Reference = readonly [from: string, to: string];

const WITHIN: readonly (readonly [database: readonly [string, string], ...references: Reference[]])[] = [
  [
    SMS,
    ['chat_message_join.chat_id', 'chat.ROWID'],
    ['chat_message_join.message_id', 'message.ROWID'],
    ['chat_handle_join.chat_id', 'chat.ROWID'],
    ['chat_handle_join.handle_id', 'handle.ROWID'],
    ['message.handle_id', 'handle.ROWID'],
    ['message.ROWID', 'chat_message_join.message_id'],
    ['message.thread_originator_guid', 'message.guid'],
    ['message.reply_to_guid', 'message.guid'],
    ['message_attachment_join.message_id', 'message.ROWID'],
    ['message_attachment_join.attachment_id', 'attachment.ROWID'],
    ['attachment.ROWID', 'message_attachment_join.attachment_id'],
  ],
  [
    CONTACTS,
    ['ABPerson.StoreID', 'ABStore.ROWID'],
    ['ABPerson.PersonLink', 'ABPersonLink.ROWID'],
    ['ABMultiValue.record_id', 'ABPerson.ROWID'],
    ['ABMultiValue.label', 'ABMultiValueLabel.rowid'],
    ['ABMultiValueEntry.parent_id', 'ABMultiValue.UID'],
    ['ABMultiValueEntry.key', 'ABMultiValueEntryKey.rowid'],
    ['ABPhoneLastFour.multivalue_id', 'ABMultiValue.UID'],
    ['ABGroupMembers.group_id', 'ABGroup.ROWID'],
    ['ABGroupMembers.member_id', 'ABPerson.ROWID'],
    ['ABStore.AccountID', 'ABAccount.ROWID'],
  ],
  [
    CALLS,
    ['Z_2REMOTEPARTICIPANTHANDLES.Z_2REMOTEPARTICIPANTCALLS', 'ZCALLRECORD.Z_PK'],
    ['Z_2REMOTEPARTICIPANTHANDLES.Z_4REMOTEPARTICIPANTHANDLES', 'ZHANDLE.Z_PK'],
  ],
  [
    CALENDAR,
    ['Calendar.store_id', 'Store.ROWID'],
    ['CalendarItem.calendar_id', 'Calendar.ROWID'],
    ['CalendarItem.location_id', 'Location.ROWID'],
    ['CalendarItem.organizer_id', 'Participant.ROWID'],
    ['Location.item_owner_id', 'CalendarItem.ROWID'],
    ['Participant.owner_id', 'CalendarItem.ROWID'],
    ['Participant.identity_id', 'Identity.rowid'],
    ['Recurrence.owner_id', 'CalendarItem.ROWID'],
    ['Alarm.calendaritem_owner_id', 'CalendarItem.ROWID'],
    ['OccurrenceCache.event_id', 'CalendarItem.ROWID'],
  ],
  [
    NOTES,
    ['ZICNOTEDATA.ZNOTE', 'ZICCLOUDSYNCINGOBJECT.Z_PK'],
    ['ZICCLOUDSYNCINGOBJECT.ZNOTEDATA', 'ZICNOTEDATA.Z_PK'],
    ['ZICCLOUDSYNCINGOBJECT.ZFOLDER', 'ZICCLOUDSYNCINGOBJECT.Z_PK'],
    ['ZICCLOUDSYNCINGOBJECT.ZNOTE', 'ZICCLOUDSYNCINGOBJECT.Z_PK'],
    ['ZICCLOUDSYNCINGOBJECT.ZMEDIA', 'ZICCLOUDSYNCINGOBJECT.Z_PK'],
    ['ZICCLOUDSYNCINGOBJECT.ZATTACHMENT1', 'ZICCLOUDSYNCINGOBJECT.Z_PK'],
    ['ZICCLOUDSYNCINGOBJECT.Z_ENT', 'Z_PRIMARYKEY.Z_ENT'],
  ],
  [
    [HOME, 'Library/Notes/notes.sqlite'],
    ['ZNOTE.ZBODY', 'ZNOTEBODY.Z_PK'],
    ['ZNOTE.ZSTORE', 'ZSTORE.Z_PK'],
    ['ZNOTEBODY.ZOWNER', 'ZNOTE.Z_PK'],
    ['ZSTORE.ZACCOUNT', 'ZACCOUNT.Z_PK'],
  ],
  ...['ZASSET', 'ZGENERICASSET'].map(
    (asset) =>
      [
        PHOTOS,
        [`${asset}.ZADDITIONALATTRIBUTES`, 'ZADDITIONALASSETATTRIBUTES.Z_PK'],
        [`${asset}.ZEXTENDEDATTRIBUTES`, 'ZEXTENDEDATTRIBUTES.Z_PK'],
        [`${asset}.ZMOMENT`, 'ZMOMENT.Z_PK'],
        [`${asset}.Z_PK`, 'ZADDITIONALASSETATTRIBUTES.ZASSET'],
        [`${asset}.Z_ENT`, 'Z_PRIMARYKEY.Z_ENT'],
        ['ZADDITIONALASSETATTRIBUTES.ZASSET', `${asset}.Z_PK`],
        ['ZINTERNALRESOURCE.ZASSET', `${asset}.Z_PK`],
        ['ZGENERICALBUM.ZKEYASSET', `${asset}.Z_PK`],
        ['ZGENERICALBUM.ZPARENTFOLDER', 'ZGENERICALBUM.Z_PK'],
        ['ZDETECTEDFACE.ZASSETFORFACE', `${asset}.Z_PK`],
        ['ZDETECTEDFACE.ZPERSONFORFACE', 'ZPERSON.Z_PK'],
        ['ZDETECTEDFACE.ZPERSON', 'ZPERSON.Z_PK'],
      ] as const,
  ),
  [
    HEALTH,
    ['samples.data_id', 'objects.data_id'],
    ['objects.data_id', 'samples.data_id'],
    ['objects.provenance', 'data_provenances.ROWID'],
    ['quantity_samples.data_id', 'samples.data_id'],
    ['category_samples.data_id', 'samples.data_id'],
    ['activity_caches.data_id', 'samples.data_id'],
    ['workouts.data_id', 'samples.data_id'],
    ['workout_activities.owner_id', 'workouts.data_id'],
    ['workout_statistics.workout_activity_id', 'workout_activities.ROWID'],
    ['metadata_values.object_id', 'objects.data_id'],
    ['metadata_values.key_id', 'metadata_keys.ROWID'],
  ],
  [
    [HOME, 'Library/Safari/History.db'],
    ['history_visits.history_item', 'history_items.id'],
    ['history_visits.redirect_source', 'history_visits.id'],
    ['history_visits.redirect_destination', 'history_visits.id'],
  ],
  [
    [HOME, 'Library/Safari/Bookmarks.db'],
    ['bookmarks.parent', 'bookmarks.id'],
    ['folder_ancestors.ancestor_id', 'bookmarks.id'],
  ],
  [
    [HOME, 'Library/Safari/BrowserState.db'],
    ['tab_sessions.tab_uuid', 'tabs.uuid'],
    ['tabs.browser_window_id', 'browser_windows.id'],
  ],
  [
    [HOME, 'Library/Accounts/Accounts3.sqlite'],
    ['ZACCOUNT.ZACCOUNTTYPE', 'ZACCOUNTTYPE.Z_PK'],
    ['ZACCOUNT.ZPARENTACCOUNT', 'ZACCOUNT.Z_PK'],
    ['ZACCOUNTPROPERTY.ZOWNER', 'ZACCOUNT.Z_PK'],
    ['Z_2ENABLEDDATACLASSES.Z_7ENABLEDDATACLASSES', 'ZDATACLASS.Z_PK'],
  ],
  [
    ['WirelessDomain', 'Library/Databases/DataUsage.sqlite'],
    ['ZLIVEUSAGE.ZHASPROCESS', 'ZPROCESS.Z_PK'],
  ],
];

/** Not every version has every column. */
function hasColumn(staged: StagedDatabases, database: readonly [string, string], place: string): boolean {
  const [table = '', column = ''] = place.split('.');
  if (column === 'rowid') return true;
  const sql = `SELECT name FROM pragma_table_info('${table}') WHERE name = '${column}'`;
  return staged.rows(...database, sql).length > 0;
}

function dangling(staged: StagedDatabases, database: readonly [string, string], [from, to]: Reference): Row[] {
  const [table = '', column = ''] = from.split('.');
  const [target = '', key = ''] = to.split('.');
  const sql = `SELECT "${column}" AS value FROM "${table}" WHERE "${column}" IS NOT NULL AND "${column}" <> 0 AND "${column}" NOT IN (SELECT "${key}" FROM "${target}" WHERE "${key}" IS NOT NULL)`;
  return staged.rows(...database, sql);
}

/** The values of one column. */
function values(staged: StagedDatabases, [domain, path]: readonly [string, string], sql: string): unknown[] {
  return staged.rows(domain, path, sql).map((row) => Object.values(row)[0]);
}

describe('the search for rows that refer to nothing', () => {
  it('finds one that is planted', () => {
    using staged = new StagedDatabases(phoneOfVersion('17.5.1'));
    staged.open(...SMS).exec('DELETE FROM chat WHERE ROWID = 1');
    const reference = ['chat_handle_join.chat_id', 'chat.ROWID'] as const;
    assert.deepEqual(
      dangling(staged, SMS, reference).map((row) => ({ ...row })),
      [{ value: 1 }],
    );
  });
});

for (const version of ['9.3.5', '13.7', '17.5.1', '27.0.1']) {
  describe(`content of a phone with iOS ${version}`, () => {
    let staged: StagedDatabases;
    before(() => {
      staged = new StagedDatabases(phoneOfVersion(version));
    });
    after(() => {
      staged[Symbol.dispose]();
    });

    it('has no row that refers to one that is not there', () => {
      let checked = 0;
      for (const [database, ...references] of WITHIN) {
        for (const reference of references) {
          if (!reference.every((place) => hasColumn(staged, database, place))) continue;
          assert.deepEqual(dangling(staged, database, reference), [], `${database[1]}: ${reference.join(' → ')}`);
          checked++;
        }
      }
      assert.ok(checked >= 60, String(checked));
    });

    it('writes to, calls and meets people who are in the contacts, with their names', () => {
      const numbers = new Set(values(staged, CONTACTS, 'SELECT value FROM ABMultiValue WHERE property = 3'));
      const addresses = new Set(values(staged, CONTACTS, 'SELECT value FROM ABMultiValue WHERE property = 4'));
      const names = new Set(values(staged, CONTACTS, "SELECT First || ' ' || Last FROM ABPerson WHERE First IS NOT NULL"));
      for (const id of values(staged, SMS, 'SELECT id FROM handle')) assert.ok(numbers.has(id), String(id));
      const calls = staged.rows(...CALLS, 'SELECT CAST(ZADDRESS AS TEXT) AS address, ZNAME AS name FROM ZCALLRECORD');
      assert.ok(calls.length > 100);
      for (const { address, name } of calls) {
        assert.equal(numbers.has(address), name !== null, String(address));
        assert.ok(name === null || names.has(name));
      }
      for (const email of values(staged, CALENDAR, 'SELECT email FROM Participant WHERE is_self = 0')) assert.ok(addresses.has(email));
      const born = values(staged, CALENDAR, 'SELECT birthday_id FROM CalendarItem WHERE birthday_id > 0');
      const withBirthday = values(staged, CONTACTS, 'SELECT ROWID FROM ABPerson WHERE Birthday IS NOT NULL');
      assert.deepEqual(new Set(born), new Set(withBirthday));
    });

    it('has a file, and the right one, for each attachment of a message', () => {
      const attachments = staged.rows(...SMS, 'SELECT filename, total_bytes, is_outgoing, transfer_name FROM attachment');
      assert.equal(attachments.length, 16);
      let sent = 0;
      for (const { filename, total_bytes, is_outgoing, transfer_name } of attachments) {
        const bytes = bytesOfFile(staged.content, 'MediaDomain', String(filename).replace('~/', ''));
        assert.equal(bytes.length, total_bytes);
        if (is_outgoing === 0) continue;
        sent++;
        const table = hasColumn(staged, PHOTOS, 'ZASSET.Z_PK') ? 'ZASSET' : 'ZGENERICASSET';
        const [photo] = staged.rows(...PHOTOS, `SELECT ZDIRECTORY FROM ${table} WHERE ZFILENAME = '${String(transfer_name)}'`);
        assert.ok(bytes.equals(bytesOfFile(staged.content, ROLL, `Media/${String(photo?.ZDIRECTORY)}/${String(transfer_name)}`)));
      }
      assert.equal(sent, 8);
    });

    it('has each picture once in DCIM and in the library, of the size that stands there', () => {
      const table = hasColumn(staged, PHOTOS, 'ZASSET.Z_PK') ? 'ZASSET' : 'ZGENERICASSET';
      const sql = `SELECT ZDIRECTORY || '/' || ZFILENAME AS path, ZORIGINALFILESIZE AS size FROM ${table} a JOIN ZADDITIONALASSETATTRIBUTES d ON d.ZASSET = a.Z_PK`;
      const pictures = staged.rows(...PHOTOS, sql);
      const files = [...staged.content.files()].filter(({ relativePath }) => /^Media\/DCIM\/.*\.(JPG|PNG)$/.test(relativePath));
      assert.deepEqual(pictures.map(({ path }) => `Media/${String(path)}`).sort(), files.map(({ relativePath }) => relativePath).sort());
      for (const { path, size } of pictures) assert.equal(staged.content.file(ROLL, `Media/${String(path)}`)?.size, size);
      const inAlbum = staged.rows(...PHOTOS, `SELECT name FROM sqlite_schema WHERE name GLOB 'Z_*ASSETS' AND sql LIKE '%ALBUMS%'`);
      assert.equal(values(staged, PHOTOS, `SELECT count(*) FROM "${String(inAlbum[0]?.name)}"`)[0], 12);
    });

    it('has a source and a device for each day of Health', () => {
      const sources = new Set(values(staged, ['HealthDomain', 'Health/healthdb.sqlite'], 'SELECT ROWID FROM sources'));
      const devices = new Set(values(staged, ['HealthDomain', 'Health/healthdb.sqlite'], 'SELECT ROWID FROM source_devices'));
      for (const { source_id, device_id } of staged.rows(...HEALTH, 'SELECT source_id, device_id FROM data_provenances')) {
        assert.ok(sources.has(source_id) && devices.has(device_id));
      }
      const days = values(staged, HEALTH, 'SELECT count(DISTINCT cache_index) FROM activity_caches');
      assert.deepEqual(days, [61]);
    });

    it('has the recording of each voicemail, which follows a call that was missed', () => {
      const calls = staged.rows(
        ...CALLS,
        'SELECT CAST(ZADDRESS AS TEXT) AS address, ZDATE + 978307200 AS date FROM ZCALLRECORD WHERE ZDURATION = 0',
      );
      const voicemails = staged.rows(HOME, 'Library/Voicemail/voicemail.db', 'SELECT ROWID AS id, sender, date FROM voicemail');
      assert.equal(voicemails.length, 5);
      for (const { id, sender, date } of voicemails) {
        assert.ok(staged.content.file(HOME, `Library/Voicemail/${String(id)}.amr`));
        assert.ok(
          calls.some((call) => call.address === sender && Number(call.date) < Number(date) && Number(date) < Number(call.date) + 60),
        );
      }
    });

    it('has open tabs from the history, and the media of each sketch', () => {
      const visited = new Set(values(staged, [HOME, 'Library/Safari/History.db'], 'SELECT url FROM history_items'));
      for (const url of values(staged, [HOME, 'Library/Safari/BrowserState.db'], 'SELECT url FROM tabs')) assert.ok(visited.has(url));
      const media = staged.rows(
        ...NOTES,
        'SELECT ZIDENTIFIER AS id, ZFILENAME AS name FROM ZICCLOUDSYNCINGOBJECT WHERE ZFILENAME IS NOT NULL',
      );
      assert.equal(media.length, 4);
      for (const { id, name } of media) {
        assert.ok(staged.content.file(NOTES[0], `Accounts/LocalAccount/Media/${String(id)}/${String(name)}`));
      }
    });
  });
}
