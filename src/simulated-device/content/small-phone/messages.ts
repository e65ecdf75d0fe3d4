/** Messages: sms.db with its log, and the pictures that were sent and received. */
import { addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleNanoseconds, appleSeconds } from '../apple-time.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { MESSAGES_SCHEMA } from '../schemas/messages-schemas.ts';
import type { Insert } from '../sqlite-file.ts';
import { encodeAttributedText } from '../typed-stream.ts';
import { sampleAttachments, sampleConversations, type Attachment, type Chat, type Message } from './life/conversations.ts';
import { OWNER, personOf } from './life/people.ts';
import { encodePicture, samplePictures, type Picture } from './life/pictures.ts';

const STYLE = { direct: 45, group: 43 } as const;
const LIKED = 2001;
/** Up to iOS 10 dates are seconds, then nanoseconds. */
const NANOSECONDS_SINCE = 11;
/** Since then the text of many messages is only in their attributed body. Which ones is assumed: every so many here. */
const ATTRIBUTED_SINCE = 16;
const ATTRIBUTED_EVERY = 4;
const RECEIVED = { width: 320, height: 240 };

export function addMessages(phone: PhoneBuilder, pictures: readonly Picture[] = samplePictures(phone)): void {
  const attachments = sampleAttachments(phone, pictures);
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  const rows = new MessageRows(phone, attachments);
  addKnownDatabase(home, 'Library/SMS/sms.db', {
    schema: MESSAGES_SCHEMA,
    ios: phone.ios,
    userVersion: 17_006,
    fill: (insert) => {
      rows.fill(insert);
    },
    later: (insert) => {
      rows.fillLog(insert);
    },
  });
  addPlist(home, 'Library/SMS/com.apple.messages.geometrycache_v7.plist', () => dict({ version: 7n, entries: dict({}) }));
  home.directory('Library/MessagesMetaData');
  const media = phone.domain('MediaDomain');
  for (const attachment of attachments) media.file(`Library/SMS/${attachment.path}`, () => encodeAttachment(phone, attachment));
}

/** A sent picture is the same file as in the camera roll. */
function encodeAttachment(phone: PhoneBuilder, { id, picture }: Attachment): Uint8Array {
  if (picture !== undefined) return encodePicture(phone, picture);
  return encodeJpeg(RECEIVED, landscape(phone.random(`attachment ${id}`)));
}

class MessageRows {
  readonly #phone: PhoneBuilder;
  readonly #attachments: readonly Attachment[];

  constructor(phone: PhoneBuilder, attachments: readonly Attachment[]) {
    this.#phone = phone;
    this.#attachments = attachments;
  }

  fill(insert: Insert): void {
    const { chats, messages } = sampleConversations(this.#phone, this.#attachments);
    insert('_SqliteDatabaseProperties', { key: '_ClientVersion', value: '17006' });
    insert('kvtable', { ROWID: 1, key: 'lastFailedMessageDate', value: '0' });
    for (const { id, members, service } of chats) if (members.length === 1) this.#insertHandle(insert, id, service);
    for (const chat of chats) {
      this.#insertChat(
        insert,
        chat,
        messages.findLast((message) => message.chat === chat),
      );
    }
    for (const message of messages) this.#insertMessage(insert, message);
  }

  /** The newest messages are only in the log. */
  fillLog(insert: Insert): void {
    const { newest } = sampleConversations(this.#phone, this.#attachments);
    for (const message of newest) this.#insertMessage(insert, message);
  }

  /** Rows of handles are those of the contacts. */
  #insertHandle(insert: Insert, id: number, service: string): void {
    const { phoneNumber } = personOf(id);
    insert('handle', { ROWID: id, id: phoneNumber, country: 'us', service, uncanonicalized_id: phoneNumber });
  }

  #insertChat(insert: Insert, chat: Chat, last: Message | undefined): void {
    const { id, guid, identifier, service, members, name } = chat;
    const isGroup = members.length > 1;
    insert('chat', {
      ROWID: id,
      guid,
      style: isGroup ? STYLE.group : STYLE.direct,
      state: 3,
      account_id: accountOf(this.#phone),
      chat_identifier: identifier,
      service_name: service,
      room_name: isGroup ? identifier : null,
      account_login: `P:${OWNER.phoneNumber}`,
      last_addressed_handle: OWNER.phoneNumber,
      display_name: name ?? '',
      group_id: this.#phone.random(`group of chat ${id}`).uuid(),
      last_read_message_timestamp: last === undefined ? 0 : appleNanoseconds(last.sentAt),
    });
    for (const member of members) insert('chat_handle_join', { chat_id: id, handle_id: member });
  }

  #insertMessage(insert: Insert, message: Message): void {
    const { id, chat, attachment } = message;
    const date = this.#date(message.sentAt);
    insert('message', { ...this.#contentOf(message), ...this.#datesOf(message), ...relationsOf(message) });
    insert('chat_message_join', { chat_id: chat.id, message_id: id, message_date: date });
    if (attachment === undefined) return;
    this.#insertAttachment(insert, attachment, message);
    insert('message_attachment_join', { message_id: id, attachment_id: attachment.id });
  }

  #contentOf({ id, guid, chat, sender, text, attachment }: Message) {
    const isFromOwner = sender === 0;
    return {
      ROWID: id,
      guid,
      text: this.#phone.ios >= ATTRIBUTED_SINCE && id % ATTRIBUTED_EVERY === 0 ? null : text,
      // What the owner writes goes to the one partner; in a group, to nobody in particular.
      handle_id: isFromOwner && chat.members.length === 1 ? chat.id : sender,
      attributedBody: encodeAttributedText(text),
      version: 10,
      service: chat.service,
      account: `p:${OWNER.phoneNumber}`,
      account_guid: accountOf(this.#phone),
      is_finished: 1,
      is_from_me: isFromOwner ? 1 : 0,
      is_sent: isFromOwner ? 1 : 0,
      is_delivered: isFromOwner ? 1 : 0,
      is_read: 1,
      cache_has_attachments: attachment === undefined ? 0 : 1,
      cache_roomnames: chat.members.length > 1 ? chat.identifier : null,
      has_dd_results: text.includes('https://') ? 1 : 0,
      was_data_detected: 1,
      destination_caller_id: OWNER.phoneNumber,
      part_count: 1,
      sort_id: 0,
    };
  }

  #datesOf({ sender, sentAt, isEdited }: Message) {
    const isFromOwner = sender === 0;
    return {
      date: this.#date(sentAt),
      date_read: isFromOwner ? 0 : this.#date(sentAt + 60),
      date_delivered: isFromOwner ? this.#date(sentAt + 2) : 0,
      date_edited: isEdited ? this.#date(sentAt + 90) : 0,
      date_played: 0,
    };
  }

  #insertAttachment(insert: Insert, { id, guid, path, picture }: Attachment, { sender, sentAt }: Message): void {
    insert('attachment', {
      ROWID: id,
      guid,
      original_guid: guid,
      created_date: appleSeconds(sentAt),
      start_date: appleSeconds(sentAt),
      filename: `~/Library/SMS/${path}`,
      uti: 'public.jpeg',
      mime_type: 'image/jpeg',
      transfer_state: 5,
      is_outgoing: sender === 0 ? 1 : 0,
      transfer_name: path.slice(path.lastIndexOf('/') + 1),
      total_bytes: encodeAttachment(this.#phone, picture === undefined ? { id, guid, path } : { id, guid, path, picture }).length,
    });
  }

  #date(unixSeconds: number): number | bigint {
    return this.#phone.ios >= NANOSECONDS_SINCE ? appleNanoseconds(unixSeconds) : appleSeconds(unixSeconds);
  }
}

function accountOf(phone: PhoneBuilder): string {
  return phone.random('message account').uuid();
}

/** A tapback names the part of the message that it is about; an answer names the first message of its thread. */
function relationsOf({ about }: Message) {
  if (about === undefined) return {};
  const { message, how } = about;
  if (how === 'answered') return { reply_to_guid: message.guid, thread_originator_guid: message.guid, thread_originator_part: '0:0:1' };
  const range = { associated_message_range_location: 0, associated_message_range_length: message.text.length };
  return { associated_message_guid: `p:0/${message.guid}`, associated_message_type: LIKED, ...range };
}
