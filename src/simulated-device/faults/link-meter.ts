/** Counts what has passed over one connection of a device, for `after`. */
import type { Clock } from '../phone/clock.ts';

export class LinkMeter {
  readonly #clock: Clock;
  readonly #startedAt: number;
  /** Bytes that the device has sent. */
  bytes = 0;
  /** Whole messages that the device has sent. */
  messages = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.elapsed();
  }

  /** Milliseconds since the connection began. */
  elapsed(): number {
    return this.#clock.elapsed() - this.#startedAt;
  }

  hasPassed(limits: { readonly bytes: number; readonly seconds: number; readonly messages: number }): boolean {
    return this.bytes >= limits.bytes && this.elapsed() >= limits.seconds * 1000 && this.messages >= limits.messages;
  }
}
