/** Verifies a backup in a worker thread. */
import { throwIfAborted, type OnProgress } from '../../base/index.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import { runInWorker } from '../worker/run-in-worker.ts';
import { FLOWING_HEAP } from '../worker/thread-heap.ts';
import type { VerifyLevel, VerifyPhase, VerifyReport } from './report.ts';
import type { VerifyRun } from './verify-job.ts';

/** How to judge a backup. */
export interface VerifyOptions {
  /** `quick` unless said. */
  readonly level?: VerifyLevel;
  /**
   * Judge the folder as it is, even if it has a journal. For the run that has just received a new version. All other callers want the last good
   * one.
   */
  readonly asItIs?: boolean;
  /**
   * Of `unlockBackup`. Without them an encrypted backup is checked as far as possible, and is unconfirmed at best. Locking them cancels the
   * verification.
   */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<VerifyPhase>;
}

/**
 * Judges the backup in `path`, or one level below or above it. Nothing in the folder changes: no byte, no date, no file. Every problem of the
 * backup is a finding. Only a path without a backup is an error.
 * @throws BackupError 'folder-missing', 'folder-denied', 'folder-protected', 'not-a-backup', 'several-backups', 'file-io'; CancelledError, when the worker has
 * cleaned up
 *
 * @example
 * ```ts
 * const { verdict, findings } = await verifyBackup('backups/UDID', { level: 'full' });
 * for (const { code, message } of findings) console.log(verdict, code, message);
 * ```
 */
export async function verifyBackup(path: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const { level = 'quick', asItIs = false, keys, signal, onProgress } = options;
  throwIfAborted(signal);
  const locked = new AbortController();
  const watch = keys?.onLock(() => {
    locked.abort();
  });
  const either = AbortSignal.any([locked.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    const found = await findBackupFolder(path);
    throwIfAborted(either);
    const classKeys = keys?.classKeys.copy();
    return await runInWorker<VerifyRun>({
      address: new URL(import.meta.url.endsWith('.ts') ? './verify-worker.ts' : './workers/verify-worker.js', import.meta.url),
      name: 'backup verification',
      job: { path: found.path, level, asItIs, classKeys },
      keys: classKeys,
      resourceLimits: FLOWING_HEAP,
      signal: either,
      onNews: (progress) => onProgress?.(progress),
    });
  } finally {
    watch?.dispose();
  }
}
