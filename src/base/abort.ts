/** Cancellation by AbortSignal, with one error for it. */
import { CodedError } from './errors.ts';

/** The error of work that was asked to stop. */
export class CancelledError extends CodedError<'cancelled'> {
  constructor(cause?: unknown) {
    super('cancelled', 'the operation was canceled', { cause });
  }
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError(signal.reason);
}

/** Settles with `work`, or rejects with CancelledError as soon as `signal` fires. The work itself is not stopped. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      reject(new CancelledError(signal.reason));
    };
    if (signal.aborted) {
      work.catch(() => undefined);
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
