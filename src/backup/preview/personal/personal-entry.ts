/** What a person would call the content of a database: conversations, calls, pictures. One shape for all kinds, as plain data and without words. */

export const PERSONAL_KINDS = ['messages', 'contacts', 'calls', 'voicemail', 'notes', 'calendar', 'safari', 'photos', 'health'] as const;

/** What databases with a known schema are shown as. */
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** Somebody, by what the database has: a number or an address, with the name from the contacts of the same backup if one has it. */
export interface PersonalPerson {
  readonly address: string;
  readonly name?: string;
}

/** A file that belongs to an entry. */
export interface PersonalFile {
  readonly name: string;
  /** Absent if the backup does not list the file. */
  readonly fileID?: string;
}

/** What is true of an entry. */
export type PersonalTrait =
  // messages
  | 'edited'
  | 'reaction'
  | 'reaction-removed'
  | 'group-event'
  | 'not-sent'
  // calls
  | 'incoming'
  | 'outgoing'
  | 'missed'
  | 'facetime-audio'
  | 'facetime-video'
  // notes
  | 'locked'
  | 'pinned'
  // calendar
  | 'all-day'
  | 'repeats'
  // Safari
  | 'not-loaded'
  | 'redirected'
  // photos
  | 'video'
  | 'favorite'
  | 'hidden'
  // several
  | 'deleted'
  | 'text-unreadable'
  | 'text-cut';

/** Which fact about an entry. */
export type PersonalFactName =
  | 'phone'
  | 'email'
  | 'postal-address'
  | 'web-address'
  | 'other-address'
  | 'organization'
  | 'job-title'
  | 'nickname'
  | 'birthday'
  | 'service'
  | 'receiver'
  | 'flags'
  | 'duration'
  | 'created'
  | 'ends'
  | 'place'
  | 'calendar'
  | 'folder'
  | 'size'
  | 'coordinates'
  | 'steps'
  | 'distance'
  | 'active-energy'
  | 'flights'
  | 'heart-rate'
  | 'resting-heart-rate'
  | 'sleep'
  | 'weight'
  | 'exercise'
  | 'stand-hours'
  | 'move'
  | 'workout'
  | 'other-samples';

/**
 * A number is in the unit of its name: seconds (`duration`, `sleep`), milliseconds since 1970 (`created`, `ends`), meters, kilocalories, beats per minute,
 * kilograms, minutes (`exercise`). Two numbers are a range, or a value and its goal.
 */
export interface PersonalFact {
  readonly name: PersonalFactName;
  readonly value: string | number | readonly [number, number];
  /** What the database calls it (`Mobile`), or the source. */
  readonly label?: string;
}

/** A message, contact, call, note, event, visit, picture, or day. */
export interface PersonalEntry {
  /** Of its row; distinct among the entries of its kind. */
  readonly key: string;
  readonly title?: string;
  readonly people: readonly PersonalPerson[];
  /** The beginning of it, if it is very long (`text-cut`). */
  readonly text?: string;
  /** Milliseconds since 1970. Of a day without a time zone, its midnight in UTC. */
  readonly time?: number;
  /** Of a message, who wrote it. */
  readonly side?: 'owner' | 'other';
  readonly traits: readonly PersonalTrait[];
  readonly facts: readonly PersonalFact[];
  readonly files: readonly PersonalFile[];
  /** The file with the smallest picture of it. */
  readonly picture?: string;
}

/** A conversation, folder, calendar, or month. */
export interface PersonalGroup {
  readonly key: string;
  readonly title?: string;
  readonly people: readonly PersonalPerson[];
  readonly entries: number;
  /** Of its newest entry; of a month, the first moment of it. Milliseconds since 1970. */
  readonly time?: number;
}

/** A stored file by its name, before somebody looks whether the backup has it. */
export interface NamedFile {
  readonly domain: string;
  readonly relativePath: string;
}

/** As the thread reads it: files by all names that they may have, of which the first one that the backup has counts. */
export interface ReadEntry extends Omit<PersonalEntry, 'files' | 'picture'> {
  readonly files: readonly { readonly name: string; readonly candidates: readonly NamedFile[] }[];
  readonly pictures: readonly NamedFile[];
}
