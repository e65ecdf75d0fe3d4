/** com.apple.syslog_relay of a simulated device: the lines of its log as they come, each with "\n\0" behind it. A host says nothing. */
import type { DeviceCall } from '../device-port.ts';

/** Lines that wait for a host which does not read; what comes beyond is dropped, and the host is told how much. */
const MOST_WAITING = 1000;
const LINE_END = '\n\0';

export async function serveSyslogRelay(call: DeviceCall): Promise<void> {
  const { connection, device, signal } = call;
  const lines = new WaitingLines();
  const listener = device.syslog.listen((line) => {
    lines.add(line);
  });
  try {
    device.syslog.say('syslog_relay', 'a host listens');
    // What a host says to the relay is not listened to: it is read for its end.
    const gone = goneOf(call);
    gone
      .catch(() => undefined)
      .finally(() => {
        lines.close();
      });
    for (let text = await lines.next(); text !== undefined; text = await lines.next()) {
      await connection.write(new TextEncoder().encode(text));
    }
    if (!signal.aborted) await gone;
  } finally {
    listener.dispose();
  }
}

/** Resolves when the host has left; what it sends meanwhile is dropped. */
async function goneOf({ connection, signal }: DeviceCall): Promise<void> {
  while ((await connection.read(signal)) !== undefined);
}

class WaitingLines {
  #lines: string[] = [];
  #dropped = 0;
  #isClosed = false;
  #arrived = Promise.withResolvers<undefined>();

  add(line: string): void {
    if (this.#lines.length < MOST_WAITING) this.#lines.push(line);
    else this.#dropped++;
    this.#arrived.resolve(undefined);
  }

  /** Nothing more is asked for. */
  close(): void {
    this.#isClosed = true;
    this.#arrived.resolve(undefined);
  }

  /** All that waits, as it goes over the wire, once something does; undefined when it is closed. */
  async next(): Promise<string | undefined> {
    while (this.#lines.length === 0 && !this.#isClosed) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
    if (this.#isClosed) return undefined;
    const dropped = this.#dropped > 0 ? [`--- ${String(this.#dropped)} lines dropped ---`] : [];
    const text = [...this.#lines, ...dropped].map((line) => `${line}${LINE_END}`).join('');
    this.#lines = [];
    this.#dropped = 0;
    return text;
  }
}
