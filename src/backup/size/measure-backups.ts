/** Measures backups in a worker thread. What was measured before and has not changed is not measured again. */
import type { BackupSize } from '../library.ts';
import { runInWorker } from '../worker/run-in-worker.ts';
import type { MeasureRun } from './measure-job.ts';

/** Who hears of the sizes, and until when. */
export interface MeasureOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called for each backup as soon as its size is known. A backup that cannot be read has none. */
  readonly onSize: (path: string, size: BackupSize) => void;
}

/**
 * Measures backups, one after the other, without blocking this thread. Sizes are kept in the state folder of this account, so that the next call is
 * quick. Nothing is written into a backup or beside it. @throws CancelledError
 *
 * @example
 * ```ts
 * await measureBackups(['backups/UDID'], { onSize: (path, { bytes }) => console.log(path, bytes) });
 * ```
 */
export async function measureBackups(paths: readonly string[], { signal, onSize }: MeasureOptions): Promise<void> {
  if (paths.length === 0) return;
  await runInWorker<MeasureRun>({
    address: new URL(import.meta.url.endsWith('.ts') ? './measure-worker.ts' : './workers/measure-worker.js', import.meta.url),
    name: 'sizes of backups',
    job: { paths },
    signal,
    onNews: ({ path, size }) => {
      onSize(path, size);
    },
  });
}
