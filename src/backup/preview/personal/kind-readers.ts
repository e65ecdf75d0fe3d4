/** The kinds and how each is read; the first reader whose tables are there reads it. */
import { CALENDAR } from './kinds/calendar.ts';
import { CALLS } from './kinds/calls.ts';
import { CONTACTS } from './kinds/contacts.ts';
import { HEALTH } from './kinds/health.ts';
import { MESSAGES } from './kinds/messages.ts';
import { NOTES } from './kinds/notes.ts';
import { OLD_PHOTOS, PHOTOS } from './kinds/photos.ts';
import { SAFARI } from './kinds/safari.ts';
import { VOICEMAIL } from './kinds/voicemail.ts';
import type { KindReader } from './kind-reader.ts';
import type { PersonalKind } from './personal-entry.ts';

/** What a database lacks is told of the first one. */
export const KIND_READERS: Readonly<Record<PersonalKind, readonly [KindReader, ...KindReader[]]>> = {
  messages: [MESSAGES],
  contacts: [CONTACTS],
  calls: [CALLS],
  voicemail: [VOICEMAIL],
  notes: [NOTES],
  calendar: [CALENDAR],
  safari: [SAFARI],
  photos: [PHOTOS, OLD_PHOTOS],
  health: [HEALTH],
};
