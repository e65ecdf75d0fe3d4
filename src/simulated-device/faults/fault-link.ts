/** Where faults can strike: the points of a conversation, and each connection to the phone. */
import type { Connection } from '../../device-protocol/index.ts';
import type { PlaceEffect } from './fault.ts';
import type { LinkMeter } from './link-meter.ts';
import type { LinkShaper } from './link-shaper.ts';

/** One connection into a device, as faults see it. */
export interface FaultLink {
  readonly connection: Connection;
  /** Fires when the host, the cable or the simulator has gone: what ends every wait of a fault. */
  readonly signal: AbortSignal;
  readonly meter: LinkMeter;
  readonly shaper: LinkShaper;
}

/** `begin` counts and shapes what goes over the connection from then on. */
export interface OpenedLink extends FaultLink {
  begin(): void;
}

export interface FaultPoints {
  /** Whether any fault could strike there at all: what a hot path asks before it builds anything. */
  watches(point: string): boolean;
  /** @throws DeviceProtocolError 'link-lost' when the link is cut or ended; CancelledError */
  meet(point: string, argument?: string, link?: FaultLink): Promise<PlaceEffect | undefined>;
  openLink(connection: Connection, port: string, signal: AbortSignal): OpenedLink;
}
