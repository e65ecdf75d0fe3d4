/** What is asked of the thread that reads a database by its meaning, and what it answers. */
import type { PersonalGroup, PersonalKind, PersonalPerson, ReadEntry } from './personal-entry.ts';

/** A part of the groups or entries of a kind. */
export interface PersonalWindow {
  /** Only the entries of this group. */
  readonly group?: string | undefined;
  /** Of the first one, counted from 0. */
  readonly position: number;
  readonly limit: number;
}

/** `addresses`: all that contacts are known by, for the names of people in other databases. */
export type PersonalRequest =
  | { readonly ask: 'facts' | 'addresses'; readonly kind: PersonalKind }
  | ({ readonly ask: 'groups'; readonly kind: PersonalKind } & Omit<PersonalWindow, 'group'>)
  | ({ readonly ask: 'entries'; readonly kind: PersonalKind } & PersonalWindow);

/** The schema is not one that is known: what it lacks, as `table` or `table.column`. */
export interface UnknownSchema {
  readonly state: 'unknown-schema';
  readonly missing: readonly string[];
}

export type PersonalAnswer =
  | UnknownSchema
  | { readonly state: 'facts'; readonly entries: number; /** Absent if entries of this kind have no groups. */ readonly groups?: number }
  | { readonly state: 'groups'; readonly total: number; readonly groups: readonly PersonalGroup[] }
  | { readonly state: 'entries'; readonly total: number; readonly entries: readonly ReadEntry[] }
  | { readonly state: 'addresses'; readonly people: readonly PersonalPerson[] };
