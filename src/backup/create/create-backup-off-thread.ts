/** createBackup() on another thread, for programs whose own thread must stay free. */
import { runInWorker } from '../worker/run-in-worker.ts';
import { errorMessage, plainErrorFrom } from '../worker/worker-errors.ts';
import { verifyBackup } from '../verify/verify-backup.ts';
import type { BackupNews, BackupRun, JudgeAnswer } from './backup-worker-messages.ts';
import type { CreateBackupOptions } from './create-backup.ts';
import type { CreatedBackup } from './created-backup.ts';

/**
 * Like createBackup, but in another thread. Errors have the same codes and data, in the base class. A canceled run ends only after the worker
 * has said goodbye to the device and released its locks.
 */
export async function createBackupOffThread(options: CreateBackupOptions): Promise<CreatedBackup> {
  const { mux, udid, directory, signal, onProgress, onEvent, log } = options;
  return await runInWorker<BackupRun>({
    address: new URL(import.meta.url.endsWith('.ts') ? './backup-worker.ts' : './workers/backup-worker.js', import.meta.url),
    name: 'backup',
    job: { ...plainOptions(options), address: mux.address, udid, directory },
    signal,
    onForced: 'never',
    toError: plainErrorFrom,
    onNews: (news, answer) => {
      switch (news.kind) {
        case 'progress':
          onProgress?.(news.progress);
          return;
        case 'event':
          onEvent?.(news.event);
          return;
        case 'log':
          log?.[news.level](news.text);
          return;
        case 'judge':
          void judge(news, options).then(answer);
      }
    },
  });
}

/** Never rejects: what goes wrong is the worker's to report. */
async function judge({ path, level }: BackupNews & { kind: 'judge' }, { signal, onProgress }: CreateBackupOptions): Promise<JudgeAnswer> {
  try {
    const { verdict, findings, counts } = await verifyBackup(path, {
      level,
      asItIs: true,
      signal,
      onProgress: (progress) => onProgress?.({ ...progress, phase: 'verifying' }),
    });
    return { kind: 'judged', judgement: { verdict, findings, counts } };
  } catch (error) {
    return { kind: 'not-judged', error: errorMessage(error) };
  }
}

/** Options that are not given stay not given. */
function plainOptions({ full, verify, keepPrevious, setAside, remember }: CreateBackupOptions): Partial<BackupRun['job']> {
  return {
    ...(full === undefined ? {} : { full }),
    ...(verify === undefined ? {} : { verify }),
    ...(keepPrevious === undefined ? {} : { keepPrevious }),
    ...(setAside === undefined ? {} : { setAside }),
    ...(remember === undefined ? {} : { remember }),
  };
}
