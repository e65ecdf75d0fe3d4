/** What is asked of the thread that reads a database by its meaning, and what it answers. */
import type { ContactPicture } from './contact-pictures.ts';
import type { PersonalGroup, PersonalKind, PersonalPerson, ReadEntry } from './personal-entry.ts';
import type { PersonalSearch } from './search-text.ts';

/** A part of the groups or entries of a kind. */
export interface PersonalWindow {
  /** Only the entries of this group. */
  readonly group?: string | undefined;
  /** Of the first one, counted from 0. */
  readonly position: number;
  readonly limit: number;
  /** Only what this text is found in: in anything that is shown of an entry, or in the name of its group. Up to 200 characters. */
  readonly search?: string | undefined;
}

type Searching<Window extends { readonly search?: unknown }> = Omit<Window, 'search'> & { readonly search?: PersonalSearch | undefined };

/** `addresses`: all that contacts are known by, for the names of people in other databases. */
export type PersonalRequest =
  | { readonly ask: 'facts' | 'addresses'; readonly kind: PersonalKind }
  /** Of the database with the pictures of contacts. */
  | { readonly ask: 'pictures'; readonly keys: readonly bigint[] }
  | ({ readonly ask: 'groups'; readonly kind: PersonalKind } & Searching<Omit<PersonalWindow, 'group'>>)
  | ({ readonly ask: 'entries'; readonly kind: PersonalKind } & Searching<PersonalWindow>);

/** The schema is not one that is known: what it lacks, as `table` or `table.column`. */
export interface UnknownSchema {
  readonly state: 'unknown-schema';
  readonly missing: readonly string[];
}

export type PersonalAnswer =
  | UnknownSchema
  | { readonly state: 'facts'; readonly entries: number; /** Absent if entries of this kind have no groups. */ readonly groups?: number }
  | ({ readonly state: 'groups'; readonly total: number; readonly groups: readonly PersonalGroup[] } & Unsearched)
  | ({ readonly state: 'entries'; readonly total: number; readonly entries: readonly ReadEntry[] } & Unsearched)
  | { readonly state: 'pictures'; readonly pictures: readonly ContactPicture[] }
  | { readonly state: 'addresses'; readonly people: readonly PersonalPerson[] };

/** Entries that a search did not look at, because it took too long: there may be more. Absent if it looked at all of them. */
export interface Unsearched {
  readonly unsearched?: number;
}
