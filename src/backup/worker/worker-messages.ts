/** What goes between a job and the worker thread that does it. */
import type { ErrorMessage } from './worker-errors.ts';

/** One kind of job, named where both ends find it. Everything in it is plain data. */
export interface WorkerRun {
  readonly job: object;
  /** What the thread tells while it works. */
  readonly news: unknown;
  readonly result: unknown;
  /** What it hears in return; never where it asks nothing. */
  readonly answer: unknown;
}

export type FromWorker<Run extends WorkerRun> =
  | { readonly kind: 'news'; readonly news: Run['news'] }
  | { readonly kind: 'result'; readonly result: Run['result'] }
  | { readonly kind: 'failure'; readonly error: ErrorMessage };

export type ToWorker<Run extends WorkerRun> = { readonly kind: 'cancel' } | { readonly kind: 'answer'; readonly answer: Run['answer'] };

/** To a thread that does several jobs. */
export type ToWarmWorker<Run extends WorkerRun> = { readonly kind: 'job'; readonly job: Run['job'] } | { readonly kind: 'end' };
