/** The exit status of every error code and verdict, for the command line and for tasks. */
import type { Verdict } from '../backup/index.ts';
import type { ErrorCode } from './error-words.ts';

export const EXIT = {
  good: 0,
  assertionFailed: 1,
  usage: 2,
  noSuchDevice: 3,
  notTrusted: 4,
  phoneRefused: 5,
  thisComputer: 6,
  linkLost: 7,
  damaged: 8,
  unconfirmed: 9,
  cancelled: 10,
  password: 11,
  bug: 70,
} as const;

type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_OF_ERROR: Record<ErrorCode, ExitStatus> = {
  cancelled: EXIT.cancelled,
  internal: EXIT.bug,
  'simulator-ended': EXIT.bug,

  'no-such-device': EXIT.noSuchDevice,

  'not-trusted': EXIT.notTrusted,
  'trust-pending': EXIT.notTrusted,
  'trust-declined': EXIT.notTrusted,
  'device-locked': EXIT.notTrusted,
  'pair-record-invalid': EXIT.notTrusted,
  'pairing-prohibited': EXIT.notTrusted,
  'pairing-needs-cable': EXIT.notTrusted,
  'pairing-not-kept': EXIT.notTrusted,
  'escrow-refused': EXIT.notTrusted,

  'device-refused': EXIT.phoneRefused,
  'not-simulated': EXIT.phoneRefused,
  'simulator-cloud-failed': EXIT.phoneRefused,
  'encryption-required': EXIT.phoneRefused,
  'lockdown-error': EXIT.phoneRefused,
  'service-unavailable': EXIT.phoneRefused,
  'service-limit': EXIT.phoneRefused,
  'sync-lock-busy': EXIT.phoneRefused,
  'afc-error': EXIT.phoneRefused,
  'device-link-version': EXIT.phoneRefused,
  'no-common-version': EXIT.phoneRefused,
  'service-silent': EXIT.phoneRefused,

  'usbmuxd-missing': EXIT.thisComputer,
  'usbmuxd-denied': EXIT.thisComputer,
  'usbmuxd-refused': EXIT.thisComputer,
  'disk-full': EXIT.thisComputer,
  'folder-unwritable': EXIT.thisComputer,
  'folder-missing': EXIT.thisComputer,
  'folder-denied': EXIT.thisComputer,
  'folder-protected': EXIT.thisComputer,
  'file-io': EXIT.thisComputer,
  'backup-running': EXIT.thisComputer,
  'place-blocked': EXIT.thisComputer,
  'target-exists': EXIT.thisComputer,
  'trash-unavailable': EXIT.thisComputer,
  'simulator-address-in-use': EXIT.thisComputer,
  'simulator-listen-failed': EXIT.thisComputer,
  'simulator-wifi-unavailable': EXIT.thisComputer,

  'link-lost': EXIT.linkLost,
  'device-silent': EXIT.linkLost,
  'frame-too-long': EXIT.linkLost,
  'protocol-violation': EXIT.linkLost,
  'unsafe-path': EXIT.linkLost,
  'tls-failed': EXIT.linkLost,

  'plist-malformed': EXIT.damaged,
  'plist-limit': EXIT.damaged,
  'archive-malformed': EXIT.damaged,
  'image-malformed': EXIT.damaged,
  'media-malformed': EXIT.damaged,
  'mbfile-malformed': EXIT.damaged,
  'certificate-malformed': EXIT.damaged,
  'status-malformed': EXIT.damaged,
  'manifest-malformed': EXIT.damaged,
  'mbdb-malformed': EXIT.damaged,
  'keybag-malformed': EXIT.damaged,
  'keybag-damaged': EXIT.damaged,
  'keybag-missing': EXIT.damaged,
  'key-unwrap-failed': EXIT.damaged,
  'key-missing': EXIT.damaged,
  'keychain-malformed': EXIT.damaged,
  'content-damaged': EXIT.damaged,
  'json-malformed': EXIT.damaged,
  'database-unreadable': EXIT.damaged,
  'no-such-table': EXIT.usage,
  'query-invalid': EXIT.usage,
  'preview-limit': EXIT.thisComputer,
  'nothing-to-salvage': EXIT.damaged,
  'not-a-backup': EXIT.damaged,
  'catalogue-unreadable': EXIT.damaged,
  'catalogue-missing': EXIT.damaged,
  'plist-unreadable': EXIT.damaged,
  'too-old': EXIT.damaged,
  'payload-missing': EXIT.damaged,

  'backup-unverified': EXIT.unconfirmed,
  'previous-broken': EXIT.damaged,
  'version-broken': EXIT.damaged,
  'backup-unfinished': EXIT.unconfirmed,

  'backup-encrypted': EXIT.password,
  'password-wrong': EXIT.password,
  'password-refused': EXIT.password,
  'password-needed': EXIT.password,
  'password-already-set': EXIT.password,

  'no-such-file': EXIT.usage,
  'no-such-version': EXIT.usage,
  'several-backups': EXIT.usage,
  'address-malformed': EXIT.usage,
  'device-mismatch': EXIT.usage,
  'range-invalid': EXIT.usage,
  'too-many-rows': EXIT.usage,
  'no-check-known': EXIT.usage,
  'not-encrypted': EXIT.usage,
  'password-not-set': EXIT.usage,
  'keybag-costly': EXIT.usage,
  'restore-would-empty': EXIT.usage,
  'target-inside-backup': EXIT.usage,
  'simulator-preset-unknown': EXIT.usage,
  'simulator-version-malformed': EXIT.usage,
  'simulator-udid-malformed': EXIT.usage,
  'simulator-device-exists': EXIT.usage,
  'simulator-fault-unknown': EXIT.usage,
  'simulator-fault-malformed': EXIT.usage,
  'simulator-leftovers': EXIT.assertionFailed,
  'simulator-version-impossible': EXIT.usage,
  'simulator-device-missing': EXIT.usage,
};

/** Refusals of the backup service (MBErrorDomain) that a password or a passcode would solve have a status of their own. */
const EXIT_OF_REFUSAL: Readonly<Partial<Record<number, ExitStatus>>> = { 207: EXIT.password, 208: EXIT.notTrusted };

/** `data` is that of the error. */
export function exitOf(code: ErrorCode, { deviceCode }: Readonly<Record<string, unknown>>): ExitStatus {
  return (code === 'device-refused' ? EXIT_OF_REFUSAL[Number(deviceCode)] : undefined) ?? EXIT_OF_ERROR[code];
}

export const EXIT_OF_VERDICT: Record<Verdict, ExitStatus> = {
  good: EXIT.good,
  'good-with-known-gaps': EXIT.good,
  partial: EXIT.unconfirmed,
  unconfirmed: EXIT.unconfirmed,
  incomplete: EXIT.unconfirmed,
  damaged: EXIT.damaged,
  unreadable: EXIT.damaged,
};
