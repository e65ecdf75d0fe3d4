/** The last messages between hosts and a simulated phone, kept for the case that a test fails. */
import { traceLine, type TraceEvent } from '../simulated-device/index.ts';

interface TracedMessage {
  readonly event: TraceEvent;
  readonly time: Date;
}

/** A backup of the sample phone takes about a thousand. */
const MOST_MESSAGES = 10_000;

export class WireTrace {
  #messages: TracedMessage[] = [];
  #omitted = 0;

  add(event: TraceEvent): void {
    this.#messages.push({ event, time: new Date() });
    if (this.#messages.length < 2 * MOST_MESSAGES) return;
    this.#omitted += this.#messages.length - MOST_MESSAGES;
    this.#messages = this.#messages.slice(-MOST_MESSAGES);
  }

  /** NDJSON, without file contents, keys and passwords; the first line says how many messages are left out, if any are. */
  text(): string {
    const gap = this.#omitted === 0 ? [] : [{ schema: 'backup-lab/trace@1', omitted: this.#omitted }];
    return [...gap, ...this.#messages.map(({ event, time }) => traceLine(event, time))].map((line) => `${JSON.stringify(line)}\n`).join('');
  }
}
