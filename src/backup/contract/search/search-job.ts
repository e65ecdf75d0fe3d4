/** What goes between a search through content and the thread that does it. */
import type { Progress } from '../../../base/index.ts';
import type { ClassKeysData } from '../../../formats/index.ts';
import type { CancelledUpTo } from '../../preview/sqlite/database-limits.ts';
import type { SearchResult } from './content-match.ts';
import type { PatternText } from './search-pattern.ts';

/** A pattern, and where it is searched: globs for `domain/relativePath`. */
export interface SearchedPattern extends PatternText {
  readonly globs: readonly string[];
}

export type SearchPhase = 'searching-content';

/** Shared with the thread: the pattern that is being tried now, plus one; 0 between two. And how often that has changed. */
export type SearchPulse = Int32Array<SharedArrayBuffer>;

export interface SearchJob {
  readonly path: string;
  readonly patterns: readonly SearchedPattern[];
  readonly keys: ClassKeysData | undefined;
  readonly pulse: SearchPulse;
  readonly cancelled: CancelledUpTo;
}

export interface SearchRun {
  readonly job: SearchJob;
  readonly news: Progress<SearchPhase>;
  readonly result: SearchResult;
  readonly answer: never;
}
