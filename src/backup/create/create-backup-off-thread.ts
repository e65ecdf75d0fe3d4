/** createBackup() on another thread, for programs whose own thread must stay free. */
import { Worker } from 'node:worker_threads';
import { CodedError, throwIfAborted } from '../../base/index.ts';
import { verifyBackup } from '../verify/verify-backup.ts';
import { errorMessage, type ErrorMessage } from '../worker-errors.ts';
import type { CreateBackupOptions } from './create-backup.ts';
import type { CreatedBackup } from './created-backup.ts';
import type { BackupWorkerData, FromBackupWorker, ToBackupWorker } from './backup-worker-messages.ts';

/**
 * Does and throws what createBackup does; the errors carry the same codes and data, in the base class. A cancelled run ends only
 * when the worker has said goodbye to the device and given its locks back.
 */
export async function createBackupOffThread(options: CreateBackupOptions): Promise<CreatedBackup> {
  const { mux, udid, directory, signal } = options;
  throwIfAborted(signal);
  const job: BackupWorkerData = { ...plainOptions(options), address: mux.address, udid, directory };
  const address = new URL(import.meta.url.endsWith('.ts') ? './backup-worker.ts' : './workers/backup-worker.js', import.meta.url);
  const worker = new Worker(address, { workerData: job, name: 'backup' });
  const cancel = () => {
    worker.postMessage({ kind: 'cancel' } satisfies ToBackupWorker);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await resultOf(worker, options);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function resultOf(worker: Worker, options: CreateBackupOptions): Promise<CreatedBackup> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromBackupWorker) => {
      switch (message.kind) {
        case 'progress':
          options.onProgress?.(message.progress);
          return;
        case 'event':
          options.onEvent?.(message.event);
          return;
        case 'log':
          options.log?.[message.level](message.text);
          return;
        case 'judge':
          void judgeFor(worker, message, options);
          return;
        case 'created':
          resolve(message.backup);
          return;
        case 'failure':
          reject(errorFrom(message.error));
      }
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new CodedError('internal', 'the backup worker ended without a result'));
    });
  });
}

/** Never throws: what goes wrong is the worker's to report. */
async function judgeFor(
  worker: Worker,
  { path, level }: Extract<FromBackupWorker, { kind: 'judge' }>,
  options: CreateBackupOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  let answer: ToBackupWorker;
  try {
    const { verdict, findings } = await verifyBackup(path, {
      level,
      asItIs: true,
      signal,
      onProgress: (progress) => onProgress?.({ ...progress, phase: 'verifying' }),
    });
    answer = { kind: 'judged', verdict, findings };
  } catch (error) {
    answer = { kind: 'not-judged', error: errorMessage(error) };
  }
  worker.postMessage(answer);
}

function errorFrom({ code, message, data }: ErrorMessage): CodedError {
  return new CodedError(code, message, { data: { ...data } });
}

/** Options that are not given stay not given. */
function plainOptions({ full, verify, keepPrevious, setAside, remember }: CreateBackupOptions): Partial<BackupWorkerData> {
  return {
    ...(full === undefined ? {} : { full }),
    ...(verify === undefined ? {} : { verify }),
    ...(keepPrevious === undefined ? {} : { keepPrevious }),
    ...(setAside === undefined ? {} : { setAside }),
    ...(remember === undefined ? {} : { remember }),
  };
}
