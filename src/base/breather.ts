/** Lets other work run (Ctrl+C, timers, other connections) during long work on the same thread. */
import { throwIfAborted } from './abort.ts';
import { nextTurn } from './next-turn.ts';

/** Nobody notices a program that hears of things so much later. */
const WORK_MS = 50;

/** Tells long work when to give other work a turn. Ask between two pieces of work. */
export class Breather {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  get isDue(): boolean {
    return performance.now() - this.#since >= WORK_MS;
  }

  /** One turn of the event loop. Throws CancelledError when the signal has fired by then. */
  async breathe(): Promise<void> {
    await nextTurn();
    throwIfAborted(this.#signal);
    this.#since = performance.now();
  }
}
