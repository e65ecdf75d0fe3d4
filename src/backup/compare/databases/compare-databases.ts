/** Compares a database of one backup with that of another, row by row. */
import { CancelledError, isCodedError } from '../../../base/index.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import type { Backup, BackupFile } from '../../read/backup.ts';
import { outOfTime, type CancelledUpTo } from '../../preview/sqlite/database-limits.ts';
import { databaseSourceOf } from '../../preview/sqlite/database-source.ts';
import { runInWorker } from '../../worker/run-in-worker.ts';
import type { ComparisonProgress, ComparisonRun } from './comparison-job.ts';
import type { DatabaseDifference } from './database-difference.ts';

/** A database of a backup. */
export interface ComparedDatabase {
  readonly backup: Backup;
  readonly file: BackupFile;
  /** The keys that the backup was opened with. Locking them cancels the comparison. */
  readonly keys?: BackupKeys | undefined;
}

/** Limits of a comparison. */
export interface CompareDatabasesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; 60,000 unless given. */
  readonly timeLimit?: number | undefined;
  /** Rows that are listed for each table; 100 unless given. The numbers are exact in any case. */
  readonly mostRows?: number | undefined;
  readonly onProgress?: ((progress: ComparisonProgress) => void) | undefined;
}

const TIME_LIMIT_MS = 60_000;
const GRACE_MS = 300;
const MOST_ROWS = 100;

/**
 * Compares schema and rows of two databases, each with its write-ahead log. Rows are the same one if they have the same primary key, or the same rowid where a
 * table declares none. Nothing is copied, and memory does not grow with the rows.
 * @throws BackupError 'database-unreadable', 'preview-limit', and as `previewFile`; CancelledError
 *
 * @example
 * ```ts
 * await using older = await openBackup('older/UDID');
 * await using newer = await openBackup('newer/UDID');
 * const [before, after] = await Promise.all([older, newer].map((backup) => backup.get('HomeDomain', 'Library/SMS/sms.db')));
 * if (before !== undefined && after !== undefined) {
 *   const { tables } = await compareDatabases({ backup: older, file: before }, { backup: newer, file: after });
 *   for (const { table, added, removed, changed } of tables) console.log(table, added, removed, changed);
 * }
 * ```
 */
export async function compareDatabases(
  before: ComparedDatabase,
  after: ComparedDatabase,
  { signal, timeLimit = TIME_LIMIT_MS, mostRows = MOST_ROWS, onProgress }: CompareDatabasesOptions = {},
): Promise<DatabaseDifference> {
  const ending = new AbortController();
  const watches = [before, after].map(({ keys }) => keys?.onLock(() => ending.abort()));
  const late = AbortSignal.timeout(timeLimit + GRACE_MS);
  const either = AbortSignal.any([ending.signal, late, ...(signal === undefined ? [] : [signal])]);
  const cancelled: CancelledUpTo = new Int32Array(new SharedArrayBuffer(4));
  try {
    const [one, other] = [
      await databaseSourceOf(before.backup, before.file, before.keys, either),
      await databaseSourceOf(after.backup, after.file, after.keys, either),
    ];
    if ([before, after].some(({ keys }) => keys?.locked === true)) throw new CancelledError();
    const copies = [before.keys?.classKeys.copy(), after.keys?.classKeys.copy()];
    const running = runInWorker<ComparisonRun>({
      address: new URL(import.meta.url.endsWith('.ts') ? './comparison-worker.ts' : './workers/comparison-worker.js', import.meta.url),
      name: 'database comparison',
      job: { before: { ...one, keys: copies[0] }, after: { ...other, keys: copies[1] }, cancelled, milliseconds: timeLimit, mostRows },
      signal: either,
      onCancel: () => {
        Atomics.store(cancelled, 0, 1);
      },
      onNews: (progress) => onProgress?.(progress),
    });
    for (const copy of copies) for (const [, key] of copy?.keys ?? []) key.fill(0);
    return await running;
  } catch (error) {
    if (isCodedError(error, 'cancelled') && late.aborted && signal?.aborted !== true && !ending.signal.aborted) throw outOfTime(timeLimit);
    throw error;
  } finally {
    for (const watch of watches) watch?.dispose();
  }
}
