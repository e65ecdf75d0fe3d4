/** Verifies a backup in a worker thread. */
import { Worker } from 'node:worker_threads';
import { CancelledError, throwIfAborted, type OnProgress } from '../../base/index.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import { endThread } from '../end-thread.ts';
import { FLOWING_HEAP } from '../thread-heap.ts';
import { errorFrom } from '../worker-errors.ts';
import type { VerifyLevel, VerifyPhase, VerifyReport } from './report.ts';
import { CANCEL, type FromVerifyWorker, type VerifyJob } from './verify-messages.ts';

/** How to judge a backup. */
export interface VerifyOptions {
  /** `quick` unless said. */
  readonly level?: VerifyLevel;
  /**
   * Judge the folder as it lies there, also when a journal stands beside it. For the run that has just received a new version; everybody else
   * wants the last good one.
   */
  readonly asItIs?: boolean;
  /**
   * Of `unlockBackup`. Without them an encrypted backup is checked as far as it can be seen, and is unconfirmed at best. Locking them cancels the
   * verification.
   */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<VerifyPhase>;
}

/**
 * Judges the backup in `path`, or one level below or above it. Nothing in the folder changes: no byte, no date, no file. Whatever is wrong with
 * the backup is a finding; only a path where there is none is an error.
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
    return await inWorker({ path: found.path, level, asItIs, classKeys }, either, onProgress);
  } finally {
    watch?.dispose();
  }
}

function inWorker(job: VerifyJob, signal: AbortSignal, onProgress: OnProgress<VerifyPhase> | undefined): Promise<VerifyReport> {
  const address = new URL(import.meta.url.endsWith('.ts') ? './verify-worker.ts' : './workers/verify-worker.js', import.meta.url);
  const worker = new Worker(address, { workerData: job, name: 'backup verification', resourceLimits: FLOWING_HEAP });
  for (const [, key] of job.classKeys?.keys ?? []) key.fill(0);
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const cancelled = Promise.withResolvers<never>();
  cancelled.promise.catch(() => undefined);
  const onAbort = () => {
    worker.postMessage(CANCEL);
    void endThread(worker, ended).then(() => {
      cancelled.reject(new CancelledError());
    });
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const report = new Promise<VerifyReport>((resolve, reject) => {
    worker.on('message', (message: FromVerifyWorker) => {
      if (message.kind === 'progress') onProgress?.(message.progress);
      else if (message.kind === 'report') resolve(message.report);
      else reject(errorFrom(message.error));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new CancelledError());
    });
  });
  return Promise.race([report, cancelled.promise]).finally(() => {
    signal.removeEventListener('abort', onAbort);
  });
}
