/**
 * A few threads that look into stored content side by side; the first is started when a file needs it, the others when there is work for them, for a thread
 * takes longer to start than a small backup takes to be looked into. They end at any moment without a trace.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CancelledError } from '../../../base/index.ts';
import type { ClassKeys } from '../../../formats/index.ts';
import { makePrivateFolder, type PrivateFolder } from '../../read/private-folder.ts';
import type {
  ContentExaminer,
  ContentJob,
  ContentOutcome,
  ContentThreadData,
  FromContentThread,
  ToContentThread,
} from './content-messages.ts';

/** Beyond four a disk is no faster. */
export const CONTENT_THREADS = Math.max(2, Math.min(4, availableParallelism()));

interface Group {
  readonly jobs: readonly ContentJob[];
  resolve(outcomes: readonly ContentOutcome[]): void;
  reject(error: Error): void;
}

export class ContentPool implements ContentExaminer, AsyncDisposable {
  readonly #classKeys: ClassKeys | undefined;
  readonly #bytesRead = new SharedArrayBuffer(8);
  readonly #threads: Thread[] = [];
  readonly #waiting: Group[] = [];
  #folder: Promise<PrivateFolder> | undefined;
  /** Of the folder, once it is there. */
  #path: string | undefined;
  #closing: Promise<void> | undefined;

  /** The threads get copies of the keys. */
  constructor(classKeys: ClassKeys | undefined) {
    this.#classKeys = classKeys;
  }

  get bytesRead(): number {
    return Number(Atomics.load(new BigInt64Array(this.#bytesRead), 0));
  }

  /** Starts the first thread while there is something else to do; `examine` would start it, too. */
  warmUp(): void {
    this.#open().catch(() => undefined); // whoever asks for an examination hears of it
  }

  /** One thread takes the whole group. @throws CancelledError when the pool is closed meanwhile */
  async examine(jobs: readonly ContentJob[]): Promise<readonly ContentOutcome[]> {
    if (jobs.length === 0) return [];
    await this.#open();
    return await new Promise((resolve, reject) => {
      if (this.#closing !== undefined) {
        reject(new CancelledError());
        return;
      }
      this.#waiting.push({ jobs, resolve, reject });
      this.#handOut();
    });
  }

  /** Ends the threads wherever they are. Comes back when their decrypted files are gone, which may be before SQLite notices. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const group of this.#waiting.splice(0)) group.reject(new CancelledError());
    const ended = Promise.all(this.#threads.map((thread) => thread.end()));
    const folder = await this.#folder;
    try {
      await folder?.[Symbol.asyncDispose]();
    } catch {
      // Windows removes no open file: then it has to be after the end.
      await ended;
      await folder?.[Symbol.asyncDispose]();
    }
  }

  async #open(): Promise<void> {
    this.#folder ??= makePrivateFolder();
    const { path } = await this.#folder;
    this.#path = path;
    if (this.#closing === undefined && this.#threads.length === 0) this.#start(path);
  }

  #start(privateFolder: string): void {
    const classKeys = this.#classKeys?.copy();
    const data: ContentThreadData = { classKeys, privateFolder, bytesRead: this.#bytesRead };
    this.#threads.push(new Thread(data, () => this.#handOut()));
    for (const [, key] of classKeys?.keys ?? []) key.fill(0);
  }

  #handOut(): void {
    for (const thread of this.#threads) {
      if (thread.isBusy) continue;
      const group = this.#waiting.shift();
      if (group === undefined) return;
      thread.take(group);
    }
    const count = this.#threads.length;
    // More wait than there are threads, all of them busy: only then another one is worth its start.
    if (this.#path === undefined || this.#closing !== undefined || count === CONTENT_THREADS || this.#waiting.length <= count) return;
    this.#start(this.#path);
    this.#handOut();
  }
}

class Thread {
  readonly #worker: Worker;
  readonly #onIdle: () => void;
  #group: Group | undefined;

  constructor(data: ContentThreadData, onIdle: () => void) {
    this.#onIdle = onIdle;
    // This code runs in a worker itself, and in dist/ all workers lie side by side.
    const address = new URL(import.meta.url.endsWith('.ts') ? './content-worker.ts' : './content-worker.js', import.meta.url);
    this.#worker = new Worker(address, { workerData: data, name: 'backup content' });
    this.#worker.on('message', ({ outcomes }: FromContentThread) => {
      this.#settle((group) => {
        group.resolve(outcomes);
      });
    });
    this.#worker.once('error', (error: Error) => {
      this.#settle((group) => {
        group.reject(error);
      });
    });
    this.#worker.once('exit', () => {
      this.#settle((group) => {
        group.reject(new CancelledError());
      });
    });
  }

  get isBusy(): boolean {
    return this.#group !== undefined;
  }

  take(group: Group): void {
    this.#group = group;
    const message: ToContentThread = { jobs: group.jobs };
    this.#worker.postMessage(message);
  }

  /** Comes back when the thread is gone; a long call of SQLite it finishes first. */
  async end(): Promise<void> {
    this.#settle((group) => {
      group.reject(new CancelledError());
    });
    await this.#worker.terminate();
  }

  #settle(how: (group: Group) => void): void {
    const group = this.#group;
    this.#group = undefined;
    if (group === undefined) return;
    how(group);
    this.#onIdle();
  }
}
