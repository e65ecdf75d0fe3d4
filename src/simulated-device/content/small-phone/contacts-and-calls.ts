/** Contacts, call history and voicemail. */
import { addDatabase, addDatabaseWithLog, addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import { amrSilence } from '../sound.ts';
import type { Insert } from '../sqlite-file.ts';
import { SAMPLE_PEOPLE } from './people.ts';

const CONTACTS_SCHEMA = `
CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, First TEXT, Last TEXT, Organization TEXT, Note TEXT, CreationDate INTEGER, ModificationDate INTEGER, StoreID INTEGER DEFAULT 0);
CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, identifier INTEGER, label INTEGER, value TEXT);
CREATE TABLE ABMultiValueLabel (value TEXT, UNIQUE(value));
CREATE TABLE ABStore (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, Name TEXT, Type INTEGER);
CREATE INDEX ABMultiValueRecordIndex ON ABMultiValue(record_id);`;
const IMAGES_SCHEMA = `
CREATE TABLE ABFullSizeImage (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, record_id INTEGER, crop_x INTEGER, crop_y INTEGER, crop_width INTEGER, data BLOB);
CREATE TABLE ABThumbnailImage (record_id INTEGER, format INTEGER, derived_from_format INTEGER, data BLOB, UNIQUE(record_id, format));`;
const CALLS_SCHEMA = `
CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZANSWERED INTEGER, ZCALLTYPE INTEGER, ZORIGINATED INTEGER, ZREAD INTEGER, ZDATE TIMESTAMP, ZDURATION FLOAT, ZADDRESS VARCHAR, ZISO_COUNTRY_CODE VARCHAR, ZSERVICE_PROVIDER VARCHAR, ZUNIQUE_ID VARCHAR);
CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);`;
const VOICEMAIL_SCHEMA = `CREATE TABLE voicemail (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, remote_uid INTEGER, date INTEGER, token TEXT, sender TEXT, callback_num TEXT, duration INTEGER, expiration INTEGER, trashed_date INTEGER, flags INTEGER);`;

const PROPERTY_PHONE = 3;
const PROPERTY_EMAIL = 4;
const CALLS = 120;
const VOICEMAILS = 5;
const HOUR_SECONDS = 3600;

export function addContactsAndCalls(phone: PhoneBuilder): void {
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  addContacts(phone, home);
  addCalls(phone, home);
  addVoicemail(phone, home);
}

function addContacts(phone: PhoneBuilder, home: DomainBuilder): void {
  const later = (insert: Insert) => {
    insert('ABPerson', { ROWID: SAMPLE_PEOPLE.length + 1, First: 'Sample', Last: 'Company', Organization: 'Example Company', StoreID: 0 });
  };
  const recipe = { schema: CONTACTS_SCHEMA, userVersion: 86, fill: (insert: Insert) => fillContacts(insert, phone) };
  addDatabaseWithLog(home, 'Library/AddressBook/AddressBook.sqlitedb', recipe, later);
  addDatabase(home, 'Library/AddressBook/AddressBookImages.sqlitedb', {
    schema: IMAGES_SCHEMA,
    fill: (insert) => fillImages(insert, phone),
  });
}

function fillContacts(insert: Insert, phone: PhoneBuilder): void {
  insert('ABStore', { ROWID: 1, Name: 'Local Address Book', Type: 0 });
  for (const label of ['_$!<Mobile>!$_', '_$!<Home>!$_']) insert('ABMultiValueLabel', { value: label });
  for (const { id, firstName, lastName, phoneNumber, email } of SAMPLE_PEOPLE) {
    const when = appleSeconds(phone.now) - id * HOUR_SECONDS * 24;
    insert('ABPerson', { ROWID: id, First: firstName, Last: lastName, CreationDate: when, ModificationDate: when, StoreID: 0 });
    insert('ABMultiValue', { UID: id * 2 - 1, record_id: id, property: PROPERTY_PHONE, identifier: 0, label: 1, value: phoneNumber });
    insert('ABMultiValue', { UID: id * 2, record_id: id, property: PROPERTY_EMAIL, identifier: 0, label: 2, value: email });
  }
}

function fillImages(insert: Insert, phone: PhoneBuilder): void {
  for (const { id } of SAMPLE_PEOPLE.slice(0, 6)) {
    const picture = encodeJpeg({ width: 96, height: 96 }, landscape(phone.random(`contact picture ${id}`)));
    insert('ABFullSizeImage', { record_id: id, crop_x: 0, crop_y: 0, crop_width: 96, data: picture });
    insert('ABThumbnailImage', { record_id: id, format: 0, derived_from_format: 2, data: picture });
  }
}

function addCalls(phone: PhoneBuilder, home: DomainBuilder): void {
  const call = (insert: Insert, number: number) => {
    const random = phone.random(`call ${number}`);
    const person = random.pick(SAMPLE_PEOPLE);
    const facts = { ZANSWERED: random.int(0, 1), ZORIGINATED: random.int(0, 1), ZCALLTYPE: 1, ZREAD: 1, ZISO_COUNTRY_CODE: 'us' };
    const when = appleSeconds(phone.now) - (CALLS + 10 - number) * HOUR_SECONDS * 5;
    const other = { ZADDRESS: person.phoneNumber, ZSERVICE_PROVIDER: 'com.apple.Telephony', ZUNIQUE_ID: random.uuid() };
    insert('ZCALLRECORD', { Z_PK: number, Z_ENT: 2, Z_OPT: 1, ...facts, ZDATE: when, ZDURATION: random.int(0, 900), ...other });
  };
  const fill = (insert: Insert) => {
    insert('Z_PRIMARYKEY', { Z_ENT: 2, Z_NAME: 'CallRecord', Z_SUPER: 0, Z_MAX: CALLS });
    for (let number = 1; number <= CALLS; number++) call(insert, number);
  };
  const later = (insert: Insert) => {
    for (let number = CALLS + 1; number <= CALLS + 4; number++) call(insert, number);
  };
  const options = { protectionClass: 3 };
  addDatabaseWithLog(home, 'Library/CallHistoryDB/CallHistory.storedata', { schema: CALLS_SCHEMA, fill }, later, options);
  addPlist(home, 'Library/CallHistoryDB/com.apple.callhistory.databaseInfo.plist', () => dict({ DatabaseVersion: 36n }), options);
}

function addVoicemail(phone: PhoneBuilder, home: DomainBuilder): void {
  const fill = (insert: Insert) => {
    for (const { id, phoneNumber } of SAMPLE_PEOPLE.slice(0, VOICEMAILS)) {
      const row = {
        ROWID: id,
        remote_uid: 100 + id,
        date: phone.now - id * HOUR_SECONDS * 30,
        sender: phoneNumber,
        callback_num: phoneNumber,
      };
      insert('voicemail', { ...row, duration: 4 * id, expiration: 0, trashed_date: 0, flags: 11 });
    }
  };
  addDatabase(home, 'Library/Voicemail/voicemail.db', { schema: VOICEMAIL_SCHEMA, userVersion: 9, fill });
  for (let id = 1; id <= VOICEMAILS; id++) home.file(`Library/Voicemail/${id}.amr`, () => amrSilence(4 * id));
  // No greeting was ever recorded: the file is there and empty.
  home.file('Library/Voicemail/Greeting.amr', () => new Uint8Array(0));
}
