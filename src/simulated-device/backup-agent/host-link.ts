/** The agent's end of a DeviceLink: messages out, messages of the host in, strict about both. */
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
import { SessionEnded } from './mobile-backup-error.ts';

export type HostStatus = Extract<HostMessage, { kind: 'status' }>;

export interface HostLinkOptions {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly violation: (text: string) => void;
  readonly trace?: ((from: 'host' | 'device', message: PlistValue) => void) | undefined;
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
  #version = 0;

  constructor({ connection, signal, violation, trace }: HostLinkOptions) {
    this.connection = connection;
    this.signal = signal;
    this.violation = violation;
    this.#trace = trace ?? (() => undefined);
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
    const answer = await this.receive();
    const isAccepted =
      answer.kind === 'versions-ok' || (answer.kind === 'version-refused' && answer.answer === 'DLErrorAcceptingDeviceLinkGreater');
    if (!isAccepted) throw this.#end(`the host answered the version exchange with ${nameOf(answer)}`);
    this.#version = Math.min(own, answer.major ?? 0);
    await this.send({ kind: 'device-ready' });
  }

  async send(message: DeviceMessage): Promise<void> {
    const items = encodeDeviceMessage(message);
    const [name] = items;
    if (this.#version < ITEMS_VERSION && typeof name === 'string') items[0] = OLD_SPELLINGS[name] ?? name;
    this.#trace('device', items);
    await this.connection.write(encodePlistFrame(items, 'binary'));
  }

  /** The host's next message. Throws SessionEnded when the host has closed the link. */
  async receive(): Promise<HostMessage> {
    if (await this.connection.atEnd(this.signal)) throw new SessionEnded('the host closed the connection');
    const value = await readPlistFrame(this.connection, { maxLength: MAX_FRAME_BYTES, signal: this.signal });
    this.#trace('host', value);
    const message = decodeHostMessage(value);
    // Exists in Apple's code; an agent ignores it.
    return message.kind === 'unknown' && message.name === 'DLMessagePing' ? await this.receive() : message;
  }

  /** The host's answer to a command. A malformed one counts as failure −1, as on a real device, and as a violation. */
  async status(): Promise<HostStatus> {
    try {
      const message = await this.receive();
      if (message.kind === 'status') return message;
      if (message.kind === 'disconnect') throw new SessionEnded('the host left in the middle of an operation');
      throw this.#end(`expected a status response, the host sent ${nameOf(message)}`);
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

function nameOf(message: HostMessage): string {
  return message.kind === 'unknown' ? message.name : message.kind;
}
