/** What a search through the content of a backup has found, as plain data. Text in it comes from backups and must not be trusted. */

/** Where in a file something was found. */
export type MatchPlace =
  /** In a text, counted from 1. */
  | { readonly kind: 'text'; readonly line: number }
  /** In other bytes, counted from 0. */
  | { readonly kind: 'bytes'; readonly offset: number }
  /** In a row of a database. `onlyInLog`: not in the file of the database, only in its log (-wal). */
  | { readonly kind: 'row'; readonly table: string; readonly row: string; readonly column: string; readonly onlyInLog: boolean }
  /** In a value or a key of a property list or an archive. */
  | { readonly kind: 'value'; readonly path: readonly string[] };

export interface ContentMatch {
  /** Which of the patterns, counted from 0. */
  readonly pattern: number;
  readonly domain: string;
  readonly relativePath: string;
  readonly place: MatchPlace;
  /** A value inside a cell or a value: a property list in a BLOB. */
  readonly inside?: readonly string[];
  /** Its first four characters and how many it has: a report must not spread what it is about. */
  readonly start: string;
  readonly length: number;
}

/** Why the content of a file was not searched, or not as what it is. */
export type UnsearchedReason =
  | 'missing' // the backup lists it and does not have it
  | 'locked'
  | 'key' // its key is missing or cannot be unwrapped
  | 'damaged' // what is stored contradicts its record
  | 'unreadable' // the disk
  | 'database' // SQLite cannot read it: only its bytes were searched
  | 'undecoded' // a property list or an archive that cannot be decoded: only its bytes were searched
  | 'compressed' // only its bytes were searched
  | 'packed' // something in it, a BLOB or a value, is compressed or cannot be decoded
  | 'changed'; // somebody else has written to it meanwhile

export interface UnsearchedFile {
  readonly domain: string;
  readonly relativePath: string;
  readonly reason: UnsearchedReason;
  /** The patterns that are searched in it, counted from 0. */
  readonly patterns: readonly number[];
}

/** What came of one pattern. */
export interface PatternCount {
  /** Files with a match. */
  files: number;
  /** All that were found; `matches` lists some. */
  matches: number;
  /** Files that were not searched, or not as what they are; `unsearched` lists some. */
  unsearched: number;
}

export interface SearchResult {
  readonly matches: readonly ContentMatch[];
  /** For each pattern. */
  readonly counts: readonly Readonly<PatternCount>[];
  readonly unsearched: readonly UnsearchedFile[];
  readonly files: number;
  readonly bytes: number;
}
