/** Compares two backups file by file, in a worker thread. */
import { throwIfAborted, type OnProgress } from '../../../base/index.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import { findBackupFolder } from '../../read/find-folder.ts';
import { runInWorker } from '../../worker/run-in-worker.ts';
import { FLOWING_HEAP } from '../../worker/thread-heap.ts';
import type { BackupComparisonRun, ComparePhase } from './backup-comparison-job.ts';
import type { BackupDifference, FileDifference } from './backup-difference.ts';

/** A backup to compare. */
export interface ComparedBackup {
  /** The folder, or one level above or below it. */
  readonly path: string;
  /** Of `unlockBackup`. Without them the content of encrypted files is not read. Locking them cancels the comparison. */
  readonly keys?: BackupKeys | undefined;
}

/** How to compare two backups. */
export interface CompareBackupsOptions {
  /** Read the content of all files, not only where records do not tell. */
  readonly readAll?: boolean | undefined;
  /** Differences that are listed; 100,000 unless given. The numbers are exact in any case. */
  readonly mostFiles?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<ComparePhase>;
}

const MOST_FILES = 100_000;

/**
 * Compares the files of two backups by their records and by what is stored of them, and reads content where those do not tell. Property lists and keyed
 * archives that changed are compared value by value; for databases see `compareDatabases`. Each statement about content says what it rests on. Neither
 * folder changes.
 * @throws BackupError as `openBackup`: 'backup-encrypted' for an encrypted catalog without keys among them; CancelledError
 *
 * @example
 * ```ts
 * const { counts, files } = await compareBackups({ path: 'backups/UDID-before' }, { path: 'backups/UDID' });
 * for (const { change, domain, relativePath, basis } of files) console.log(counts.same, change, domain, relativePath, basis);
 * ```
 */
export async function compareBackups(
  before: ComparedBackup,
  after: ComparedBackup,
  { readAll = false, mostFiles = MOST_FILES, signal, onProgress }: CompareBackupsOptions = {},
): Promise<BackupDifference> {
  throwIfAborted(signal);
  const locked = new AbortController();
  const watches = [before, after].map(({ keys }) => keys?.onLock(() => locked.abort()));
  const either = AbortSignal.any([locked.signal, ...(signal === undefined ? [] : [signal])]);
  const folders = [await findBackupFolder(before.path, either), await findBackupFolder(after.path, either)] as const;
  throwIfAborted(either);
  const files: FileDifference[] = [];
  const [beforeKeys, afterKeys] = [before.keys?.classKeys.copy(), after.keys?.classKeys.copy()];
  try {
    const difference = await runInWorker<BackupComparisonRun>({
      address: new URL(
        import.meta.url.endsWith('.ts') ? './backup-comparison-worker.ts' : './workers/backup-comparison-worker.js',
        import.meta.url,
      ),
      name: 'comparison of backups',
      job: { before: folders[0].path, after: folders[1].path, beforeKeys, afterKeys, readAll, mostFiles },
      resourceLimits: FLOWING_HEAP,
      signal: either,
      onNews: (news) => {
        if (news.kind === 'files') files.push(...news.files);
        else onProgress?.(news.progress);
      },
    });
    // A short one can have ended before it heard of it.
    throwIfAborted(either);
    return { ...difference, files };
  } finally {
    for (const keys of [beforeKeys, afterKeys]) for (const [, key] of keys?.keys ?? []) key.fill(0);
    for (const watch of watches) watch?.dispose();
  }
}
