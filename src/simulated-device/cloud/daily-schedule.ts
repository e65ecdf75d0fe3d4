/** When a phone backs up by itself: once a day, as soon as everything that it needs is there. */
import { isCodedError, type Log } from '../../base/index.ts';
import type { Clock } from '../phone/clock.ts';

/** A day after the last one. How a phone spreads its backups over the night is unknown (assumed). */
const DAY_MS = 24 * 60 * 60 * 1000;

interface DailyWork {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether everything that can be told at once is there. */
  mayStart(): boolean;
  /** Never rejects. */
  start(): Promise<void>;
}

export class DailySchedule implements Disposable {
  readonly #work: DailyWork;
  /** By the clock's `elapsed`, as the next one. */
  #madeAt: number | undefined;
  #failedAt: number | undefined;
  #waiting: AbortController | undefined;
  #isOver = false;

  constructor(work: DailyWork) {
    this.#work = work;
  }

  /** Milliseconds until the next one is due, whether or not something blocks it. */
  get dueInMs(): number {
    const lastAt = this.#failedAt ?? this.#madeAt;
    return lastAt === undefined ? 0 : Math.max(0, lastAt + DAY_MS - this.#work.clock.elapsed());
  }

  /** One was made, or could not be made: the next attempt is due in a day. */
  hasRun(outcome: 'made' | 'failed'): void {
    const now = this.#work.clock.elapsed();
    if (outcome === 'made') this.#madeAt = now;
    this.#failedAt = outcome === 'made' ? undefined : now;
    this.reconsider();
  }

  /** What made the last attempt fail may be gone: it is worth another one (assumed). */
  tryAgain(): void {
    this.#failedAt = undefined;
    this.#stopWaiting();
    this.reconsider();
  }

  /** Something has changed. A phone on which it is off waits for nothing. */
  reconsider(): void {
    if (this.#isOver || !this.#work.mayStart()) {
      this.#stopWaiting();
      return;
    }
    if (this.#waiting !== undefined) return;
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#wait(waiting).catch((error: unknown) => {
      if (!isCodedError(error, 'cancelled')) this.#work.log.error(`the daily iCloud backup failed: ${String(error)}`);
    });
  }

  #stopWaiting(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
  }

  async #wait(waiting: AbortController): Promise<void> {
    do await this.#work.clock.sleep(this.dueInMs, waiting.signal);
    while (this.dueInMs > 0);
    await this.#work.start();
    if (this.#waiting !== waiting) return;
    this.#waiting = undefined;
    this.reconsider();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.reconsider();
  }
}
