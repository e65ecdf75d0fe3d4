/** A third-party app whose documents have every kind of name and shape: Unicode in both forms, emoji, links, empty and large files. */
import { addDatabase, addDatabaseWithLog, addPlist, addText } from '../add-files.ts';
import { dict, writeBinaryPlist } from '../../../formats/index.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import { wavRecording } from '../sound.ts';
import type { Insert } from '../sqlite-file.ts';
import { FIELD_NOTES, registerGroup, registerPlugin, registerStoreApp } from './store-apps.ts';

const GROUP = 'group.com.example.fieldnotes';
const NOTES = 30;
/** 22,050 samples of two bytes a second: 5.3 MB. */
const LONG_RECORDING_SECONDS = 120;

/** Names that trip up programs: a path is bytes, never normalised; what Windows forbids is an everyday name on a phone. */
const UNUSUAL_NAMES = [
  'name with spaces .txt',
  'caf\u00e9 composed.txt',
  'cafe\u0301 decomposed.txt',
  '\u65e5\u672c\u8a9e.txt',
  'emoji \u{1F3D4}\uFE0F\u{1F469}\u200D\u{1F680}.txt',
  'we:ird <na|me>?*".txt',
  'trailing dot.',
  '.hidden',
  'percent %41 & ampersand.txt',
  `long ${'x'.repeat(240)}.txt`,
];

export function addFieldNotes(phone: PhoneBuilder): void {
  registerStoreApp(phone, FIELD_NOTES);
  registerPlugin(phone, FIELD_NOTES, 'widget');
  registerGroup(phone, FIELD_NOTES, GROUP, 'user');
  const app = phone.domain(`AppDomain-${FIELD_NOTES.id}`);
  addDocuments(phone, app);
  addLibrary(phone, app);
  addShared(phone);
}

function addDocuments(phone: PhoneBuilder, app: DomainBuilder): void {
  for (let number = 1; number <= NOTES; number++) {
    addText(app, `Documents/Notes/Sample Note ${number}.md`, `# Sample Note ${number}\n\n${'Text of a sample note. '.repeat(number)}\n`);
  }
  for (const name of UNUSUAL_NAMES) addText(app, `Documents/Names/${name}`, `The name of this file is unusual: ${name}\n`);
  for (let number = 1; number <= 12; number++) {
    const picture = () => encodeJpeg({ width: 320, height: 240 }, landscape(phone.random(`field picture ${number}`)));
    const tags = new Map([['com.apple.metadata:kMDItemWhereFroms', writeBinaryPlist([`https://www.example.com/picture/${number}`])]]);
    app.file(`Documents/Pictures/Picture ${number}.jpg`, picture, number % 4 === 0 ? { extendedAttributes: tags } : {});
  }
  app.file('Documents/Recordings/Long Recording.wav', wavRecording(LONG_RECORDING_SECONDS, 330));
  app.file('Documents/Recordings/Short Recording.wav', wavRecording(1, 440));
  app.file('Documents/empty file', () => new Uint8Array(0));
  app.directory('Documents/Empty Folder');
  app.symlink('Documents/Latest Note.md', 'Notes/Sample Note 30.md');
  app.symlink('Documents/Broken Link', '../../gone');
  addText(app, 'Documents/Inbox/.keep', '', { flags: 128 });
}

function addLibrary(phone: PhoneBuilder, app: DomainBuilder): void {
  addPlist(app, `Library/Preferences/${FIELD_NOTES.id}.plist`, () =>
    dict({ theme: 'light', noteCount: BigInt(NOTES), lastExport: new Date((phone.now - 86_400) * 1000) }),
  );
  const schema = `CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, path TEXT, changed INTEGER); CREATE TABLE tag (note INTEGER, name TEXT);`;
  const insertNote = (insert: Insert, id: number) => {
    insert('note', { id, title: `Sample Note ${id}`, path: `Notes/Sample Note ${id}.md`, changed: phone.now - id * 3600 });
    insert('tag', { note: id, name: id % 2 === 0 ? 'even' : 'odd' });
  };
  const fill = (insert: Insert) => {
    for (let id = 1; id < NOTES; id++) insertNote(insert, id);
  };
  const newest = (insert: Insert) => {
    insertNote(insert, NOTES);
  };
  addDatabaseWithLog(app, 'Library/Application Support/notes.sqlite', { schema, userVersion: 3, fill }, newest);
  addText(app, 'Library/Application Support/log.txt', Array.from({ length: 200 }, (_, line) => `line ${line}`).join('\n'));
  app.directory('Library/WebKit/WebsiteData');
}

function addShared(phone: PhoneBuilder): void {
  const group = phone.domain(`AppDomainGroup-${GROUP}`);
  const schema = `CREATE TABLE shared (key TEXT PRIMARY KEY, value TEXT);`;
  const fill = (insert: Insert) => {
    for (let number = 1; number <= 10; number++) insert('shared', { key: `key${number}`, value: `Sample Value ${number}` });
  };
  addDatabase(group, 'shared.sqlite', { schema, fill });
  addPlist(group, `Library/Preferences/${GROUP}.plist`, () => dict({ widgetNote: 1n }));
  const widget = phone.domain(`AppDomainPlugin-${FIELD_NOTES.id}.widget`);
  addPlist(widget, `Library/Preferences/${FIELD_NOTES.id}.widget.plist`, () => dict({ size: 'medium' }));
  addText(widget, 'Documents/snapshot.json', '{"note":"Sample Note 1"}\n');
}
