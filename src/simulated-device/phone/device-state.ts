/** What hosts hold on a phone, owe it, and left behind: for tests that must leave nothing. */
import { Emitter } from '../../base/index.ts';
import { SimulatorError } from '../errors.ts';
import type { NotificationCenter } from './notification-center.ts';
import type { HeldLock } from '../services/afc/lock-table.ts';

/**
 * | kind | left behind when |
 * |---|---|
 * | connection | a host is still connected |
 * | lock | a host holds a lock, or closed AFC without giving it back |
 * | sync | syncWillStart was posted, syncDidFinish was not |
 * | service | a service was started and nobody connected to it |
 * | answer | a host left while the phone waited for it: Hello, a request, the status of a command, the answer to a heartbeat |
 * | prompt | the phone still asks for its passcode |
 */
export type LeftoverKind = 'connection' | 'lock' | 'sync' | 'service' | 'answer' | 'prompt';

/** One thing that a host left behind, in words. */
export interface Leftover {
  readonly kind: LeftoverKind;
  readonly text: string;
}

/** Says that what was expected has come. */
export type Settle = () => void;

/** What a phone expects of one connection of a host. */
export interface ConnectionState {
  readonly port: string;
  /** Until the returned function is called, a host that leaves leaves this behind. */
  expect(kind: LeftoverKind, text: string): Settle;
  /** The connection is over. What was expected is only left behind when the host went by itself. */
  end(by: 'host' | 'phone'): void;
}

interface StateSources {
  readonly locks: { held(): HeldLock[] };
  readonly notifications: NotificationCenter;
  readonly ports: { waiting(): string[] };
}

const SYNC_WILL_START = 'com.apple.itunes-mobdev.syncWillStart';
const SYNC_DID_FINISH = 'com.apple.itunes-mobdev.syncDidFinish';
/** A client that has just ended is still being seen out. */
const SETTLE_MS = 2000;

/** What hosts currently hold on a simulated phone, and what they left behind. */
export class DeviceState {
  readonly #sources: StateSources;
  readonly #connections = new Map<ConnectionState, ReadonlyMap<symbol, Leftover>>();
  readonly #prompts = new Map<symbol, string>();
  readonly #changes = new Emitter<undefined>();
  #left: Leftover[] = [];
  #syncs = 0;

  constructor(sources: StateSources) {
    this.#sources = sources;
    sources.notifications.onDidPost(({ name, from }) => {
      if (from !== 'host') return;
      if (name === SYNC_WILL_START) this.#syncs++;
      if (name === SYNC_DID_FINISH) this.#syncs = Math.max(0, this.#syncs - 1);
      this.#changes.fire(undefined);
    });
  }

  /** What hosts are connected to: lockdownd and services, one entry for each connection. */
  get connections(): string[] {
    return [...this.#connections.keys()].map(({ port }) => port);
  }

  /** Locks on files of /var/mobile/Media that are held now. */
  get locks(): readonly HeldLock[] {
    return this.#sources.locks.held();
  }

  /** Names that hosts observe or have observed. */
  get observed(): readonly string[] {
    return this.#sources.notifications.observed;
  }

  /** Services that were started but have no connection yet. */
  get waitingServices(): readonly string[] {
    return this.#sources.ports.waiting();
  }

  /** The prompt that the phone currently shows its user. */
  get prompts(): readonly string[] {
    return [...this.#prompts.values()];
  }

  /** What hosts left behind, including everything that a connected host still has to do. Empty if hosts left nothing behind. */
  leftovers(): Leftover[] {
    const connections = [...this.#connections].flatMap(([{ port }, due]): Leftover[] => [
      { kind: 'connection', text: `a connection to ${port} is still open` },
      ...due.values(),
    ]);
    const syncs = Array.from({ length: this.#syncs }, (): Leftover => ({ kind: 'sync', text: 'syncWillStart without syncDidFinish' }));
    return [
      ...this.#left,
      ...connections,
      ...syncs,
      ...this.waitingServices.map((name): Leftover => ({ kind: 'service', text: `${name} was started, but nobody connected to it` })),
      ...this.prompts.map((text): Leftover => ({ kind: 'prompt', text: `the phone still shows a prompt: ${text}` })),
    ];
  }

  /** Resolves when no host is connected anymore, or after `limitMs` of real time. */
  async settled(limitMs = SETTLE_MS): Promise<void> {
    await this.#until(() => this.#connections.size === 0, limitMs);
  }

  /** Gives hosts that are just leaving a moment. Throws `simulator-leftovers` with what they left behind. */
  async expectNothingLeft(limitMs = SETTLE_MS): Promise<void> {
    await this.settled(limitMs);
    throwUnlessEmpty(this.leftovers());
  }

  /** Waits a moment for hosts that are just leaving. Throws `simulator-leftovers` unless every lock was given back and every sync was finished. */
  async expectLockReleased(limitMs = SETTLE_MS): Promise<void> {
    const left = () => this.leftovers().filter(({ kind }) => kind === 'lock' || kind === 'sync');
    await this.#until(() => left().length === 0, limitMs);
    throwUnlessEmpty(left());
  }

  /** Returns what was left behind so far, and forgets it. What is still open stays. */
  takeLeftovers(): Leftover[] {
    const taken = this.leftovers();
    this.#left = [];
    this.#syncs = 0;
    return taken;
  }

  /** A host connects. */
  open(port: string): ConnectionState {
    const due = new Map<symbol, Leftover>();
    const connection: ConnectionState = {
      port,
      expect: (kind, text) => {
        const key = Symbol(text);
        due.set(key, { kind, text });
        return () => {
          due.delete(key);
          this.#changes.fire(undefined);
        };
      },
      end: (by) => {
        this.#connections.delete(connection);
        if (by === 'host') this.#left.push(...due.values());
        this.#changes.fire(undefined);
      },
    };
    this.#connections.set(connection, due);
    return connection;
  }

  /** The phone asks its user; the returned function takes the question away. */
  prompt(text: string): Settle {
    const key = Symbol(text);
    this.#prompts.set(key, text);
    return () => {
      this.#prompts.delete(key);
      this.#changes.fire(undefined);
    };
  }

  /** The phone is out of reach of all hosts, so it ends what they had begun. */
  outOfReach(): void {
    this.#syncs = 0;
    this.#changes.fire(undefined);
  }

  async #until(isMet: () => boolean, limitMs: number): Promise<void> {
    if (isMet()) return;
    const over = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => {
      over.resolve(undefined);
    }, limitMs);
    const subscription = this.#changes.event(() => {
      if (isMet()) over.resolve(undefined);
    });
    await over.promise;
    subscription.dispose();
    clearTimeout(timer);
  }
}

function throwUnlessEmpty(left: readonly Leftover[]): void {
  if (left.length === 0) return;
  const texts = left.map(({ text }) => text);
  throw new SimulatorError('simulator-leftovers', `left behind: ${texts.join('; ')}`, { data: { leftovers: texts.join('; ') } });
}

/** For what has no phone behind it: expects nothing of anybody. */
export const UNWATCHED: ConnectionState = { port: '', expect: () => () => undefined, end: () => undefined };
