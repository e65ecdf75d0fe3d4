/** The phone's log over one connection, until the host leaves. What a host does not read in time is dropped and counted. */
import type { PhoneCall } from '../phone/phone-call.ts';
import type { SyslogEntry } from '../phone/syslog.ts';

/** Entries that wait for a host which does not read. */
const MOST_WAITING = 1000;

/** `encode` makes the bytes of one entry. `program` says first that a host listens. What a host sends meanwhile is not listened to. */
export async function streamLog(call: PhoneCall, program: string, encode: (entry: SyslogEntry) => Uint8Array): Promise<void> {
  const { connection, device, signal } = call;
  const entries = new WaitingEntries();
  const listener = device.syslog.listen((entry) => {
    entries.add(entry);
  });
  try {
    device.syslog.say(program, 'a host listens');
    const gone = goneOf(call);
    gone
      .catch(() => undefined)
      .finally(() => {
        entries.close();
      });
    for (let next = await entries.next(); next !== undefined; next = await entries.next()) {
      await connection.write(Buffer.concat(next.map(encode)));
    }
    if (!signal.aborted) await gone;
  } finally {
    listener.dispose();
  }
}

/** Resolves when the host has left. */
async function goneOf({ connection, signal }: PhoneCall): Promise<void> {
  while ((await connection.read(signal)) !== undefined);
}

class WaitingEntries {
  #entries: SyslogEntry[] = [];
  #dropped = 0;
  #isClosed = false;
  #arrived = Promise.withResolvers<undefined>();

  add(entry: SyslogEntry): void {
    if (this.#entries.length < MOST_WAITING) this.#entries.push(entry);
    else this.#dropped++;
    this.#arrived.resolve(undefined);
  }

  /** Nothing more is asked for. */
  close(): void {
    this.#isClosed = true;
    this.#arrived.resolve(undefined);
  }

  /** All that waits, once something does; undefined when it is closed. */
  async next(): Promise<SyslogEntry[] | undefined> {
    while (this.#entries.length === 0 && !this.#isClosed) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
    if (this.#isClosed) return undefined;
    const [taken, dropped] = [this.#entries, this.#dropped];
    this.#entries = [];
    this.#dropped = 0;
    const last = taken.at(-1);
    if (dropped > 0 && last !== undefined) taken.push({ ...last, level: 'Warning', text: `${String(dropped)} lines dropped` });
    return taken;
  }
}
