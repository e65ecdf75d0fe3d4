/** Which hosts talk to a device over Wi-Fi. One that does not answer the heartbeat is disconnected. */
import type { Connection } from '../../device-protocol/index.ts';
import type { Log } from '../../base/index.ts';
import type { Clock } from '../phone/clock.ts';

/** How long a host may be silent. Reports say 10 to 60 s; assumed is the longest. */
const HEARTBEAT_LIMIT_MS = 60_000;

interface NetworkSession {
  readonly streams: Set<Connection>;
  /** Fires when the last stream has ended, so that nothing waits for a host that is not there. */
  readonly over: AbortController;
  /** On the clock's `elapsed`. */
  lastSign: number;
}

export class NetworkSessions {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #sessions = new Map<string, NetworkSession>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** A host's stream begins; until it ends it lives and dies with the others of that host. */
  enter(hostId: string, stream: Connection): void {
    const session = this.#sessions.get(hostId) ?? this.#begin(hostId);
    if (session.streams.has(stream)) return;
    session.streams.add(stream);
    // Never rejects.
    void stream.closed.then(() => {
      session.streams.delete(stream);
      if (session.streams.size === 0) this.#end(hostId, session);
    });
  }

  /** The host has answered. */
  heard(hostId: string): void {
    const session = this.#sessions.get(hostId);
    if (session !== undefined) session.lastSign = this.#clock.elapsed();
  }

  #begin(hostId: string): NetworkSession {
    const session = { streams: new Set<Connection>(), over: new AbortController(), lastSign: this.#clock.elapsed() };
    this.#sessions.set(hostId, session);
    // Rejects only when the session is over.
    this.#watch(hostId, session).catch(() => undefined);
    return session;
  }

  /** A host that comes back begins another one. */
  #end(hostId: string, session: NetworkSession): void {
    if (this.#sessions.get(hostId) === session) this.#sessions.delete(hostId);
    session.over.abort();
  }

  async #watch(hostId: string, session: NetworkSession): Promise<void> {
    for (;;) {
      const left = session.lastSign + HEARTBEAT_LIMIT_MS - this.#clock.elapsed();
      if (left <= 0) break;
      await this.#clock.sleep(left, session.over.signal);
    }
    this.#end(hostId, session);
    this.#log.info(`the host ${hostId} did not answer the heartbeat and was disconnected`);
    for (const stream of session.streams) stream.destroy();
  }
}
