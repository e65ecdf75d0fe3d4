/** The other end of `runInWorker`, inside the thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { ClassKeys, type ClassKeysData } from '../../formats/index.ts';
import { errorMessage } from './worker-errors.ts';
import type { FromWorker, ToWorker, WorkerRun } from './worker-messages.ts';

interface WorkerContext<Run extends WorkerRun> {
  /** Fires when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly tell: (news: Run['news']) => void;
  /** Hears what the other side answers to news; one listener at a time. */
  readonly onAnswer: (listener: (answer: Run['answer']) => void) => void;
}

/** Does the job that the thread was started with, and ends the thread. */
export async function serveWorker<Run extends WorkerRun>(
  work: (job: Run['job'], context: WorkerContext<Run>) => Promise<Run['result']>,
): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('this file runs only as a worker');
  const cancel = new AbortController();
  let hear: ((answer: Run['answer']) => void) | undefined;
  port.on('message', (message: ToWorker<Run>) => {
    if (message.kind === 'cancel') cancel.abort();
    else hear?.(message.answer);
  });
  const send = (message: FromWorker<Run>) => {
    port.postMessage(message);
  };
  const context: WorkerContext<Run> = {
    signal: cancel.signal,
    tell: (news) => {
      send({ kind: 'news', news });
    },
    onAnswer: (listener) => {
      hear = listener;
    },
  };
  try {
    send({ kind: 'result', result: await work(workerData as Run['job'], context) });
  } catch (error) {
    send({ kind: 'failure', error: errorMessage(error) });
  }
  port.close();
}

/** Keys that came with a job, wiped when `work` has ended; so is the plain data at once. */
export async function withClassKeys<Result>(
  data: ClassKeysData | undefined,
  work: (classKeys: ClassKeys | undefined) => Promise<Result>,
): Promise<Result> {
  const classKeys = data && ClassKeys.from(data);
  for (const [, key] of data?.keys ?? []) key.fill(0);
  try {
    return await work(classKeys);
  } finally {
    classKeys?.wipe();
  }
}
