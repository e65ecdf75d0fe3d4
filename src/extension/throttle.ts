/** Lets the latest of many values through a few times a second; the last one always arrives. */
import type { Disposable } from '../base/index.ts';

export class Throttle<T> implements Disposable {
  readonly #everyMs: number;
  readonly #deliver: (value: T) => void;
  #waiting: { readonly value: T } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(everyMs: number, deliver: (value: T) => void) {
    this.#everyMs = everyMs;
    this.#deliver = deliver;
  }

  push(value: T): void {
    if (this.#timer !== undefined) {
      this.#waiting = { value };
      return;
    }
    this.#deliver(value);
    this.#timer = setTimeout(() => this.#next(), this.#everyMs);
  }

  /** Forgets what still waits. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
  }

  #next(): void {
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.push(waiting.value);
  }
}
