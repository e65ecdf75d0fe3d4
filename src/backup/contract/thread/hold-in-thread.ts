/** Has the files of a backup held against a contract in a thread, which is ended when a pattern does not come to an end. */
import { CancelledError, isCodedError, throwIfAborted, type OnProgress } from '../../../base/index.ts';
import { BackupError } from '../../errors.ts';
import type { CancelledUpTo } from '../../preview/sqlite/database-limits.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import { runInWorker } from '../../worker/run-in-worker.ts';
import { FLOWING_HEAP } from '../../worker/thread-heap.ts';
import type { ContractJob, ContractPhase, ContractThread, HeldFiles, SearchPulse } from './contract-job.ts';

interface HoldOptions {
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<ContractPhase> | undefined;
  /** Milliseconds that one pattern may take for one piece of content; 10,000 unless given. */
  readonly patternLimit?: number | undefined;
}

const PATTERN_LIMIT_MS = 10_000;

/**
 * The folder is that of an opened backup.
 * @throws BackupError 'pattern-endless' with the number of the pattern (`pattern`, from 0), 'app-missing', and as `openBackup`; CancelledError
 */
export async function holdInThread(
  { path, contract, context }: Pick<ContractJob, 'path' | 'contract' | 'context'>,
  { keys, signal, onProgress, patternLimit = PATTERN_LIMIT_MS }: HoldOptions,
): Promise<HeldFiles> {
  throwIfAborted(signal);
  const pulse: SearchPulse = new Int32Array(new SharedArrayBuffer(8));
  const cancelled: CancelledUpTo = new Int32Array(new SharedArrayBuffer(4));
  const ending = new AbortController();
  const watch = keys?.onLock(() => ending.abort());
  const either = AbortSignal.any([ending.signal, ...(signal === undefined ? [] : [signal])]);
  using watchdog = new Watchdog(pulse, patternLimit, () => ending.abort());
  const classKeys = keys?.locked === false ? keys.classKeys.copy() : undefined;
  try {
    return await runInWorker<ContractThread>({
      address: new URL(import.meta.url.endsWith('.ts') ? './contract-worker.ts' : './workers/contract-worker.js', import.meta.url),
      name: 'files against a contract',
      job: { path, contract, context, keys: classKeys, pulse, cancelled },
      keys: classKeys,
      resourceLimits: FLOWING_HEAP,
      signal: either,
      onCancel: () => {
        Atomics.store(cancelled, 0, 1);
      },
      onNews: (progress) => onProgress?.(progress),
    });
  } catch (error) {
    if (!isCodedError(error, 'cancelled')) throw error;
    const { stuck } = watchdog;
    if (stuck !== undefined && signal?.aborted !== true) {
      throw new BackupError('pattern-endless', 'a pattern does not come to an end', {
        data: { pattern: stuck, seconds: patternLimit / 1000 },
      });
    }
    throw new CancelledError();
  } finally {
    watch?.dispose();
  }
}

/** Looks at the pulse twice a second. A busy machine makes a pattern slow, not endless: the limit is far above what any piece of content takes. */
class Watchdog implements Disposable {
  readonly #timer: ReturnType<typeof setInterval>;
  /** The pattern that took too long. */
  stuck: number | undefined;

  constructor(pulse: SearchPulse, limit: number, onStuck: () => void) {
    let [seen, since] = [Atomics.load(pulse, 1), performance.now()];
    this.#timer = setInterval(
      () => {
        const [pattern, beats] = [Atomics.load(pulse, 0), Atomics.load(pulse, 1)];
        if (beats !== seen || pattern === 0) [seen, since] = [beats, performance.now()];
        else if (performance.now() - since > limit && this.stuck === undefined) {
          this.stuck = pattern - 1;
          onStuck();
        }
      },
      Math.min(500, limit / 4),
    );
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
