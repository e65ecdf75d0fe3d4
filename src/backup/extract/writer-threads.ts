/** Several threads that write files, each with a few portions waiting, so that none is ever idle. */
import { Worker } from 'node:worker_threads';
import { CodedError } from '../../base/index.ts';
import type { ClassKeys } from '../../formats/index.ts';
import { errorFrom } from '../worker/worker-errors.ts';
import type { FileWriters } from './file-batches.ts';
import type { FileWriterJob, FromFileWriter, ToFileWriter } from './file-writer-messages.ts';
import { SharedState } from './shared-state.ts';
import type { FileJob, FileOutcome } from './write-file.ts';

/** One that is being written, and those behind it. */
const PORTIONS_AT_ONCE = 4;

interface WriterThreadOptions extends Omit<FileWriterJob, 'keys'> {
  readonly classKeys: ClassKeys | undefined;
  readonly threads: number;
}

type Done = (outcomes: readonly FileOutcome[]) => void;

interface Thread {
  readonly worker: Worker;
  readonly exited: Promise<unknown>;
  /** In the order in which their outcomes come. */
  readonly waiting: Done[];
  /** Where its last file goes. */
  folder: string | undefined;
}

/** Threads start with the first portions. */
export class WriterThreads implements FileWriters {
  readonly #options: WriterThreadOptions;
  readonly #threads: Thread[] = [];
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  private constructor(options: WriterThreadOptions) {
    this.#options = options;
  }

  static with(options: WriterThreadOptions): WriterThreads {
    return new WriterThreads(options);
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  async submit(jobs: readonly FileJob[], done: Done): Promise<void> {
    this.#throwIfFailed();
    const thread = this.#threadIn(jobs[0]?.folder) ?? this.#leastBusy();
    thread.folder = jobs.at(-1)?.folder;
    thread.waiting.push(done);
    thread.worker.postMessage(jobs satisfies ToFileWriter);
    await this.#until(
      () => this.#threads.length < this.#options.threads || this.#threads.some((each) => each.waiting.length < PORTIONS_AT_ONCE),
    );
  }

  async drain(): Promise<void> {
    await this.#until(() => this.#threads.every(({ waiting }) => waiting.length === 0));
  }

  async close(): Promise<void> {
    if (this.#threads.some(({ waiting }) => waiting.length > 0)) SharedState.from(this.#options.state).cancel();
    for (const { worker } of this.#threads) worker.postMessage([] satisfies ToFileWriter);
    await Promise.all(this.#threads.map(({ exited }) => exited));
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (this.#failure === undefined && !isReached()) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#throwIfFailed();
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Threads that make files in one folder wait for each other: as long as it has room, the one that is there goes on. */
  #threadIn(folder: string | undefined): Thread | undefined {
    return this.#threads.find((thread) => thread.folder === folder && thread.waiting.length < PORTIONS_AT_ONCE);
  }

  #leastBusy(): Thread {
    const idle = this.#threads.find(({ waiting }) => waiting.length === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#options.threads) return this.#start();
    return this.#threads.reduce((least, thread) => (thread.waiting.length < least.waiting.length ? thread : least));
  }

  #start(): Thread {
    const { classKeys, threads: _, ...options } = this.#options;
    const keys = classKeys?.copy();
    const address = new URL(import.meta.url.endsWith('.ts') ? './file-writer-worker.ts' : './file-writer-worker.js', import.meta.url);
    const worker = new Worker(address, { workerData: { ...options, keys } satisfies FileWriterJob, name: 'file writer' });
    for (const [, key] of keys?.keys ?? []) key.fill(0);
    const thread: Thread = { worker, exited: untilExit(worker), waiting: [], folder: undefined };
    worker.on('message', (message: FromFileWriter) => {
      if (message.kind === 'failure') this.#fail(errorFrom(message.error));
      else thread.waiting.shift()?.(message.outcomes);
      this.#wake?.();
    });
    worker.on('error', (error) => {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', () => {
      if (thread.waiting.length > 0) this.#fail(new CodedError('internal', 'a thread ended before its files were written'));
    });
    this.#threads.push(thread);
    return thread;
  }

  /** The first failure counts; what others run into afterwards follows from it. */
  #fail(error: Error): void {
    if (this.#failure === undefined) SharedState.from(this.#options.state).cancel();
    this.#failure ??= error;
    this.#wake?.();
  }
}

/** However it ends: a failure is told by its own event, and must not end the closing of the other threads. */
function untilExit(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
  });
}
