/** What work on a database among the files may take: a deadline that reading looks at, and how it is told that nobody wants its result any more. */
import { CancelledError } from '../../../base/index.ts';
import { BackupError } from '../../errors.ts';
import { SqliteError } from '../../read/sqlite/sqlite.ts';
import { DatabaseTooLarge } from '../../read/sqlite/log-frames.ts';

/** Shared with the thread that asks: the number of the last request that was cancelled. */
export type CancelledUpTo = Int32Array<SharedArrayBuffer>;

/** Looked at whenever bytes are read and rows are counted. SQLite can also calculate without reading: then only the end of the thread helps. */
export class DatabaseLimits {
  readonly #cancelled: CancelledUpTo;
  #request = 0;
  #milliseconds = Infinity;
  #end = Infinity;

  constructor(cancelled: CancelledUpTo) {
    this.#cancelled = cancelled;
  }

  begin(request: number, milliseconds: number): void {
    this.#request = request;
    this.#milliseconds = milliseconds;
    this.#end = performance.now() + milliseconds;
  }

  /** Work that can end early stops then, so that what it has found is in time. */
  isFirstHalf(): boolean {
    return performance.now() < this.#end - this.#milliseconds / 2;
  }

  /** @throws BackupError 'preview-limit', CancelledError */
  check(): void {
    if (Atomics.load(this.#cancelled, 0) >= this.#request) throw new CancelledError();
    if (performance.now() > this.#end) throw outOfTime(this.#milliseconds);
  }
}

export function outOfTime(milliseconds: number): BackupError {
  return new BackupError('preview-limit', 'out of time', { data: { limit: 'time', seconds: milliseconds / 1000 } });
}

export function isOutOfTime(error: unknown): error is BackupError {
  return error instanceof BackupError && error.code === 'preview-limit' && error.data.limit === 'time';
}

const CODE = { generic: 1, noMemory: 7, readOnly: 8, io: 10, corrupt: 11, tooBig: 18, notADatabase: 26 } as const;

/** What SQLite says about a database, as an error of this room; anything else as it is. */
export function databaseError(error: unknown): unknown {
  if (error instanceof DatabaseTooLarge) {
    return new BackupError('preview-limit', error.message, { data: { limit: 'values' }, cause: error });
  }
  if (!(error instanceof SqliteError)) return error;
  const { resultCode, message } = error;
  if (resultCode === CODE.noMemory || resultCode === CODE.tooBig) {
    return new BackupError('preview-limit', message, { data: { limit: 'memory' }, cause: error });
  }
  const data = { reason: reasonOf(error), details: message };
  return new BackupError('database-unreadable', message, { data, cause: error });
}

/** `unsupported`: it needs what only the app has that wrote it (a module, a function, a collation), or text in UTF-16. */
function reasonOf({ resultCode, message }: SqliteError): 'damaged' | 'not-a-database' | 'unsupported' {
  if (resultCode === CODE.notADatabase) return 'not-a-database';
  const isDamaged = resultCode === CODE.corrupt || resultCode === CODE.io || message.includes('malformed');
  return isDamaged ? 'damaged' : 'unsupported';
}
