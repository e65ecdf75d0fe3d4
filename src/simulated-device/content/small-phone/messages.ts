/** Messages: sms.db with its log and its attachments. */
import { addDatabaseWithLog, addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleNanoseconds } from '../apple-time.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { DatabaseRecipe, Insert } from '../sqlite-file.ts';
import { SAMPLE_PEOPLE } from './people.ts';

/** The tables of iOS that readers of message backups use, with the columns they use. */
const SCHEMA = `
CREATE TABLE _SqliteDatabaseProperties (key TEXT, value TEXT, UNIQUE(key));
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, uncanonicalized_id TEXT, UNIQUE (id, service));
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, state INTEGER, chat_identifier TEXT, service_name TEXT, display_name TEXT);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, handle_id INTEGER DEFAULT 0, service TEXT, date INTEGER, date_read INTEGER, is_from_me INTEGER DEFAULT 0, is_read INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0, cache_has_attachments INTEGER DEFAULT 0);
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, created_date INTEGER DEFAULT 0, filename TEXT, mime_type TEXT, transfer_name TEXT, total_bytes INTEGER DEFAULT 0);
CREATE TABLE chat_handle_join (chat_id INTEGER REFERENCES chat (ROWID), handle_id INTEGER REFERENCES handle (ROWID), UNIQUE(chat_id, handle_id));
CREATE TABLE chat_message_join (chat_id INTEGER REFERENCES chat (ROWID), message_id INTEGER REFERENCES message (ROWID), message_date INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id));
CREATE TABLE message_attachment_join (message_id INTEGER REFERENCES message (ROWID), attachment_id INTEGER REFERENCES attachment (ROWID), UNIQUE(message_id, attachment_id));
CREATE INDEX message_idx_date ON message(date);`;

const CHATS = 8;
const MESSAGES_PER_CHAT = 40;
const ATTACHMENTS = 16;
const DAY_SECONDS = 86_400;

interface Attachment {
  readonly id: number;
  readonly guid: string;
  /** Below Library/SMS. */
  readonly path: string;
}

export function addMessages(phone: PhoneBuilder): void {
  const attachments = sampleAttachments(phone.random('message attachments'));
  const recipe: DatabaseRecipe = { schema: SCHEMA, userVersion: 17_006, fill: (insert) => fill(insert, phone, attachments) };
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  addDatabaseWithLog(home, 'Library/SMS/sms.db', recipe, (insert) => fillLog(insert, phone));
  addPlist(home, 'Library/SMS/com.apple.messages.geometrycache_v7.plist', () => dict({ version: 7n, entries: dict({}) }));
  const media = phone.domain('MediaDomain');
  for (const { id, path } of attachments) {
    const picture = () => encodeJpeg({ width: 320, height: 240 }, landscape(phone.random(`attachment ${id}`)));
    media.file(`Library/SMS/${path}`, picture);
  }
}

function sampleAttachments(random: SeededRandom): Attachment[] {
  return Array.from({ length: ATTACHMENTS }, (_, index) => {
    const guid = `at_0_${random.uuid()}`;
    const folder = random.hex(2);
    return {
      id: index + 1,
      guid,
      path: `Attachments/${folder}/${random.int(0, 15).toString().padStart(2, '0')}/${guid}/IMG_${index + 1}.jpeg`,
    };
  });
}

function fill(insert: Insert, phone: PhoneBuilder, attachments: readonly Attachment[]): void {
  insert('_SqliteDatabaseProperties', { key: '_ClientVersion', value: '17006' });
  for (const person of SAMPLE_PEOPLE.slice(0, CHATS)) {
    const service = person.id % 3 === 0 ? 'SMS' : 'iMessage';
    insert('handle', { ROWID: person.id, id: person.phoneNumber, country: 'us', service });
    const chat = { ROWID: person.id, style: 45, state: 3, chat_identifier: person.phoneNumber, service_name: service };
    insert('chat', { ...chat, guid: `${service};-;${person.phoneNumber}` });
    insert('chat_handle_join', { chat_id: person.id, handle_id: person.id });
  }
  const random = phone.random('messages');
  for (let number = 1; number <= CHATS * MESSAGES_PER_CHAT; number++) {
    insertMessage(insert, random, number, phone.now - (CHATS * MESSAGES_PER_CHAT - number) * (DAY_SECONDS / 4) - DAY_SECONDS);
  }
  for (const { id, guid, path } of attachments) {
    const created = appleNanoseconds(phone.now - id * DAY_SECONDS);
    insert('attachment', {
      ROWID: id,
      guid,
      created_date: created,
      filename: `~/Library/SMS/${path}`,
      mime_type: 'image/jpeg',
      transfer_name: `IMG_${id}.jpeg`,
    });
    insert('message_attachment_join', { message_id: id * 7, attachment_id: id });
  }
}

/** The newest message of each chat stands only in the log. */
function fillLog(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('newest messages');
  for (let chat = 1; chat <= CHATS; chat++) insertMessage(insert, random, CHATS * MESSAGES_PER_CHAT + chat, phone.now - chat * 600);
}

function insertMessage(insert: Insert, random: SeededRandom, number: number, when: number): void {
  const chat = 1 + ((number - 1) % CHATS);
  const isFromMe = random.int(0, 1);
  const service = chat % 3 === 0 ? 'SMS' : 'iMessage';
  const dates = { date: appleNanoseconds(when), date_read: isFromMe ? 0 : appleNanoseconds(when + 60) };
  const hasAttachment = number % 7 === 0 && number / 7 <= ATTACHMENTS ? 1 : 0;
  const state = { is_from_me: isFromMe, is_read: 1, is_sent: isFromMe, cache_has_attachments: hasAttachment };
  insert('message', { ROWID: number, guid: random.uuid(), text: `Sample Message ${number}`, handle_id: chat, service, ...dates, ...state });
  insert('chat_message_join', { chat_id: chat, message_id: number, message_date: dates.date });
}
