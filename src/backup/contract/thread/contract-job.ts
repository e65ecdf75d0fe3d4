/** What goes between a contract that is held against a backup and the thread that looks at the files. */
import type { Progress } from '../../../base/index.ts';
import type { ClassKeysData } from '../../../formats/index.ts';
import type { CancelledUpTo } from '../../preview/sqlite/database-limits.ts';
import type { BackupSummary } from '../../read/backup.ts';
import type { SurvivalContext } from '../../survive/survival-rules.ts';
import type { BackupContract } from '../contract.ts';
import type { ContractCoverage } from '../contract-report.ts';
import type { FoundSoFar } from '../evaluate/finding-list.ts';
import type { SearchResult } from '../search/content-match.ts';

/** Phases of holding a backup against a contract. */
export type ContractPhase = 'checking-files' | 'searching-content';

/** Shared with the thread: the pattern that is being tried now, plus one; 0 between two. And how often that has changed. */
export type SearchPulse = Int32Array<SharedArrayBuffer>;

export interface ContractJob {
  readonly path: string;
  readonly contract: BackupContract;
  readonly context: SurvivalContext;
  readonly keys: ClassKeysData | undefined;
  readonly pulse: SearchPulse;
  readonly cancelled: CancelledUpTo;
}

/** What the thread has found out. */
export interface HeldFiles {
  /** By the rules about files. */
  readonly found: FoundSoFar;
  readonly coverage: ContractCoverage;
  /** By the patterns, in the order of their rules. */
  readonly search: SearchResult;
  /** Rows of the catalogue that stand for no file that could be read. */
  readonly unusableRows: number;
  /** Files that a smaller copy lacks on purpose; undefined for a backup that is whole. */
  readonly leftOut: number | undefined;
  /** Of the backup that was there then. */
  readonly state: string;
}

/** Two that differ are of two states of a backup, or of two backups. */
export function stateOfSummary({ udid, productVersion, date, infoDate, snapshotState }: BackupSummary): string {
  return JSON.stringify([udid, productVersion, date, infoDate, snapshotState]);
}

export interface ContractThread {
  readonly job: ContractJob;
  readonly news: Progress<ContractPhase>;
  readonly result: HeldFiles;
  readonly answer: never;
}
