/** The catalogue as callers see it: questions to the worker that reads it, each answered once, cancelled or failed. */
import { Worker } from 'node:worker_threads';
import { abortable, CancelledError, throwIfAborted } from '../../../base/index.ts';
import type { ClassKeys } from '../../../formats/index.ts';
import { endThread } from '../../worker/end-thread.ts';
import { errorFrom } from '../../worker/worker-errors.ts';
import type { FromWorker, Params, RequestName, Result, ToWorker } from './catalogue-messages.ts';
import type { CatalogueJob, CatalogueSource } from './catalogue-source.ts';
import { guardPrivateFolders, removePrivateFolders } from '../private-folder.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class CatalogueClient implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #isClosed = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    const thread = worker.threadId;
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        // A thread that came to a bad end has not cleaned up.
        removePrivateFolders(thread);
        resolve();
      });
    });
  }

  /** The thread gets its own copy of the keys. @throws BackupError as `openRankedRowsFrom`; CancelledError */
  static async open(source: CatalogueSource, classKeys: ClassKeys | undefined, signal: AbortSignal | undefined): Promise<CatalogueClient> {
    throwIfAborted(signal);
    guardPrivateFolders();
    const address = new URL(import.meta.url.endsWith('.ts') ? './catalogue-worker.ts' : './workers/catalogue-worker.js', import.meta.url);
    const keys = classKeys?.copy();
    const job: CatalogueJob = { source, ...(keys === undefined ? {} : { keys }) };
    const catalogue = new CatalogueClient(new Worker(address, { workerData: job, name: 'backup catalogue' }));
    for (const [, key] of keys?.keys ?? []) key.fill(0);
    try {
      await abortable(catalogue.#opened(), signal);
      return catalogue;
    } catch (error) {
      await catalogue.close();
      throw error;
    }
  }

  async ask<Name extends RequestName>(name: Name, params: Params<Name>, signal: AbortSignal | undefined): Promise<Result<Name>> {
    throwIfAborted(signal);
    if (this.#isClosed) throw new CancelledError();
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#post({ kind: 'request', id, name, params });
    const onAbort = () => this.#post({ kind: 'cancel', id });
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return (await abortable(answer, signal)) as Result<Name>;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Whatever is still asked is cancelled. Comes back when its temporary files are gone, and the thread has ended or is about to. */
  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#post({ kind: 'close' });
      this.#failAll(new CancelledError());
    }
    await endThread(this.#worker, this.#ended);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Settles with the first message; from then on answers are handed to whoever waits for them. */
  #opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker.once('error', (error: Error) => {
        reject(error);
        this.#failAll(error);
      });
      this.#worker.once('exit', () => {
        reject(new CancelledError());
        this.#isClosed = true;
        this.#failAll(new CancelledError());
      });
      this.#worker.on('message', (message: FromWorker) => {
        if (message.kind === 'open') resolve();
        else if (message.kind === 'failure' && message.id === undefined) reject(errorFrom(message.error));
        else this.#settle(message);
      });
    });
  }

  #settle(message: FromWorker & { kind: 'answer' | 'failure' }): void {
    const waiting = message.id === undefined ? undefined : this.#waiting.get(message.id);
    if (message.id === undefined || waiting === undefined) return;
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting.resolve(message.result);
    else waiting.reject(errorFrom(message.error));
  }

  #failAll(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}
