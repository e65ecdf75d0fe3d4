/** Who wrote what to whom, when, and with which picture: what Messages, and every count of it, is made from. */
import type { PhoneBuilder } from '../../phone-builder.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import { personOf } from './people.ts';
import type { Picture } from './pictures.ts';
import { SAMPLE_PLACES } from './places.ts';

const DIRECT_CHATS = 8;
const MESSAGES_PER_CHAT = 32;
const CHATS = 10;
const ATTACHMENTS = 16;
const ATTACHED_EVERY = 7;
const QUARTER_DAY_SECONDS = 21_600;
const DAY_SECONDS = 86_400;

export interface Chat {
  /** From 1; the row. */
  readonly id: number;
  readonly service: 'iMessage' | 'SMS';
  /** Rows in the contacts; one, or several in a group. */
  readonly members: readonly number[];
  readonly guid: string;
  /** A phone number, or "chat" and a number for a group. */
  readonly identifier: string;
  /** Of a group. */
  readonly name?: string;
}

export interface Attachment {
  readonly id: number;
  readonly guid: string;
  /** Below Library/SMS. */
  readonly path: string;
  /** The picture of the camera roll that was sent; absent when it came from somebody. */
  readonly picture?: Picture;
}

export interface Message {
  readonly id: number;
  readonly guid: string;
  readonly chat: Chat;
  /** The row in the contacts of who wrote it; 0 = the owner. */
  readonly sender: number;
  readonly text: string;
  /** Unix seconds. */
  readonly sentAt: number;
  readonly attachment?: Attachment;
  /** The message that it likes or answers. */
  readonly about?: { readonly message: Message; readonly how: 'liked' | 'answered' };
  readonly isEdited: boolean;
}

interface Conversations {
  readonly chats: readonly Chat[];
  /** By time, oldest first. */
  readonly messages: readonly Message[];
  /** The last ones, which are still in the log. */
  readonly newest: readonly Message[];
}

/** Eight people, and two groups of them. */
function sampleChats(phone: PhoneBuilder): readonly Chat[] {
  const random = phone.random('chats');
  const direct = Array.from({ length: DIRECT_CHATS }, (_, index): Chat => {
    const person = personOf(index + 1);
    const service = person.id % 3 === 0 ? 'SMS' : 'iMessage';
    return {
      id: person.id,
      service,
      members: [person.id],
      guid: `${service};-;${person.phoneNumber}`,
      identifier: person.phoneNumber,
    };
  });
  const groups = [
    [1, 2, 4],
    [2, 5, 7, 8],
  ].map((members, index): Chat => {
    const identifier = `chat${random.int(100_000_000, 999_999_999)}${random.int(100_000_000, 999_999_999)}`;
    const name = `Sample Group ${index + 1}`;
    return { id: DIRECT_CHATS + index + 1, service: 'iMessage', members, guid: `iMessage;+;${identifier}`, identifier, name };
  });
  return [...direct, ...groups];
}

export function sampleAttachments(phone: PhoneBuilder, pictures: readonly Picture[]): readonly Attachment[] {
  const random = phone.random('message attachments');
  const photos = pictures.filter(({ isScreenshot, isTrashed }) => !isScreenshot && !isTrashed);
  return Array.from({ length: ATTACHMENTS }, (_, index) => {
    const guid = `at_0_${random.uuid()}`;
    const folder = random.hex(2);
    // Every other one was sent from the camera roll, under its name; the others came with one of their own.
    const picture = index % 2 === 0 ? photos[index * 3] : undefined;
    const name = picture?.name ?? `received_${index + 1}.jpeg`;
    const path = `Attachments/${folder}/${random.int(0, 15).toString().padStart(2, '0')}/${guid}/${name}`;
    return { id: index + 1, guid, path, ...(picture === undefined ? {} : { picture }) };
  });
}

export function sampleConversations(phone: PhoneBuilder, attachments: readonly Attachment[]): Conversations {
  const chats = sampleChats(phone);
  const random = phone.random('messages');
  const last = CHATS * MESSAGES_PER_CHAT;
  const messages: Message[] = [];
  for (let id = 1; id <= last; id++) {
    const sentAt = phone.now - (last - id) * QUARTER_DAY_SECONDS - DAY_SECONDS + random.int(0, 3600);
    messages.push(makeMessage({ id, sentAt, chats, attachments, random, earlier: messages }));
  }
  const newest: Message[] = [];
  for (let id = last + 1; id <= last + DIRECT_CHATS; id++) {
    const sentAt = phone.now - (last + DIRECT_CHATS + 1 - id) * 600;
    newest.push(makeMessage({ id, sentAt, chats, attachments: [], random, earlier: messages }));
  }
  return { chats, messages, newest };
}

interface MessageFacts {
  readonly id: number;
  readonly sentAt: number;
  readonly chats: readonly Chat[];
  readonly attachments: readonly Attachment[];
  readonly random: SeededRandom;
  readonly earlier: readonly Message[];
}

function makeMessage({ id, sentAt, chats, attachments, random, earlier }: MessageFacts): Message {
  const chat = chats[(id - 1) % chats.length];
  if (chat === undefined) throw new RangeError('there are no chats');
  const attachment = id % ATTACHED_EVERY === 0 ? attachments[id / ATTACHED_EVERY - 1] : undefined;
  const isFromOwner = attachment === undefined ? random.int(0, 1) === 1 : attachment.picture !== undefined;
  const sender = isFromOwner ? 0 : random.pick(chat.members);
  const previous = earlier.findLast((message) => message.chat === chat);
  const how = attachment !== undefined || previous === undefined || chat.service === 'SMS' ? undefined : howAbout(id);
  const text = how === 'liked' ? `Liked “${previous?.text ?? ''}”` : textOf(random, attachment);
  return {
    id,
    guid: random.uuid(),
    chat,
    sender,
    text,
    sentAt,
    ...(attachment === undefined ? {} : { attachment }),
    ...(how === undefined || previous === undefined ? {} : { about: { message: previous, how } }),
    isEdited: id % 41 === 0 && isFromOwner,
  };
}

function howAbout(id: number): 'liked' | 'answered' | undefined {
  if (id % 23 === 0) return 'liked';
  return id % 29 === 0 ? 'answered' : undefined;
}

/** The place of an attachment in a text. */
const OBJECT_REPLACEMENT = '\uFFFC';

function textOf(random: SeededRandom, attachment: Attachment | undefined): string {
  if (attachment !== undefined) return `${OBJECT_REPLACEMENT}From ${random.pick(SAMPLE_PLACES).name}.`;
  return random
    .pick(SENTENCES)
    .replace('PLACE', random.pick(SAMPLE_PLACES).name)
    .replace('TIME', `${random.int(8, 20)}:30`);
}

const SENTENCES = [
  'See you at TIME.',
  'I am at PLACE now.',
  'The ferry to PLACE leaves at TIME.',
  'Thanks!',
  'Can you call me at TIME?',
  'I will be ten minutes late.',
  'How was PLACE?',
  'The weather at PLACE is fine. 🌊',
  'Did you get my photo?',
  'Yes, that works.',
  'No, TIME is too early for me.',
  'The map is at https://www.example.com/map',
  'Let us meet at PLACE at TIME.',
  'Good morning! ☀️',
];
