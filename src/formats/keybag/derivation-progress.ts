/** Progress of a key derivation, estimated by time: PBKDF2 is one call that reports nothing until it ends. */
import type { OnProgress } from '../../base/index.ts';
import { stretch } from './derive-key.ts';

/** Under half a percent of what a device asks for. */
const CALIBRATION_ROUNDS = 40_000;
/** Below this the end comes sooner than anybody could read a number. */
const WORTH_MEASURING = 1_000_000;
const TICK_MS = 100;
/** Never 100 before it is done. */
const MOST = 99;

interface Options {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress<'deriving-key'>;
}

/**
 * Times a short derivation, then reports every tenth of a second which part of the expected time has passed. Where the machine slows down
 * meanwhile the number rests at 99; it never goes back.
 */
export class DerivationProgress {
  readonly #rounds: number;
  readonly #options: Options;
  #timer: NodeJS.Timeout | undefined;

  constructor(rounds: number, options: Options) {
    this.#rounds = rounds;
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#options.onProgress === undefined) return;
    this.#report(0);
    if (this.#rounds < WORTH_MEASURING) return;
    const expectedMs = (this.#rounds / CALIBRATION_ROUNDS) * (await this.#calibrate());
    const start = performance.now();
    this.#timer = setInterval(() => {
      this.#report(Math.min(MOST, Math.floor(((performance.now() - start) / expectedMs) * 100)));
    }, TICK_MS);
  }

  async #calibrate(): Promise<number> {
    const start = performance.now();
    await stretch('sha256', Buffer.alloc(8), { salt: Buffer.alloc(20), rounds: CALIBRATION_ROUNDS }, this.#options.signal);
    return performance.now() - start;
  }

  #report(percent: number): void {
    this.#options.onProgress?.({ phase: 'deriving-key', done: percent, total: 100, unit: 'percent' });
  }

  finish(): void {
    this.stop();
    this.#report(100);
  }

  /** Reports nothing more. */
  stop(): void {
    clearInterval(this.#timer);
  }
}
