/** What one connection to lockdownd remembers between requests. */
import type { PhoneCall } from '../phone/phone-call.ts';
import type { PairedHost } from './paired-hosts.ts';

interface ActiveSession {
  readonly id: string;
  readonly host: PairedHost;
}

export interface LockdownSession {
  readonly call: PhoneCall;
  /** Set between StartSession and StopSession. */
  active: ActiveSession | undefined;
}
