/** Runs jobs in a thread that is kept for the next one: to start a thread takes longer than most of these jobs do. */
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { CancelledError, CodedError, throwIfAborted } from '../../base/index.ts';
import type { ClassKeysData } from '../../formats/index.ts';
import { endThread } from './end-thread.ts';
import { errorFrom } from './worker-errors.ts';
import type { FromWorker, ToWarmWorker, WorkerRun } from './worker-messages.ts';

interface WarmWorkerOptions {
  /** The file of the worker, which calls `serveJobs`. */
  readonly address: URL;
  /** What the thread is called in a debugger. */
  readonly name: string;
  /** Of each thread, for all of its jobs. */
  readonly resourceLimits: ResourceLimits;
  /** A thread without a job ends after so long. */
  readonly idleMs: number;
}

interface WarmRun<Run extends WorkerRun> {
  /** Plain data; the thread gets a copy. */
  readonly job: Run['job'];
  /** Keys that `job` holds: wiped here as soon as the thread has its copy. */
  readonly keys?: ClassKeysData | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Thread {
  readonly worker: Worker;
  readonly ended: Promise<void>;
  /** It started after so many calls of `renew`. */
  readonly generation: number;
}

/**
 * Each job has a thread to itself while it runs. One of the threads that are done is kept, and does not keep the process alive. A thread whose job was
 * cancelled, or that failed by anything but an error of its job, does no other job.
 */
export class WarmWorker {
  readonly #options: WarmWorkerOptions;
  #idle: Thread | undefined;
  #rest: NodeJS.Timeout | undefined;
  #generation = 0;

  constructor(options: WarmWorkerOptions) {
    this.#options = options;
  }

  /** @throws CancelledError when the thread has ended, and whatever the job has thrown */
  async run<Run extends WorkerRun>({ job, keys, signal }: WarmRun<Run>): Promise<Run['result']> {
    throwIfAborted(signal);
    const thread = this.#take();
    const { worker, ended } = thread;
    const outcome = Promise.withResolvers<Run['result']>();
    const onMessage = (message: FromWorker<Run>) => {
      if (message.kind === 'news' || signal?.aborted === true) return;
      this.#keep(thread);
      if (message.kind === 'result') outcome.resolve(message.result);
      else outcome.reject(errorFrom(message.error));
    };
    const onExit = () => {
      // An error that ended it comes before.
      if (signal?.aborted !== true) outcome.reject(new CodedError('internal', `the thread "${this.#options.name}" ended without a result`));
    };
    const cancel = () => {
      end(worker);
      void endThread(worker, ended).then(() => {
        outcome.reject(new CancelledError());
      });
    };
    worker.on('message', onMessage).on('error', outcome.reject).on('exit', onExit);
    signal?.addEventListener('abort', cancel, { once: true });
    worker.postMessage({ kind: 'job', job } satisfies ToWarmWorker<Run>);
    for (const [, key] of keys?.keys ?? []) key.fill(0);
    try {
      return await outcome.promise;
    } finally {
      signal?.removeEventListener('abort', cancel);
      worker.off('message', onMessage).off('error', outcome.reject).off('exit', onExit);
    }
  }

  /** No thread that has done a job before does another one: what is left in its memory goes with it. */
  async renew(): Promise<void> {
    this.#generation++;
    await this.#endIdle();
  }

  async #endIdle(): Promise<void> {
    const thread = this.#idle;
    this.#idle = undefined;
    clearTimeout(this.#rest);
    if (thread === undefined) return;
    end(thread.worker);
    await endThread(thread.worker, thread.ended);
  }

  #take(): Thread {
    clearTimeout(this.#rest);
    const idle = this.#idle;
    this.#idle = undefined;
    if (idle === undefined) return this.#start();
    idle.worker.ref();
    return idle;
  }

  #start(): Thread {
    const { address, name, resourceLimits } = this.#options;
    const worker = new Worker(address, { name, resourceLimits });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    // Also of a thread that waits: an error that nobody listens to would end the process.
    worker.on('error', () => {
      if (this.#idle?.worker === worker) this.#idle = undefined;
    });
    return { worker, ended, generation: this.#generation };
  }

  #keep(thread: Thread): void {
    if (this.#idle !== undefined || thread.generation !== this.#generation) {
      end(thread.worker);
      return;
    }
    this.#idle = thread;
    thread.worker.unref();
    this.#rest = setTimeout(() => void this.#endIdle(), this.#options.idleMs).unref();
  }
}

function end(worker: Worker): void {
  worker.postMessage({ kind: 'end' } satisfies ToWarmWorker<WorkerRun>);
}
