/** What listens behind a port of a simulated device, and what it gets for each connection. */
import type { Log } from '../../base/index.ts';
import type { Connection, TlsOptions } from '../../device-protocol/index.ts';
import type { PlistValue } from '../../formats/index.ts';
import type { AttachedDevice, Attachment } from '../mux/attachments.ts';
import type { ConnectionState } from './device-state.ts';
import type { FaultLink } from '../faults/fault-link.ts';

/** One connection from a host to a port of a device. */
export interface DeviceCall<Device extends AttachedDevice> {
  readonly connection: Connection;
  /** The connection as faults see it: what a point on it is met with. */
  readonly link: FaultLink;
  readonly device: Device;
  /** What the phone expects of this connection: a host that leaves before leaves something behind. */
  readonly state: ConnectionState;
  /** The way by which the host came. */
  readonly attachment: Attachment<Device>;
  /** The paired host in whose session the service was started; undefined for lockdownd. */
  readonly hostId: string | undefined;
  /** Fires when the host has gone, the device is unplugged or the simulator stops. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Reports what no real client sends. */
  readonly violation: (text: string) => void;
  readonly trace: (from: 'host' | 'device', message: PlistValue) => void;
}

/** Serves one connection until it ends. Whoever calls it closes the connection afterwards. */
export type ServiceHandler<Device extends AttachedDevice> = (call: DeviceCall<Device>) => Promise<void>;

export interface DevicePort<Device extends AttachedDevice> {
  readonly name: string;
  /** TLS from the first byte, as services have it; lockdownd starts in plain text. */
  readonly tls?: TlsOptions;
  /** The paired host in whose session the service was started. */
  readonly hostId?: string;
  readonly serve: ServiceHandler<Device>;
}

/** Bytes between a host and the simulator, in plain text even if the connection uses TLS. */
export interface TrafficEvent {
  readonly connection: number;
  readonly channel: string;
  readonly udid: string;
  readonly from: 'host' | 'device';
  readonly bytes: Uint8Array;
}

/** One message between a host and the simulator, in plain text. It can contain private keys (pair records). */
export interface TraceEvent {
  /** Counts connections to the simulator from 1. */
  readonly connection: number;
  /** 'usbmuxd', 'lockdownd' or the name of a service. */
  readonly channel: string;
  readonly udid?: string;
  readonly from: 'host' | 'device';
  readonly message: PlistValue;
}
