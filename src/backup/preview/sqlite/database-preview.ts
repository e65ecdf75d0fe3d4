/** A database of a backup, open for looking at it: its schema, its rows in windows, single cells, and queries that only read. */
import { Worker } from 'node:worker_threads';
import { abortable, CancelledError, throwIfAborted } from '../../../base/index.ts';
import { BackupError } from '../../errors.ts';
import type { PersonalAnswer, PersonalRequest } from '../personal/personal-requests.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import type { Backup, BackupFile } from '../../read/backup.ts';
import { errorFrom } from '../../worker/worker-errors.ts';
import { outOfTime, type CancelledUpTo } from './database-limits.ts';
import type {
  CellPart,
  DatabaseJob,
  DatabaseOverview,
  DatabaseRequestName,
  DatabaseRequests,
  FollowedReference,
  FromDatabaseWorker,
  InspectedRow,
  ToDatabaseWorker,
} from './database-messages.ts';
import { databaseSourceOf, type DatabaseSource } from './database-source.ts';
import type { QueryResult } from './run-query.ts';
import { keepSandboxCode } from './sandbox-code.ts';
import type { RowCount, RowSelection, RowsRequest, RowsWindow } from './table-rows.ts';

/** How to open a database. */
export interface DatabaseOptions {
  /** The keys that the backup was opened with. The database is closed when they are locked. */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Limits of one question. */
export interface QuestionOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; 10,000 unless given. */
  readonly timeLimit?: number | undefined;
}

const TIME_LIMIT_MS = 10_000;
/** A thread that looks at its limits is done before; one that does not is ended. */
const GRACE_MS = 300;
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/**
 * Opens a database among the files of a backup, together with its write-ahead log. Nothing is copied: pages are read where they are stored, decrypted in
 * memory, and the log is laid over them. SQLite runs in a sandbox (WebAssembly) that can reach no other file, has at most 192 MB of memory, and is ended when
 * a question takes too long. The database is opened with the first question.
 * @throws as `previewFile`
 *
 * @example
 * ```ts
 * await using backup = await openBackup('backups/UDID');
 * const file = await backup.get('HomeDomain', 'Library/SMS/sms.db');
 * if (file !== undefined) {
 *   await using database = await openDatabasePreview(backup, file);
 *   console.log((await database.rows({ table: 'message', limit: 20 })).rows);
 * }
 * ```
 */
export async function openDatabasePreview(
  backup: Backup,
  file: BackupFile,
  { keys, signal }: DatabaseOptions = {},
): Promise<DatabasePreview> {
  throwIfAborted(signal);
  return new DatabasePreview(await databaseSourceOf(backup, file, keys, signal), keys);
}

/**
 * An open database. Questions are answered one after the other. Each rejects with BackupError 'database-unreadable' (`reason`), 'preview-limit' (`limit`),
 * 'no-such-table', or CancelledError if its signal fires, the keys are locked or the database is closed.
 */
export class DatabasePreview implements AsyncDisposable {
  readonly #source: DatabaseSource;
  readonly #keys: BackupKeys | undefined;
  readonly #closing = new AbortController();
  readonly #watch: { dispose(): void } | undefined;
  readonly #cancelled: CancelledUpTo = new Int32Array(new SharedArrayBuffer(4));
  #worker: Worker | undefined;
  #lastId = 0;
  #before: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(source: DatabaseSource, keys: BackupKeys | undefined) {
    this.#source = source;
    this.#keys = keys;
    this.#watch = keys?.onLock(() => this.close());
  }

  /** The schema, and what the header says. */
  overview(options?: QuestionOptions): Promise<DatabaseOverview> {
    return this.#ask('overview', {}, options);
  }

  /** Some rows of a table or view. A window that takes too long comes with the rows that were found. */
  rows(request: RowsRequest, options?: QuestionOptions): Promise<RowsWindow> {
    return this.#ask('rows', request, options);
  }

  /** How many rows there are, or at least are if counting takes longer than the limit. Without keys (a view) that is a 'preview-limit'. */
  count(selection: RowSelection, options?: QuestionOptions): Promise<RowCount> {
    return this.#ask('count', selection, options);
  }

  /** One row in full, with the dates that its numbers may mean. `key` is the rowid, as it comes with rows. */
  row(table: string, key: string, options?: QuestionOptions): Promise<InspectedRow> {
    return this.#ask('row', { table, key }, options);
  }

  /** Up to a mebibyte of a text or BLOB, from a place on, in bytes. */
  cell(
    table: string,
    key: string,
    column: string,
    range: { readonly from: number; readonly length: number },
    options?: QuestionOptions,
  ): Promise<CellPart> {
    return this.#ask('cell', { table, key, column, ...range }, options);
  }

  /** Where a cell points to; undefined if its column points nowhere. */
  follow(table: string, key: string, column: string, options?: QuestionOptions): Promise<FollowedReference | undefined> {
    return this.#ask('follow', { table, key, column }, options);
  }

  /** The first rows of a query that only reads. @throws BackupError 'query-invalid' with its `reason`, and `line` and `column` of a mistake */
  query(sql: string, { limit = 1000, ...options }: QuestionOptions & { readonly limit?: number } = {}): Promise<QueryResult> {
    return this.#ask('query', { sql, limit }, options);
  }

  /** What the database means, if its schema is a known one. @internal */
  personal(request: PersonalRequest, options?: QuestionOptions): Promise<PersonalAnswer> {
    return this.#ask('personal', request, options);
  }

  /** What is still asked is cancelled. */
  async close(): Promise<void> {
    this.#watch?.dispose();
    this.#closing.abort();
    await this.#before;
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ kind: 'close' } satisfies ToDatabaseWorker);
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #ask<Name extends DatabaseRequestName>(
    name: Name,
    params: DatabaseRequests[Name][0],
    { signal, timeLimit = TIME_LIMIT_MS }: QuestionOptions = {},
  ): Promise<DatabaseRequests[Name][1]> {
    const closing = this.#closing.signal;
    const either = signal === undefined ? closing : AbortSignal.any([signal, closing]);
    throwIfAborted(either);
    const turn = this.#before.then(() => this.#askNow(name, params, either, timeLimit));
    this.#before = turn.catch(() => undefined);
    return await abortable(turn, either);
  }

  async #askNow<Name extends DatabaseRequestName>(
    name: Name,
    params: DatabaseRequests[Name][0],
    signal: AbortSignal,
    milliseconds: number,
  ): Promise<DatabaseRequests[Name][1]> {
    throwIfAborted(signal);
    const id = ++this.#lastId;
    const worker = (this.#worker ??= this.#start());
    const outcome = Promise.withResolvers<unknown>();
    const onMessage = (message: FromDatabaseWorker) => {
      if ('code' in message || message.id !== id) return;
      if ('error' in message) {
        if (message.isEnd) this.#worker = undefined;
        outcome.reject(errorFrom(message.error));
      } else outcome.resolve(message.result);
    };
    const onError = (error: Error) => {
      outcome.reject(
        isOutOfMemory(error) ? new BackupError('preview-limit', 'out of memory', { data: { limit: 'memory' }, cause: error }) : error,
      );
    };
    const end = (error: Error) => {
      this.#worker = undefined;
      void worker.terminate().then(() => {
        outcome.reject(error);
      });
    };
    let late = setTimeout(() => {
      end(outOfTime(milliseconds));
    }, milliseconds + GRACE_MS);
    const onAbort = () => {
      Atomics.store(this.#cancelled, 0, id);
      clearTimeout(late);
      late = setTimeout(() => {
        end(new CancelledError());
      }, GRACE_MS);
    };
    worker.on('message', onMessage).once('error', onError);
    signal.addEventListener('abort', onAbort, { once: true });
    worker.postMessage({ kind: 'request', id, name, params, milliseconds } satisfies ToDatabaseWorker);
    try {
      return (await outcome.promise) as DatabaseRequests[Name][1];
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', onAbort);
      worker.off('message', onMessage).off('error', onError);
    }
  }

  #start(): Worker {
    if (this.#keys?.locked === true) throw new CancelledError();
    const keys = this.#keys?.classKeys.copy();
    const address = new URL(import.meta.url.endsWith('.ts') ? './database-worker.ts' : './workers/database-worker.js', import.meta.url);
    const job: DatabaseJob = { source: { ...this.#source, keys }, cancelled: this.#cancelled };
    const worker = new Worker(address, { workerData: job, name: 'database preview', resourceLimits: HEAP });
    for (const [, key] of keys?.keys ?? []) key.fill(0);
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    worker.on('message', (message: FromDatabaseWorker) => {
      if ('code' in message) keepSandboxCode(message.code);
    });
    return worker;
  }
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
