/** What lockdownd's request handlers return: an answer, a refusal with lockdownd's own name, or the end of the connection. */
import type { TlsOptions } from '../../device-protocol/index.ts';
import type { PlistValue } from '../../formats/index.ts';

/** lockdownd's error names that this device uses; the spelling is the wire's. */
export type LockdownRefusal =
  | 'EscrowLocked'
  | 'FMiPProtected'
  | 'GetProhibited'
  | 'InvalidHostID'
  | 'InvalidPairRecord'
  | 'InvalidService'
  | 'InvalidSessionID'
  | 'MCChallengeRequired'
  | 'MCProtected'
  | 'MissingHostID'
  | 'MissingKey'
  | 'MissingPairRecord'
  | 'MissingService'
  | 'MissingSessionID'
  | 'MissingValue'
  | 'PairingDialogResponsePending'
  | 'PairingProhibitedOverThisConnection'
  | 'PasswordProtected'
  | 'RemoveProhibited'
  | 'ServiceLimit'
  | 'SessionActive'
  | 'SessionInactive'
  | 'SetProhibited'
  | 'UserDeniedPairing';

export type LockdownReply =
  | {
      readonly kind: 'answer';
      readonly values: Readonly<Record<string, PlistValue | undefined>>;
      /** The stream goes on in TLS right behind the answer. */
      readonly tls?: TlsOptions;
      /** What the device does once the answer is on its way. */
      readonly afterwards?: () => void;
    }
  | { readonly kind: 'refusal'; readonly error: LockdownRefusal }
  /** No real lockdownd would know what to say. */
  | { readonly kind: 'hang-up'; readonly reason: string };

export function answer(values: Readonly<Record<string, PlistValue | undefined>> = {}, tls?: TlsOptions): LockdownReply {
  return tls === undefined ? { kind: 'answer', values } : { kind: 'answer', values, tls };
}

export function refusal(error: LockdownRefusal): LockdownReply {
  return { kind: 'refusal', error };
}

export function hangUp(reason: string): LockdownReply {
  return { kind: 'hang-up', reason };
}
