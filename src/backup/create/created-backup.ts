/** What came of a backup run. */
import type { Finding } from '../verify/finding.ts';
import type { NotKeptReason } from '../folder/keep-previous.ts';
import type { Verdict } from '../verify/report.ts';

/** The result of a backup run. */
export interface CreatedBackup {
  readonly path: string;
  /** The device sent every file, not only what changed. */
  readonly full: boolean;
  /** As the backup itself says; undefined if it does not. */
  readonly encrypted?: boolean;
  /** In this run. */
  readonly filesReceived: number;
  readonly bytesReceived: number;
  /** Files that the device itself could not read, which are not in the backup. Harmless ones are those that it fails to read on every run. */
  readonly fileErrors: readonly { readonly item: string; readonly message: string; readonly isHarmless: boolean }[];
  /** The number that are not listed; absent if all are listed. */
  readonly moreFileErrors?: number;
  /** Absent when nothing was to be verified. */
  readonly verdict?: Verdict;
  /** The check was canceled after the device had finished. The backup is kept, and nothing else is known about it. */
  readonly checkCancelled?: true;
  /** What the check found, if there was a check and it finished. */
  readonly findings?: readonly Finding[];
  /** The folder that keeps the version before this run, if that was wanted and there was one. */
  readonly previous?: string;
  /** Why it was not kept, although it was to be kept if that costs next to nothing. */
  readonly previousNotKept?: NotKeptReason;
  /** Where a broken folder was put that stood in the way. */
  readonly aside?: string;
  readonly durationMs: number;
}
