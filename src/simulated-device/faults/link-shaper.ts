/** What happens to the bytes of a device on their way out: counted, cut into segments, and struck to the byte. */
import { DeviceProtocolError, type Connection, type OutgoingShape } from '../../device-protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Armed } from './arm-fault.ts';
import type { LinkEffect } from './fault.ts';
import type { LinkMeter } from './link-meter.ts';

export interface ShapedLink {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly meter: LinkMeter;
  readonly port: string;
  readonly clock: Clock;
  /** The faults that may strike in the middle of what is sent. */
  armed(): readonly Armed[];
  perform(effect: LinkEffect): Promise<void>;
}

export class LinkShaper implements OutgoingShape {
  readonly #link: ShapedLink;
  /** Bytes of one segment; undefined = as they come. */
  segmentBytes: number | undefined;
  #isSilent = false;

  constructor(link: ShapedLink) {
    this.#link = link;
    for (const fault of link.armed()) {
      const { seconds = 0, bytes = 0, messages = 0 } = fault.trigger.after;
      if (seconds > 0 && bytes === 0 && messages === 0) void this.#strikeLater(fault, seconds);
    }
  }

  /** Writes as many bytes as come before a fault. Throws what the fault throws. */
  async send(bytes: Uint8Array, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    if (this.#isSilent) await this.hush();
    const { meter } = this.#link;
    let rest = bytes;
    for (const fault of this.#link.armed()) {
      const { bytes: limit = 0, messages = 0 } = fault.trigger.after;
      if (messages === 0 && (limit < meter.bytes || limit > meter.bytes + rest.length)) continue;
      const before = rest.subarray(0, Math.max(0, limit - meter.bytes));
      await this.#write(before, write);
      rest = rest.subarray(before.length);
      await this.#strike(fault);
    }
    await this.#write(rest, write);
  }

  /** Says nothing more, and hears the host out until it leaves. Throws 'link-lost', 'cancelled'. */
  async hush(): Promise<void> {
    this.#isSilent = true;
    const { connection, signal } = this.#link;
    while ((await connection.read(signal)) !== undefined);
    throw linkStruck('silenced');
  }

  async #write(bytes: Uint8Array, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    this.#link.meter.bytes += bytes.length;
    if (this.segmentBytes === undefined) {
      if (bytes.length > 0) await write(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += this.segmentBytes) {
      await write(bytes.subarray(at, at + this.segmentBytes));
      // Lets the socket send this segment before it sees the next.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #strike(fault: Armed): Promise<void> {
    const effect = fault.strike('link', this.#link.port, this.#link.meter);
    if (effect !== undefined) await this.#link.perform(effect as LinkEffect);
  }

  /** Silence and cuts by time strike while nothing is sent as well. */
  async #strikeLater(fault: Armed, seconds: number): Promise<void> {
    try {
      await this.#link.clock.sleep(seconds * 1000, this.#link.signal);
      const { connection, port, meter } = this.#link;
      const effect = connection.isOver ? undefined : fault.strike('link', port, meter);
      // Somebody else is reading: the next thing that is to be said finds the link silent.
      if (effect?.kind === 'silence') this.#isSilent = true;
      else if (effect?.kind === 'end') await connection.close();
      else if (effect !== undefined) await this.#link.perform(effect as LinkEffect);
    } catch {
      // The link has gone, by this fault or before it.
    }
  }
}

/** How a fault ends whatever was going on over the link. */
export function linkStruck(how: string): DeviceProtocolError {
  return new DeviceProtocolError('link-lost', `a fault has ${how} the link`);
}
