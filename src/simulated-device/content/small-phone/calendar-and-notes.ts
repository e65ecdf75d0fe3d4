/** Calendar with its reminders, and Notes with compressed texts. */
import { gzipSync } from 'node:zlib';
import { addDatabase, addDatabaseWithLog, addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { Insert } from '../sqlite-file.ts';

const CALENDAR_SCHEMA = `
CREATE TABLE Store (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, type INTEGER);
CREATE TABLE Calendar (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, store_id INTEGER, title TEXT, color TEXT, UUID TEXT);
CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, summary TEXT, description TEXT, start_date REAL, start_tz TEXT, end_date REAL, all_day INTEGER, calendar_id INTEGER, last_modified REAL, UUID TEXT);
CREATE INDEX CalendarItemStartDate ON CalendarItem(start_date);`;
const NOTES_SCHEMA = `
CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);
CREATE TABLE ZICNOTEDATA (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZNOTE INTEGER, ZDATA BLOB);
CREATE TABLE ZICCLOUDSYNCINGOBJECT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZNOTEDATA INTEGER, ZFOLDER INTEGER, ZCREATIONDATE1 TIMESTAMP, ZMODIFICATIONDATE1 TIMESTAMP, ZTITLE1 VARCHAR, ZTITLE2 VARCHAR, ZSNIPPET VARCHAR, ZIDENTIFIER VARCHAR);`;

const EVENTS = 60;
const NOTES = 18;
const DAY_SECONDS = 86_400;
const FOLDER_ROW = 1000;

export function addCalendarAndNotes(phone: PhoneBuilder): void {
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  const calendar = { schema: CALENDAR_SCHEMA, userVersion: 6017, fill: (insert: Insert) => fillCalendar(insert, phone) };
  const moved = (insert: Insert) => {
    insert('CalendarItem', {
      ROWID: EVENTS + 1,
      summary: 'Sample Event in the log',
      calendar_id: 1,
      start_date: appleSeconds(phone.now),
      all_day: 1,
    });
  };
  addDatabaseWithLog(home, 'Library/Calendar/Calendar.sqlitedb', calendar, moved);
  addDatabase(home, 'Library/Calendar/Extras.db', {
    schema: 'CREATE TABLE Alarm (ROWID INTEGER PRIMARY KEY, fire_date REAL, entity_id INTEGER);',
    fill: () => undefined,
  });
  addNotes(phone);
}

function fillCalendar(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('calendar');
  insert('Store', { ROWID: 1, name: 'Default', type: 0 });
  for (const [index, title] of ['Home', 'Work'].entries()) {
    insert('Calendar', { ROWID: index + 1, store_id: 1, title, color: index === 0 ? '#1BADF8' : '#63DA38', UUID: random.uuid() });
  }
  for (let number = 1; number <= EVENTS; number++) {
    const start = appleSeconds(phone.now) + random.int(-200, 90) * DAY_SECONDS;
    const dates = { start_date: start, start_tz: 'UTC', end_date: start + 3600, all_day: 0, last_modified: start - DAY_SECONDS };
    insert('CalendarItem', {
      ROWID: number,
      summary: `Sample Event ${number}`,
      calendar_id: random.int(1, 2),
      UUID: random.uuid(),
      ...dates,
    });
  }
}

function addNotes(phone: PhoneBuilder): void {
  const notes = phone.domain('AppDomainGroup-group.com.apple.notes');
  const fill = (insert: Insert) => {
    const random = phone.random('notes');
    insert('Z_PRIMARYKEY', { Z_ENT: 12, Z_NAME: 'ICNote', Z_SUPER: 3, Z_MAX: FOLDER_ROW });
    insert('ZICCLOUDSYNCINGOBJECT', { Z_PK: FOLDER_ROW, Z_ENT: 15, Z_OPT: 1, ZTITLE2: 'Notes', ZIDENTIFIER: 'DefaultFolder-LocalAccount' });
    for (let number = 1; number <= NOTES; number++) insertNote(insert, number, phone.now - number * DAY_SECONDS, random.uuid());
  };
  const later = (insert: Insert) => {
    insertNote(insert, NOTES + 1, phone.now - 300, phone.random('newest note').uuid());
  };
  addDatabaseWithLog(notes, 'NoteStore.sqlite', { schema: NOTES_SCHEMA, fill }, later);
  for (let number = 1; number <= 4; number++) {
    const folder = phone.random(`note media ${number}`).uuid();
    const picture = () => encodeJpeg({ width: 320, height: 240 }, landscape(phone.random(`note picture ${number}`)));
    notes.file(`Accounts/LocalAccount/Media/${folder}/Sample Sketch ${number}.jpg`, picture);
  }
  addPlist(notes, 'Library/Preferences/group.com.apple.notes.plist', () =>
    dict({ ICDefaultAccountIdentifier: 'LocalAccount', NotesMigrated: true }),
  );
}

function insertNote(insert: Insert, number: number, when: number, identifier: string): void {
  const title = `Sample Note ${number}`;
  const dates = { ZCREATIONDATE1: appleSeconds(when - DAY_SECONDS), ZMODIFICATIONDATE1: appleSeconds(when) };
  insert('ZICNOTEDATA', { Z_PK: number, Z_ENT: 19, Z_OPT: 1, ZNOTE: number, ZDATA: noteBody(`${title}\nText of ${title}.`) });
  insert('ZICCLOUDSYNCINGOBJECT', {
    Z_PK: number,
    Z_ENT: 12,
    Z_OPT: 1,
    ZNOTEDATA: number,
    ZFOLDER: FOLDER_ROW,
    ...dates,
    ZTITLE1: title,
    ZSNIPPET: `Text of ${title}.`,
    ZIDENTIFIER: identifier,
  });
}

/** A gzip file around nested protocol-buffer messages: field 2 (document), field 3 (note), field 2 (text). */
function noteBody(text: string): Uint8Array {
  const note = field(3, field(2, new TextEncoder().encode(text)));
  // Stored, not compressed, and with a fixed system byte: zlib's output differs between versions and platforms.
  const file = gzipSync(field(2, note), { level: 0 });
  file[9] = 3;
  return file;
}

/** A length-delimited protobuf field: tag byte, length as a varint of up to two bytes, content. */
function field(number: number, content: Uint8Array): Uint8Array {
  const length = content.length < 128 ? [content.length] : [(content.length & 0x7f) | 0x80, content.length >> 7];
  return Uint8Array.of((number << 3) | 2, ...length, ...content);
}
