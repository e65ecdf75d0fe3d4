/** Shapes the bytes that a device sends: counts, segments, holds back or swallows them, and strikes at the exact byte. */
import { nextTurn } from '../../base/index.ts';
import { DeviceProtocolError, type Connection, type OutgoingShape } from '../../device-protocol/index.ts';
import type { Clock } from '../phone/clock.ts';
import type { Armed } from './armed.ts';
import type { FaultEffect } from './fault.ts';
import type { LinkMeter } from './link-meter.ts';

interface ShapedLink {
  readonly connection: Connection;
  /** Fires when the host, the cable or the simulator has gone. */
  readonly signal: AbortSignal;
  readonly meter: LinkMeter;
  readonly port: string;
  readonly clock: Clock;
  /** The faults that may strike in the middle of what is sent. */
  armed(): readonly Armed[];
  perform(effects: readonly FaultEffect[]): Promise<unknown>;
}

type Write = (bytes: Uint8Array) => Promise<void>;

/** What is held back is sent at this size at the latest. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

export class LinkShaper implements OutgoingShape {
  readonly #link: ShapedLink;
  /** Whatever the fault: it has one occasion for each connection in the middle of what is sent. */
  readonly #hadOccasion = new Set<Armed>();
  readonly #timed = new Set<Armed>();
  #segments: { readonly bytes: number; left: number } | undefined;
  #held: Uint8Array[] | undefined;
  #isSilent = false;

  constructor(link: ShapedLink) {
    this.#link = link;
  }

  /** Nothing that is sent reaches the host any more. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** From here on the device speaks to itself: what it sends goes nowhere, and what the host sends is still heard. */
  hush(): void {
    this.#isSilent = true;
  }

  segment(bytes: number, first = Infinity): void {
    this.#segments = { bytes: Math.max(1, bytes), left: first };
  }

  glue(): void {
    this.#held ??= [];
  }

  /** A fault that waits for nothing but time strikes also while nothing is sent. */
  expect(fault: Armed): void {
    const { seconds, bytes, messages } = fault.trigger.after;
    if (seconds === 0 || bytes > 0 || messages > 0 || this.#timed.has(fault)) return;
    this.#timed.add(fault);
    void this.#strikeAt(fault, seconds);
  }

  /** Writes as many bytes as come before a fault. Throws what the fault throws. */
  async send(bytes: Uint8Array, write: Write): Promise<void> {
    let rest = bytes;
    for (const fault of this.#link.armed()) {
      const before = this.#bytesBefore(fault, rest.length);
      if (before === undefined) continue;
      this.#hadOccasion.add(fault);
      await this.#pass(rest.subarray(0, before), write);
      rest = rest.subarray(before);
      await this.#strike(fault, write);
    }
    await this.#pass(rest, write);
  }

  /** How many of the next bytes still go before the fault has its occasion; undefined when it has none within them. */
  #bytesBefore(fault: Armed, available: number): number | undefined {
    const { meter } = this.#link;
    const { bytes, seconds, messages } = fault.trigger.after;
    const before = Math.max(0, bytes - meter.bytes);
    if (this.#hadOccasion.has(fault) || before > available || !meter.hasPassed({ bytes: 0, seconds, messages })) return undefined;
    return before;
  }

  async #pass(bytes: Uint8Array, write: Write): Promise<void> {
    if (this.#isSilent || bytes.length === 0) return;
    this.#link.meter.bytes += bytes.length;
    if (this.#held !== undefined) await this.#hold(bytes, write);
    else if (this.#segments !== undefined) await this.#writeSegments(bytes, write, this.#segments);
    else await write(bytes);
  }

  async #writeSegments(bytes: Uint8Array, write: Write, segments: { readonly bytes: number; left: number }): Promise<void> {
    let at = 0;
    for (; at < bytes.length && segments.left > 0; at += segments.bytes) {
      segments.left -= segments.bytes;
      await write(bytes.subarray(at, at + segments.bytes));
      // Lets the socket send this segment before it sees the next.
      await nextTurn();
    }
    if (at < bytes.length) await write(bytes.subarray(at));
  }

  /** Everything that is sent before this thread has a moment for something else goes out in one piece. */
  async #hold(bytes: Uint8Array, write: Write): Promise<void> {
    const held = this.#held ?? [];
    held.push(Buffer.from(bytes));
    if (held.length === 1) {
      setImmediate(() => {
        // The link may have gone meanwhile.
        this.release(write).catch(() => undefined);
      });
    }
    if (held.reduce((sum, { length }) => sum + length, 0) >= MAX_HELD_BYTES) await this.release(write);
  }

  async release(write: Write): Promise<void> {
    const held = this.#held?.splice(0) ?? [];
    if (held.length > 0) await write(Buffer.concat(held));
  }

  async #strike(fault: Armed, write: Write): Promise<void> {
    const effects = fault.strike('link', this.#link.port, this.#link.meter);
    if (effects === undefined) return;
    await this.release(write);
    await this.#link.connection.flush();
    await this.#link.perform(effects);
  }

  async #strikeAt(fault: Armed, seconds: number): Promise<void> {
    const { clock, connection, meter, port, signal } = this.#link;
    try {
      await clock.sleep(Math.max(0, seconds * 1000 - meter.elapsed()), signal);
      if (connection.isOver || this.#hadOccasion.has(fault)) return;
      this.#hadOccasion.add(fault);
      const effects = fault.strike('link', port, meter);
      if (effects !== undefined) await this.#link.perform(effects);
    } catch {
      // Nobody waits for this: the effect has ended the link, or it had ended before. Whoever speaks on it finds that out.
      await connection.close();
    }
  }
}

/** How a fault ends whatever was going on over the link. */
export function linkStruck(how: string): DeviceProtocolError {
  return new DeviceProtocolError('link-lost', `a fault has ${how} the link`);
}
