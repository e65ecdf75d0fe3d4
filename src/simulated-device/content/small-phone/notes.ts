/** Notes: a folder of compressed texts, some with a picture; and those of an old version that an update left. */
import { gzipSync } from 'node:zlib';
import { addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { insertStoreTables } from '../core-data.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import { addKnownDatabase, type TableColumns } from '../known-database.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import { NOTES_SCHEMA, OLD_NOTES_SCHEMA } from '../schemas/notes-schemas.ts';
import type { Insert } from '../sqlite-file.ts';

const NOTES = 18;
const SKETCHES = 4;
const OLD_NOTES = 3;
const DAY_SECONDS = 86_400;
/** One table has rows of all kinds; each kind has a range of its own. */
const ROW = { account: 900, folder: 1000, attachment: 1100, media: 1200 } as const;
const ENTITY = { object: 3, attachment: 5, media: 11, note: 12, account: 14, folder: 15, data: 19 } as const;
const ACCOUNT_TYPE_LOCAL = 3;

interface Sketch {
  readonly number: number;
  readonly mediaId: string;
  readonly name: string;
}

export function addNotes(phone: PhoneBuilder): void {
  const notes = phone.domain('AppDomainGroup-group.com.apple.notes');
  const sketches = Array.from({ length: SKETCHES }, (_, index): Sketch => {
    const number = index + 1;
    return { number, mediaId: phone.random(`note media ${number}`).uuid(), name: `Sample Sketch ${number}.jpg` };
  });
  addKnownDatabase(notes, 'NoteStore.sqlite', {
    schema: NOTES_SCHEMA,
    ios: phone.ios,
    fill: (insert, columns) => {
      fillNotes(insert, columns, phone, sketches);
    },
    later: (insert, columns) => {
      insertNote(insert, columns, NOTES + 1, phone.now - 300, phone.random('newest note').uuid());
    },
  });
  for (const { number, mediaId, name } of sketches) {
    notes.file(`Accounts/LocalAccount/Media/${mediaId}/${name}`, () => encodeSketch(phone, number));
  }
  addPlist(notes, 'Library/Preferences/group.com.apple.notes.plist', () =>
    dict({ ICDefaultAccountIdentifier: 'LocalAccount', NotesMigrated: true }),
  );
  addOldNotes(phone, phone.domain('HomeDomain'));
}

function encodeSketch(phone: PhoneBuilder, number: number): Uint8Array {
  return encodeJpeg({ width: 320, height: 240 }, landscape(phone.random(`note picture ${number}`)));
}

function fillNotes(insert: Insert, columns: TableColumns, phone: PhoneBuilder, sketches: readonly Sketch[]): void {
  const random = phone.random('notes');
  const kinds = { attachment: 'ICAttachment', media: 'ICMedia', note: 'ICNote', account: 'ICAccount', folder: 'ICFolder' } as const;
  const entities = Object.entries(kinds).map(([kind, name]) => {
    return { number: ENTITY[kind as keyof typeof kinds], name, rows: ROW.media + SKETCHES, parent: ENTITY.object };
  });
  const object = { number: ENTITY.object, name: 'ICCloudSyncingObject', rows: ROW.media + SKETCHES };
  insertStoreTables(insert, [object, ...entities, { number: ENTITY.data, name: 'ICNoteData', rows: NOTES }], phone.random('note store'));
  const own = { ZIDENTIFIER: 'LocalAccount', ZNAME: 'On My iPhone', ZACCOUNTTYPE: ACCOUNT_TYPE_LOCAL };
  insert('ZICCLOUDSYNCINGOBJECT', { Z_PK: ROW.account, Z_ENT: ENTITY.account, Z_OPT: 1, ZMARKEDFORDELETION: 0, ...own });
  insert('ZICCLOUDSYNCINGOBJECT', {
    Z_PK: ROW.folder,
    Z_ENT: ENTITY.folder,
    Z_OPT: 1,
    ZMARKEDFORDELETION: 0,
    ZTITLE2: 'Notes',
    ZIDENTIFIER: 'DefaultFolder-LocalAccount',
    [accountColumn(columns, 'ZPARENT')]: ROW.account,
  });
  for (let number = 1; number <= NOTES; number++) insertNote(insert, columns, number, phone.now - number * DAY_SECONDS, random.uuid());
  for (const sketch of sketches) insertSketch(insert, columns, phone, sketch);
}

/**
 * Core Data numbers columns of the same name: a note's account is in the one that was numbered just before the note's folder (or before
 * its data, while notes could be in several folders), a folder's account just before its parent.
 */
function accountColumn(columns: TableColumns, next: 'ZFOLDER' | 'ZNOTEDATA' | 'ZPARENT'): string {
  const names = columns('ZICCLOUDSYNCINGOBJECT') ?? [];
  return names.slice(0, names.indexOf(next)).findLast((name) => /^ZACCOUNT\d*$/.test(name)) ?? 'ZACCOUNT';
}

function insertNote(insert: Insert, columns: TableColumns, number: number, when: number, identifier: string): void {
  const title = `Sample Note ${number}`;
  const isInOneFolder = columns('ZICCLOUDSYNCINGOBJECT')?.includes('ZFOLDER') === true;
  const created = appleSeconds(when - DAY_SECONDS);
  insert('ZICNOTEDATA', { Z_PK: number, Z_ENT: ENTITY.data, Z_OPT: 1, ZNOTE: number, ZDATA: noteBody(`${title}\nText of ${title}.`) });
  insert('ZICCLOUDSYNCINGOBJECT', {
    Z_PK: number,
    Z_ENT: ENTITY.note,
    Z_OPT: 1,
    ZMARKEDFORDELETION: 0,
    ZISPINNED: number === 1 ? 1 : 0,
    ZISPASSWORDPROTECTED: 0,
    ZNOTEDATA: number,
    [accountColumn(columns, isInOneFolder ? 'ZFOLDER' : 'ZNOTEDATA')]: ROW.account,
    // A note's own date of creation is the third one since iOS 15, the first one before.
    ZCREATIONDATE1: created,
    ZCREATIONDATE3: created,
    ZMODIFICATIONDATE1: appleSeconds(when),
    ZTITLE1: title,
    ZSNIPPET: `Text of ${title}.`,
    ZIDENTIFIER: identifier,
    ...(isInOneFolder ? { ZFOLDER: ROW.folder } : {}),
  });
  // While notes could be in several folders.
  for (const table of ['Z_12NOTES', 'Z_11NOTES']) {
    const [folder, note] = columns(table) ?? [];
    if (folder !== undefined && note !== undefined) insert(table, { [folder]: ROW.folder, [note]: number });
  }
}

/** The first notes have a picture each: an attachment, whose file is a media. */
function insertSketch(insert: Insert, columns: TableColumns, phone: PhoneBuilder, { number, mediaId, name }: Sketch): void {
  const random = phone.random(`note attachment ${number}`);
  const attachment = ROW.attachment + number;
  insert('ZICCLOUDSYNCINGOBJECT', {
    Z_PK: attachment,
    Z_ENT: ENTITY.attachment,
    Z_OPT: 1,
    ZMARKEDFORDELETION: 0,
    ZTYPEUTI: 'public.jpeg',
    ZTITLE: name,
    ZFILESIZE: encodeSketch(phone, number).length,
    ZSIZEWIDTH: 320,
    ZSIZEHEIGHT: 240,
    ZNOTE: number,
    ZMEDIA: ROW.media + number,
    ZCREATIONDATE: appleSeconds(phone.now - (number + 1) * DAY_SECONDS),
    ZMODIFICATIONDATE: appleSeconds(phone.now - number * DAY_SECONDS),
    ZIDENTIFIER: random.uuid(),
  });
  const link = columns('ZICCLOUDSYNCINGOBJECT')?.includes('ZATTACHMENT1') === true ? 'ZATTACHMENT1' : 'ZATTACHMENT';
  const media = { Z_PK: ROW.media + number, Z_ENT: ENTITY.media, Z_OPT: 1, ZMARKEDFORDELETION: 0 };
  insert('ZICCLOUDSYNCINGOBJECT', { ...media, ZFILENAME: name, ZIDENTIFIER: mediaId, [link]: attachment });
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

/** What iOS 8 had; later versions keep the file. */
function addOldNotes(phone: PhoneBuilder, home: DomainBuilder): void {
  const entity = { account: 1, note: 3, body: 4, store: 7 };
  addKnownDatabase(home, 'Library/Notes/notes.sqlite', {
    schema: OLD_NOTES_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      const random = phone.random('old notes');
      const kinds = { account: 'Account', note: 'Note', body: 'NoteBody', store: 'Store' } as const;
      const entities = Object.entries(kinds).map(([kind, name]) => ({ number: entity[kind as keyof typeof kinds], name, rows: OLD_NOTES }));
      insertStoreTables(insert, entities, random);
      const account = { ZACCOUNTIDENTIFIER: 'LocalAccount', ZNAME: 'LOCAL_ACCOUNT', ZTYPE: 0, ZDEFAULTSTORE: 1 };
      insert('ZACCOUNT', { Z_PK: 1, Z_ENT: entity.account, Z_OPT: 1, ...account });
      insert('ZSTORE', { Z_PK: 1, Z_ENT: entity.store, Z_OPT: 1, ZACCOUNT: 1, ZNAME: 'LOCAL_NOTESTORE' });
      for (let number = 1; number <= OLD_NOTES; number++) {
        const date = appleSeconds(phone.now) - (900 + number) * DAY_SECONDS;
        const text = { ZTITLE: `Old Sample Note ${number}`, ZSUMMARY: `Text of Old Sample Note ${number}.` };
        const dates = { ZCREATIONDATE: date, ZMODIFICATIONDATE: date + 60 };
        const note = { Z_PK: number, Z_ENT: entity.note, Z_OPT: 1, ZBODY: number, ZSTORE: 1, ZDELETEDFLAG: 0, ZINTEGERID: number };
        insert('ZNOTE', { ...note, ...dates, ...text, ZGUID: random.uuid() });
        const content = `<div>${text.ZTITLE}</div><div>${text.ZSUMMARY}</div>`;
        insert('ZNOTEBODY', { Z_PK: number, Z_ENT: entity.body, Z_OPT: 1, ZOWNER: number, ZCONTENT: content });
      }
    },
  });
}
