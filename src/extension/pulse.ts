/** Does something again and again while somebody looks, with a rest after each time. Knows no VS Code. */
import type { Disposable } from '../base/index.ts';

export class Pulse implements Disposable {
  readonly #restMs: number;
  readonly #work: (signal: AbortSignal) => unknown;
  #beating: AbortController | undefined;

  /** `work` may fail, and ends soon after its signal fires. */
  constructor(restMs: number, work: (signal: AbortSignal) => unknown) {
    this.#restMs = restMs;
    this.#work = work;
  }

  /** The first time comes after a rest. */
  set(isWanted: boolean): void {
    if (isWanted === (this.#beating !== undefined)) return;
    this.#beating?.abort();
    this.#beating = isWanted ? new AbortController() : undefined;
    if (this.#beating !== undefined) this.#rest(this.#beating.signal);
  }

  dispose(): void {
    this.set(false);
  }

  #rest(signal: AbortSignal): void {
    const timer = setTimeout(() => void this.#beat(signal), this.#restMs);
    // A window that closes does not wait for it.
    timer.unref();
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  async #beat(signal: AbortSignal): Promise<void> {
    try {
      await this.#work(signal);
    } catch {
      // The next time comes anyway.
    }
    if (!signal.aborted) this.#rest(signal);
  }
}
