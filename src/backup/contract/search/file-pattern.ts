/** A pattern on its way through the files of a backup. */
import type { FoundMatches } from './match-list.ts';
import type { SearchPattern } from './search-pattern.ts';

export interface PlacedPattern {
  /** Which of the patterns, counted from 0. */
  readonly index: number;
  readonly pattern: SearchPattern;
}

/** With what it has found in the file that is searched now. */
export interface FilePattern extends PlacedPattern {
  readonly found: FoundMatches;
}

/** Tries a pattern under the eyes of a watchdog. */
export type Attempt = (pattern: PlacedPattern, work: () => void) => void;
