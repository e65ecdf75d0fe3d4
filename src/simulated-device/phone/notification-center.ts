/** The notifications of a phone: observers of a name get it, whether a host or the phone itself posted it. */
import { Emitter, type Event } from '../../base/index.ts';

interface PostedNotification {
  readonly name: string;
  readonly from: 'host' | 'device';
}

/** How many posted notifications are remembered for whoever inspects the device. */
const REMEMBERED = 1000;

export class NotificationCenter {
  readonly #posted: PostedNotification[] = [];
  readonly #events = new Emitter<PostedNotification>();
  readonly #observations = new Emitter<string>();
  readonly #observed = new Set<string>();

  /** What was posted, oldest first. */
  get posted(): readonly PostedNotification[] {
    return this.#posted;
  }

  /** What hosts have asked to hear of, each name once. */
  get observed(): readonly string[] {
    return [...this.#observed];
  }

  get onDidPost(): Event<PostedNotification> {
    return this.#events.event;
  }

  /** A host has begun to observe a name. */
  get onDidObserve(): Event<string> {
    return this.#observations.event;
  }

  /** A host wants to hear of it. */
  observe(name: string): void {
    this.#observed.add(name);
    this.#observations.fire(name);
  }

  post(name: string, from: 'host' | 'device' = 'device'): void {
    this.#posted.push({ name, from });
    if (this.#posted.length > REMEMBERED) this.#posted.shift();
    this.#events.fire({ name, from });
  }
}
