/** What goes between a backup and the thread that makes it. */
import type { Log, Progress } from '../../base/index.ts';
import type { UsbmuxAddress } from '../../device-protocol/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import type { BackupPhase } from '../device-run/run-phase.ts';
import type { ErrorMessage } from '../worker/worker-errors.ts';
import type { CreateBackupOptions, Judgement } from './create-backup.ts';
import type { CreatedBackup } from './created-backup.ts';

/** The options that are plain data. */
interface BackupWorkerData extends Pick<
  CreateBackupOptions,
  'udid' | 'directory' | 'full' | 'verify' | 'keepPrevious' | 'setAside' | 'remember'
> {
  readonly address: UsbmuxAddress;
}

export type BackupNews =
  | { readonly kind: 'progress'; readonly progress: Progress<BackupPhase> }
  | { readonly kind: 'event'; readonly event: BackupEvent }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly text: string }
  /** The new version is complete: the asking thread has it judged, because a verification has a worker of its own. */
  | { readonly kind: 'judge'; readonly path: string; readonly level: 'quick' | 'full' };

export type JudgeAnswer =
  | { readonly kind: 'judged'; readonly judgement: Judgement }
  | { readonly kind: 'not-judged'; readonly error: ErrorMessage };

export interface BackupRun {
  readonly job: BackupWorkerData;
  readonly news: BackupNews;
  readonly result: CreatedBackup;
  readonly answer: JudgeAnswer;
}
