/** What one connection to lockdownd remembers between requests. */
import type { DeviceCall } from '../phone/device-port.ts';
import type { PairedHost } from './paired-hosts.ts';

export interface ActiveSession {
  readonly id: string;
  readonly host: PairedHost;
}

export interface LockdownSession {
  readonly call: DeviceCall;
  /** Set between StartSession and StopSession. */
  active: ActiveSession | undefined;
}
