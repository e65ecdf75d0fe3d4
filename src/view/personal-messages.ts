/** What the page asks for personal data, and what it shows of it: texts for the reader, and fileIDs. Text of the backup in it must not be trusted. */
import type { PersonalKind } from '../backup/index.ts';
import type { ShownPicture } from './preview-page.ts';

export type { PersonalKind };

/** A kind that the page offers. */
interface PersonalKindRow {
  readonly kind: PersonalKind;
  readonly label: string;
}

/** The kinds that this backup has, and sentences about those that it does not have. */
export interface PersonalKinds {
  readonly rows: readonly PersonalKindRow[];
  readonly notes: readonly string[];
}

/** One kind, before its entries. */
export interface PersonalHead {
  readonly kind: PersonalKind;
  readonly title: string;
  /** How many there are; or that the schema is unknown, what it lacks, and that tables are shown. */
  readonly sentence: string;
  /** What is doubtful. */
  readonly notes: readonly string[];
  readonly isKnown: boolean;
  /** The database. */
  readonly fileID: string;
  readonly entries: number;
  /** Absent if there are no groups. */
  readonly groups?: number;
  /** The name of a group of everything; absent if groups are only looked at one by one. */
  readonly all?: string;
  /** What a search here is called; absent if there are no words to search in. */
  readonly search?: string;
  /** Entries are in the order of time, the oldest first, and the end is what people look at. */
  readonly endsWithNewest: boolean;
}

export interface PersonalGroupRow {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
}

/** A file of an entry: a button if the backup has it. */
export interface PersonalFileRow {
  readonly name: string;
  readonly fileID?: string;
}

export interface PersonalEntryRow {
  readonly key: string;
  readonly title: string;
  readonly time: string;
  readonly side?: 'owner' | 'other';
  readonly text?: string;
  /** Traits in words, on one line. */
  readonly traits: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly files: readonly PersonalFileRow[];
  /** The file with its small picture. */
  readonly picture?: string;
  /** Of a contact, who may have a picture: its id among `contactPictures`. */
  readonly portrait?: string;
}

export interface PersonalRows<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
  /** The search did not look at everything. */
  readonly note?: string;
}

interface PersonalWindow {
  readonly kind: PersonalKind;
  readonly position: number;
  readonly limit: number;
  /** Only what this text is found in. */
  readonly search?: string;
}

/** name → [params, result]. */
export interface PersonalRequestsOfPage {
  personalKinds: [Readonly<Record<string, never>>, PersonalKinds];
  personal: [{ readonly kind: PersonalKind }, PersonalHead];
  personalGroups: [PersonalWindow, PersonalRows<PersonalGroupRow>];
  personalEntries: [PersonalWindow & { readonly group?: string }, PersonalRows<PersonalEntryRow>];
  contactPictures: [
    { readonly keys: readonly string[] },
    { readonly pictures: readonly { readonly key: string; readonly picture: ShownPicture }[] },
  ];
  smallPictures: [
    { readonly fileIDs: readonly string[] },
    { readonly pictures: readonly { readonly fileID: string; readonly picture: ShownPicture }[] },
  ];
}
