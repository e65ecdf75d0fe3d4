/** What the threads of an extraction see of each other at once, without messages: the wish to stop, and how much has been written. */
import { CancelledError } from '../../base/index.ts';

const CANCELLED = 0;
const BYTES = 1;

export class SharedState {
  /** To be handed to other threads. */
  readonly buffer: SharedArrayBuffer;
  readonly #cells: BigInt64Array;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#cells = new BigInt64Array(buffer);
  }

  static from(buffer = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)): SharedState {
    return new SharedState(buffer);
  }

  cancel(): void {
    Atomics.store(this.#cells, CANCELLED, 1n);
  }

  throwIfCancelled(): void {
    if (Atomics.load(this.#cells, CANCELLED) !== 0n) throw new CancelledError();
  }

  addBytes(count: number): void {
    Atomics.add(this.#cells, BYTES, BigInt(count));
  }

  get bytes(): number {
    return Number(Atomics.load(this.#cells, BYTES));
  }
}
