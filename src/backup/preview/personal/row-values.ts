/** Values of rows as what they mean. SQLite keeps any value in any column, so whatever is of another kind is nothing. */
import { APPLE_EPOCH_MS } from '../../../formats/index.ts';
import type { SqliteValue } from '../../read/sqlite/sqlite.ts';
import type { PersonalTrait } from './personal-entry.ts';

/** Of a text that is shown; all of it is in the table. */
const LONGEST_TEXT_CHARS = 16_384;
/** Archived texts and packed notes that are longer are not decoded. */
const LONGEST_BLOB_BYTES = 4 * 1024 * 1024;
/** No date is so many seconds after 2001, so it must be nanoseconds. */
const MOST_SECONDS = 1e12;
const MOST_MS = 8.64e15;

/** SQL: the text of a column, one character longer than what is shown, so that it is known to be cut. */
export function textColumn(column: string): string {
  return `CASE typeof(${column}) WHEN 'text' THEN substr(${column}, 1, ${LONGEST_TEXT_CHARS + 1}) END`;
}

/** SQL: a BLOB, unless it is too long; then the number 0. */
export function blobColumn(column: string): string {
  return `CASE WHEN typeof(${column}) = 'blob' THEN CASE WHEN length(${column}) > ${LONGEST_BLOB_BYTES} THEN 0 ELSE ${column} END END`;
}

/** Not empty. */
export function textOf(value: SqliteValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A text that is cut where it is too long, and the trait that says so. */
export function shownText(text: string): { readonly text: string; readonly traits: readonly PersonalTrait[] } {
  if (text.length <= LONGEST_TEXT_CHARS) return { text, traits: [] };
  return { text: text.slice(0, LONGEST_TEXT_CHARS), traits: ['text-cut'] };
}

export function numberOf(value: SqliteValue | undefined): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function isSet(value: SqliteValue | undefined): boolean {
  return (numberOf(value) ?? 0) !== 0;
}

/** Converts seconds or nanoseconds since 2001 to milliseconds since 1970. Zero means no date. */
export function timeOf(value: SqliteValue | undefined): number | undefined {
  const number = numberOf(value);
  if (number === undefined || number === 0) return undefined;
  const seconds = Math.abs(number) > MOST_SECONDS ? number / 1e9 : number;
  const milliseconds = Math.round(seconds * 1000) + APPLE_EPOCH_MS;
  return Math.abs(milliseconds) <= MOST_MS ? milliseconds : undefined;
}

/** Without what is undefined, for objects whose absent fields are absent. */
export function defined<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
