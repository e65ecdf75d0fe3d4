/** What goes between a comparison of two backups and the thread that does it. */
import type { Progress } from '../../../base/index.ts';
import type { ClassKeysData } from '../../../formats/index.ts';
import type { BackupDifference, FileDifference } from './backup-difference.ts';

/** Phases of a comparison. */
export type ComparePhase = 'reading-catalogue' | 'comparing-files';

export interface BackupComparisonJob {
  readonly before: string;
  readonly after: string;
  /** Wiped by whoever holds them. */
  readonly beforeKeys: ClassKeysData | undefined;
  readonly afterKeys: ClassKeysData | undefined;
  readonly readAll: boolean;
  readonly mostFiles: number;
}

/** Differences come in parts: all of them at once would keep the thread that takes them from anything else for a second. */
export type ComparisonNews =
  | { readonly kind: 'progress'; readonly progress: Progress<ComparePhase> }
  | { readonly kind: 'files'; readonly files: readonly FileDifference[] };

export interface BackupComparisonRun {
  readonly job: BackupComparisonJob;
  readonly news: ComparisonNews;
  readonly result: Omit<BackupDifference, 'files'>;
  readonly answer: never;
}
