/** Runs a preview in a thread that does nothing else meanwhile, with limits of memory and time. */
import type { ClassKeysData } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { WarmWorker } from '../worker/warm-worker.ts';
import type { BytesRun, PicturesRun, PreviewRun } from './preview-job.ts';
import type { PreviewOptions } from './preview-options.ts';

/** The content is decoded in a heap of this size at most. */
const HEAP = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 16 };
const TIME_LIMIT_MS = 10_000;
/** Somebody who looks through files asks for the next one by then. */
const IDLE_MS = 30_000;

const THREADS = new WarmWorker({
  address: new URL(import.meta.url.endsWith('.ts') ? './preview-worker.ts' : './workers/preview-worker.js', import.meta.url),
  name: 'preview',
  resourceLimits: HEAP,
  idleMs: IDLE_MS,
});
/** Keys by whose end the thread that waits ends, too: what it has decrypted may still be in its memory. */
const watched = new WeakSet<BackupKeys>();

/**
 * @param makeJob called when the thread is about to start; the keys that it gives are wiped when the thread has them
 * @throws BackupError 'preview-limit', what the thread throws; CancelledError
 */
export async function runPreview<Run extends PreviewRun | BytesRun | PicturesRun>(
  { keys, signal, timeLimit = TIME_LIMIT_MS }: Pick<PreviewOptions, 'keys' | 'signal' | 'timeLimit'>,
  makeJob: () => { readonly job: Run['job']; readonly classKeys?: ClassKeysData | undefined },
): Promise<Run['result']> {
  if (keys !== undefined && !watched.has(keys)) {
    watched.add(keys);
    keys.onLock(() => THREADS.renew());
  }
  return await withinTime(timeLimit, keys, signal, (either) => {
    const { job, classKeys } = makeJob();
    return THREADS.run<Run>({ job, keys: classKeys, signal: either });
  });
}

/** Ends the work when the time is over, the keys are locked, or the caller wants no more of it. */
async function withinTime<T>(
  milliseconds: number,
  keys: BackupKeys | undefined,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const locked = new AbortController();
  const watch = keys?.onLock(() => {
    locked.abort();
  });
  const late = AbortSignal.timeout(milliseconds);
  try {
    return await work(AbortSignal.any([late, locked.signal, ...(signal === undefined ? [] : [signal])]));
  } catch (error) {
    if (isOutOfMemory(error)) throw new BackupError('preview-limit', 'out of memory', { data: { limit: 'memory' }, cause: error });
    if (!late.aborted || signal?.aborted === true || locked.signal.aborted) throw error;
    throw new BackupError('preview-limit', 'out of time', { data: { limit: 'time', seconds: milliseconds / 1000 }, cause: error });
  } finally {
    watch?.dispose();
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
