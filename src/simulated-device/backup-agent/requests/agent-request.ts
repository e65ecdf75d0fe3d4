/** What every request handler of the backup agent receives and may answer. */
import type { BackupRequest, BackupRequestName, BackupResponse } from '../../../device-protocol/index.ts';
import type { IosBehaviour } from '../../ios-versions.ts';
import type { AgentDevice } from '../agent-device.ts';
import type { HostLink } from '../host-link.ts';

export interface AgentCall {
  readonly link: HostLink;
  readonly device: AgentDevice;
  readonly behaviour: IosBehaviour;
}

export type RequestNamed<Name extends BackupRequestName> = Extract<BackupRequest, { readonly name: Name }>;

export interface RequestOutcome {
  readonly response: BackupResponse;
  /** What the phone does only after the host has its answer. */
  readonly afterwards?: () => void;
}

/** Throws MobileBackupError: the answer to the host; SessionEnded: the link ends without an answer. */
export type RequestHandler<Name extends BackupRequestName> = (call: AgentCall, request: RequestNamed<Name>) => Promise<RequestOutcome>;
