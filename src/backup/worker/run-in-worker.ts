/** Runs one job in a worker thread: its news while it runs, then its result, its error, or that it was cancelled. */
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { CancelledError, CodedError, throwIfAborted } from '../../base/index.ts';
import type { ClassKeysData } from '../../formats/index.ts';
import { endThread } from './end-thread.ts';
import { errorFrom, type ErrorMessage } from './worker-errors.ts';
import type { FromWorker, ToWorker, WorkerRun } from './worker-messages.ts';

interface WorkerRunOptions<Run extends WorkerRun> {
  /** The file of the worker, which calls `serveWorker`. */
  readonly address: URL;
  /** What the thread is called in a debugger. */
  readonly name: string;
  /** Plain data; the thread gets a copy. */
  readonly job: Run['job'];
  /** Keys that `job` holds: wiped here as soon as the thread has its copy. */
  readonly keys?: ClassKeysData | undefined;
  readonly resourceLimits?: ResourceLimits;
  readonly signal?: AbortSignal | undefined;
  readonly onNews: (news: Run['news'], answer: (answer: Run['answer']) => void) => void;
  /** Called first when the run is cancelled. */
  readonly onCancel?: () => void;
  /**
   * A cancelled thread that takes its time is ended by force, and this cleans up what it would have. `never`: it is given the time it needs, because
   * it has a device to say goodbye to.
   */
  readonly onForced?: (() => void) | 'never';
  /** How an error of the thread becomes one here; `errorFrom` unless given. */
  readonly toError?: (error: ErrorMessage) => Error;
}

/** Settles when the thread has ended, with its files closed and its private folders gone. @throws CancelledError, and whatever the thread has thrown */
export async function runInWorker<Run extends WorkerRun>(run: WorkerRunOptions<Run>): Promise<Run['result']> {
  const { signal, onForced } = run;
  throwIfAborted(signal);
  const worker = new Worker(run.address, {
    workerData: run.job,
    name: run.name,
    ...(run.resourceLimits ? { resourceLimits: run.resourceLimits } : {}),
  });
  for (const [, key] of run.keys?.keys ?? []) key.fill(0);
  const post = (message: ToWorker<Run>) => {
    worker.postMessage(message);
  };
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const cancelled = Promise.withResolvers<never>();
  cancelled.promise.catch(() => undefined);
  const cancel = () => {
    run.onCancel?.();
    post({ kind: 'cancel' });
    if (onForced === 'never') return;
    void endThread(worker, ended).then((byItself) => {
      if (!byItself) onForced?.();
      cancelled.reject(new CancelledError());
    });
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([outcomeOf(worker, run, post), cancelled.promise]);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function outcomeOf<Run extends WorkerRun>(
  worker: Worker,
  { onNews, signal, name, toError = errorFrom }: WorkerRunOptions<Run>,
  post: (message: ToWorker<Run>) => void,
): Promise<Run['result']> {
  return new Promise((resolve, reject) => {
    let settle = () => {
      reject(signal?.aborted === true ? new CancelledError() : new CodedError('internal', `the thread "${name}" ended without a result`));
    };
    worker.on('message', (message: FromWorker<Run>) => {
      if (message.kind === 'result') settle = () => resolve(message.result);
      else if (message.kind === 'failure') settle = () => reject(toError(message.error));
      else onNews(message.news, (answer) => post({ kind: 'answer', answer }));
    });
    worker.once('error', reject);
    worker.once('exit', () => settle());
  });
}
