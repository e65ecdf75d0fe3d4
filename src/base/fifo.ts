/** An asynchronous queue: values wait for takers, and takers wait for values, both in order. */
import { abortable } from './abort.ts';

export class Fifo<T> {
  readonly #values: T[] = [];
  readonly #takers: { resolve(value: T | undefined): void; reject(error: unknown): void }[] = [];
  #ended: { error?: unknown } | undefined;

  push(value: T): void {
    if (this.#ended) return;
    const taker = this.#takers.shift();
    if (taker) taker.resolve(value);
    else this.#values.push(value);
  }

  /** No more values: waiting takers get `undefined`, or the error. Values already queued are still handed out. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = error === undefined ? {} : { error };
    for (const taker of this.#takers.splice(0)) {
      if (error === undefined) taker.resolve(undefined);
      else taker.reject(error);
    }
  }

  /** The next value, or `undefined` when the queue has ended. A taker that is cancelled leaves the line. */
  async next(signal?: AbortSignal): Promise<T | undefined> {
    if (this.#values.length > 0) return this.#values.shift();
    if (this.#ended) {
      if ('error' in this.#ended) throw this.#ended.error;
      return undefined;
    }
    const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
    const taker = { resolve, reject };
    this.#takers.push(taker);
    try {
      return await abortable(promise, signal);
    } catch (error) {
      const place = this.#takers.indexOf(taker);
      if (place >= 0) this.#takers.splice(place, 1);
      throw error;
    }
  }

  get size(): number {
    return this.#values.length;
  }
}
