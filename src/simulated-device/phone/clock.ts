/** The time of a simulated phone: the source of its dates and timeouts. */
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError, throwIfAborted, nextTurn } from '../../base/index.ts';

/** The clock of a simulated phone, which all its waits and dates use. */
export interface Clock {
  now(): Date;
  /** Milliseconds that advance evenly from any starting point, to measure how long something took. They advance even if dates stand still. */
  elapsed(): number;
  /** Resolves after this many milliseconds of this clock. Throws 'cancelled' if `signal` fires first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The computer's own. */
export const systemClock: Clock = { now: () => new Date(), elapsed: () => performance.now(), sleep: realSleep };

/** A clock whose date never changes, so that what a phone writes does not depend on the day. Waiting takes real time. */
export function standingClock(at: Date): Clock {
  return { now: () => new Date(at), elapsed: () => performance.now(), sleep: realSleep };
}

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/**
 * A clock that stands still until it is moved. A three-minute wait takes only as long as the call of `advance`.
 *
 * @example
 * ```ts
 * const clock = new VirtualClock(new Date('2026-01-01'));
 * await using simulator = await startSimulator({ devices: [{ clock }] });
 * simulator.devices[0]?.fault('F26', { seconds: 60 }); // the minute takes no time
 * ```
 */
export class VirtualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];
  #arrival = Promise.withResolvers<undefined>();

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  elapsed(): number {
    return this.#now;
  }

  /** How many waits are under way. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = () => {
        leave();
        reject(new CancelledError(signal?.reason));
      };
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, milliseconds),
        wake: () => {
          leave();
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
      this.#arrival.resolve(undefined);
      this.#arrival = Promise.withResolvers();
    });
  }

  /** Resolves once at least `count` waits are under way: the event after which `advance` is worth calling. */
  async untilSleeping(count = 1): Promise<void> {
    while (this.#sleepers.length < count) await this.#arrival.promise;
  }

  /** Moves time forward and wakes the waits that are due, the earliest first. New waits that they start are woken too if they are due. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#sleepers.reduce<Sleeper | undefined>(
        (first, one) => (first === undefined || one.at < first.at ? one : first),
        undefined,
      );
      if (next === undefined || next.at > end) break;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await nextTurn();
    }
    this.#now = end;
  }
}

async function realSleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    throw new CancelledError(error);
  }
}
