/** The agent's end of DeviceLink: sends messages and receives those of the host, strict about both. */
import {
  DeviceLinkStatus,
  DeviceProtocolError,
  decodeHostMessage,
  encodeDeviceMessage,
  encodePlistFrame,
  readPlistFrame,
  type Connection,
  type DeviceMessage,
  type HostMessage,
} from '../../device-protocol/index.ts';
import type { PlistValue } from '../../formats/index.ts';
import type { ConnectionState } from '../phone/device-state.ts';
import type { PlaceEffect } from '../faults/fault.ts';
import type { LinkMeter } from '../faults/link-meter.ts';
import { pointOfMessage } from '../faults/points.ts';
import { SessionEnded } from './mobile-backup-error.ts';

export type HostStatus = Extract<HostMessage, { kind: 'status' }>;

interface HostLinkOptions {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly violation: (text: string) => void;
  readonly trace?: ((from: 'host' | 'device', message: PlistValue) => void) | undefined;
  readonly faults?: LinkFaults | undefined;
  readonly state: Pick<ConnectionState, 'expect'>;
}

/** Where faults come in: see `faults/points.ts`. */
interface LinkFaults {
  meet(point: string, argument: string): Promise<PlaceEffect | undefined>;
  watches(point: string): boolean;
  readonly meter: LinkMeter | undefined;
}

/** Below this version the device speaks of files where it later speaks of items. */
const ITEMS_VERSION = 200;
const OLD_SPELLINGS: Readonly<Record<string, string>> = {
  DLMessageMoveItems: 'DLMessageMoveFiles',
  DLMessageRemoveItems: 'DLMessageRemoveFiles',
};
/** Far above the listing of a directory with tens of thousands of files. */
const MAX_FRAME_BYTES = 32 * 1024 * 1024;

export class HostLink {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly violation: (text: string) => void;
  readonly #trace: (from: 'host' | 'device', message: PlistValue) => void;
  readonly #faults: LinkFaults | undefined;
  readonly #state: Pick<ConnectionState, 'expect'>;
  #version = 0;
  /** Name of the last command, for what the host still owes. */
  #said = '';

  constructor({ connection, signal, violation, trace, faults, state }: HostLinkOptions) {
    this.connection = connection;
    this.signal = signal;
    this.violation = violation;
    this.#trace = trace ?? (() => undefined);
    this.#faults = faults;
    this.#state = state;
  }

  /** The negotiated DeviceLink version; it switches features on. */
  get version(): number {
    return this.#version;
  }

  /**
   * Announces `own` and takes the host's answer. The smaller of the two numbers holds; a host that names none has 0.
   * Any second item but DLVersionsOk refuses the link, with one exception that a device only logs.
   */
  async exchangeVersions(own: number): Promise<void> {
    await this.send({ kind: 'version-exchange', major: own, minor: 0 });
    // A host that does not know this version has no polite way to say so.
    const answer = await this.receive();
    // What a host does that knows no such version.
    if (answer.kind === 'disconnect') throw new SessionEnded('the host left instead of agreeing on a version');
    const isAccepted =
      answer.kind === 'versions-ok' || (answer.kind === 'version-refused' && answer.answer === 'DLErrorAcceptingDeviceLinkGreater');
    if (!isAccepted) throw this.#end(`the host answered the version exchange with ${nameOf(answer)}`);
    this.#version = Math.min(own, answer.major ?? 0);
    await this.send({ kind: 'device-ready' });
  }

  /** A point of the conversation where a fault may strike. Throws 'link-lost' when it takes the link. */
  async meet(point: string, argument = ''): Promise<PlaceEffect | undefined> {
    return await this.#faults?.meet(point, argument);
  }

  /** Whether `meet` at that point could do anything. */
  watches(point: string): boolean {
    return this.#faults?.watches(point) ?? false;
  }

  async send(message: DeviceMessage): Promise<void> {
    const items = this.#spelled(message);
    const [name] = items;
    const effect = typeof name === 'string' ? await this.meet(pointOfMessage(name), subjectOf(message)) : undefined;
    if (effect?.kind === 'skip') return;
    if (effect?.kind === 'answer') throw effect.error;
    if (effect?.kind === 'raw') return this.connection.write(effect.bytes);
    if (effect?.kind === 'message') return this.#say(effect.items);
    if (effect?.kind === 'progress' && 'progress' in message) return this.#say(this.#spelled({ ...message, progress: effect.percent }));
    if (effect?.kind === 'aside') {
      await this.#say(effect.items);
      await this.status();
    }
    await this.#say(items);
  }

  /** As this version of DeviceLink spells it. */
  #spelled(message: DeviceMessage): PlistValue[] {
    const [name, ...rest] = encodeDeviceMessage(message);
    if (typeof name !== 'string') return rest;
    return [this.#version < ITEMS_VERSION ? (OLD_SPELLINGS[name] ?? name) : name, ...rest];
  }

  async #say(items: readonly PlistValue[]): Promise<void> {
    this.#said = typeof items[0] === 'string' ? items[0] : '';
    this.#trace('device', [...items]);
    await this.connection.write(encodePlistFrame([...items], 'binary'));
    if (this.#faults?.meter) this.#faults.meter.messages++;
  }

  /** The host's next message; `due` says what must come. Throws SessionEnded when the host has closed the link. */
  async receive(due?: string): Promise<HostMessage> {
    const settle = due === undefined ? undefined : this.#state.expect('answer', `${due} did not arrive`);
    const message = await this.#receive();
    settle?.();
    return message;
  }

  async #receive(): Promise<HostMessage> {
    if (await this.connection.atEnd(this.signal)) throw new SessionEnded('the host closed the connection');
    const value = await readPlistFrame(this.connection, { maxLength: MAX_FRAME_BYTES, signal: this.signal });
    this.#trace('host', value);
    const message = decodeHostMessage(value);
    // Exists in Apple's code; an agent ignores it.
    return message.kind === 'unknown' && message.name === 'DLMessagePing' ? await this.#receive() : message;
  }

  /** The host's answer to a command. A malformed one counts as failure −1, as on a real device, and as a violation. */
  async status(): Promise<HostStatus> {
    try {
      const message = await this.receive(`the status of ${this.#said}`);
      if (message.kind === 'status') return message;
      if (message.kind === 'disconnect') throw new SessionEnded('the host left in the middle of an operation');
      throw this.#end(`expected a status response, but the host sent ${nameOf(message)}`);
    } catch (error) {
      if (!(error instanceof DeviceProtocolError) || error.code !== 'protocol-violation' || this.connection.isOver) throw error;
      this.violation(`malformed status response: ${error.message}`);
      return { kind: 'status', code: DeviceLinkStatus.failed, text: error.message };
    }
  }

  async command(message: DeviceMessage): Promise<HostStatus> {
    await this.send(message);
    return await this.status();
  }

  #end(reason: string): SessionEnded {
    this.violation(reason);
    return new SessionEnded(reason);
  }
}

/** The first path that a command is about. */
function subjectOf(message: DeviceMessage): string {
  if ('path' in message) return message.path;
  if ('paths' in message) return message.paths[0] ?? '';
  if ('moves' in message) return message.moves[0]?.[0] ?? '';
  return 'from' in message ? message.from : '';
}

function nameOf(message: HostMessage): string {
  return message.kind === 'unknown' ? message.name : message.kind;
}
