/** What goes between a comparison of two backups and the thread that does it. */
import type { Progress } from '../../../base/index.ts';
import type { ClassKeysData } from '../../../formats/index.ts';
import type { BackupDifference } from './backup-difference.ts';

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

export interface BackupComparisonRun {
  readonly job: BackupComparisonJob;
  readonly news: Progress<ComparePhase>;
  readonly result: BackupDifference;
  readonly answer: never;
}
