/** The error names of lockdownd, and what they mean for the rest of the program. */
import { DeviceProtocolError, type DeviceProtocolErrorCode } from '../errors.ts';
import { shortText } from '../short-text.ts';

/** Names that are not in this table are plain `lockdown-error`s. Source of names: libimobiledevice lockdown.c. */
export const CODE_OF_LOCKDOWN_ERROR: ReadonlyMap<string, DeviceProtocolErrorCode> = new Map([
  ['PasswordProtected', 'device-locked'],
  // The escrow bag of the pair record opens nothing any more.
  ['EscrowLocked', 'escrow-refused'],
  ['PairingDialogResponsePending', 'trust-pending'],
  ['UserDeniedPairing', 'trust-declined'],
  // The device does not know this host: it was erased, or somebody reset its trust settings.
  ['InvalidHostID', 'not-trusted'],
  ['MissingHostID', 'not-trusted'],
  ['MissingPairRecord', 'not-trusted'],
  ['InvalidPairRecord', 'not-trusted'],
  // Management of the device or Find My forbids it.
  ['FMiPProtected', 'pairing-prohibited'],
  ['MCProtected', 'pairing-prohibited'],
  ['MCChallengeRequired', 'pairing-prohibited'],
  ['ServiceProhibited', 'pairing-prohibited'],
  ['PairingProhibitedOverThisConnection', 'pairing-needs-cable'],
  ['InvalidService', 'service-unavailable'],
  ['MissingService', 'service-unavailable'],
  ['ServiceLimit', 'service-limit'],
]);

/** The error for a request that lockdownd refused; `data.lockdownError` keeps its own name for the reason. */
export function lockdownError(name: string, request: string, details: Record<string, unknown> = {}): DeviceProtocolError {
  const code = isWithoutEscrowBag(name, request) ? 'escrow-refused' : (CODE_OF_LOCKDOWN_ERROR.get(name) ?? 'lockdown-error');
  const lockdownName = shortText(name);
  return new DeviceProtocolError(code, `lockdownd refused ${request}: ${lockdownName}`, {
    data: { lockdownError: lockdownName, request, ...details },
  });
}

/** What misses a value when a service is started is the escrow bag. */
function isWithoutEscrowBag(name: string, request: string): boolean {
  return name === 'MissingValue' && request === 'StartService';
}

/** The name that lockdownd gave for its refusal, if `error` is one. */
export function lockdownErrorName(error: unknown): string | undefined {
  if (!(error instanceof DeviceProtocolError)) return undefined;
  const { lockdownError: name } = error.data;
  return typeof name === 'string' ? name : undefined;
}
