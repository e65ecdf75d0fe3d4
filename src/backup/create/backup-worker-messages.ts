/** What the thread that wants a backup and the worker that makes it say to each other. */
import type { Log, Progress } from '../../base/index.ts';
import type { UsbmuxAddress } from '../../device-protocol/index.ts';
import type { Finding } from '../verify/finding.ts';
import type { Verdict } from '../verify/report.ts';
import type { ErrorMessage } from '../worker-errors.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import type { BackupPhase } from '../device-run/run-phase.ts';
import type { CreateBackupOptions } from './create-backup.ts';
import type { CreatedBackup } from './created-backup.ts';

/** The options that are plain data. */
export interface BackupWorkerData extends Pick<
  CreateBackupOptions,
  'udid' | 'directory' | 'full' | 'verify' | 'keepPrevious' | 'setAside' | 'remember'
> {
  readonly address: UsbmuxAddress;
}

export type FromBackupWorker =
  | { readonly kind: 'progress'; readonly progress: Progress<BackupPhase> }
  | { readonly kind: 'event'; readonly event: BackupEvent }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly text: string }
  /** The new version is complete: the asking thread has it judged, because a verification has a worker of its own. */
  | { readonly kind: 'judge'; readonly path: string; readonly level: 'quick' | 'full' }
  | { readonly kind: 'created'; readonly backup: CreatedBackup }
  | { readonly kind: 'failure'; readonly error: ErrorMessage };

export type ToBackupWorker =
  | { readonly kind: 'cancel' }
  | { readonly kind: 'judged'; readonly verdict: Verdict; readonly findings: readonly Finding[] }
  | { readonly kind: 'not-judged'; readonly error: ErrorMessage };
