/** What has gone over one connection of a device so far: the count that `after` is about. */
import type { Clock } from '../clock.ts';

export class LinkMeter {
  readonly #clock: Clock;
  readonly #startedAt: number;
  /** Bytes and messages that the device has sent. */
  bytes = 0;
  messages = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.elapsed();
  }

  hasPassed(limits: { readonly bytes: number; readonly seconds: number; readonly messages: number }): boolean {
    const seconds = (this.#clock.elapsed() - this.#startedAt) / 1000;
    return this.bytes >= limits.bytes && seconds >= limits.seconds && this.messages >= limits.messages;
  }
}
