/** What the thread that compares two databases is given, and what it tells. */
import type { CancelledUpTo } from '../../preview/sqlite/database-limits.ts';
import type { UnlockedSource } from '../../preview/sqlite/database-source.ts';
import type { DatabaseDifference } from './database-difference.ts';

/** The table that is being compared, and rows of both databases so far. */
export interface ComparisonProgress {
  readonly table: string;
  readonly rows: number;
}

export interface ComparisonRun {
  readonly job: {
    readonly before: UnlockedSource;
    readonly after: UnlockedSource;
    readonly cancelled: CancelledUpTo;
    readonly milliseconds: number;
    readonly mostRows: number;
  };
  readonly news: ComparisonProgress;
  readonly answer: never;
  readonly result: DatabaseDifference;
}
