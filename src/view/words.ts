/** The table of words: for every error code of every room, what happened and what to do, in one clear sentence each. */
import type { BackupErrorCode } from '../backup/index.ts';
import type { BaseErrorCode } from '../base/index.ts';
import type { DeviceProtocolErrorCode } from '../device-protocol/index.ts';
import type { FormatErrorCode } from '../formats/index.ts';
import type { SimulatorErrorCode } from '../simulated-device/index.ts';
import { ALL_WORDS_BY_DATA, wordsByData, withSizes } from './words-by-data.ts';
import { inEnglish, valuesFor, type Translate } from './phrase.ts';
import { REFUSAL_WORDS, REFUSAL_WORDS_OF } from './refusal-words.ts';

export type ErrorCode = BaseErrorCode | FormatErrorCode | DeviceProtocolErrorCode | BackupErrorCode | SimulatorErrorCode;

export interface Words {
  /** What happened, and why if that is known. `{name}` places are filled from the error's data. */
  readonly message: string;
  /** What to do about it. */
  readonly action: string;
}

const RETRY = 'Try again; if it happens again, show the log.';
const DAMAGED = 'Verify the backup to see what is damaged.';
const SALVAGE = 'Salvage the backup to see what can still be had.';
const RECONNECT = 'Connect the device again and start over; a backup continues where it stopped.';
const LAST_GOOD_KEPT = 'The last good backup is unchanged.';
const ODD_DEVICE = 'Restart the device and try again; if it happens again, show the log.';

const WORDS: Readonly<Record<ErrorCode, Words>> = {
  cancelled: { message: 'Cancelled.', action: 'Nothing is left to do.' },
  internal: { message: 'Something went wrong inside iOS Backup Lab.', action: RETRY },

  'plist-malformed': { message: 'A property list is damaged.', action: DAMAGED },
  'plist-limit': { message: 'A property list is larger or deeper than any real one.', action: DAMAGED },
  'archive-malformed': { message: 'A file record of the catalogue is damaged.', action: DAMAGED },
  'mbfile-malformed': { message: 'A file record of the catalogue is damaged.', action: DAMAGED },
  'certificate-malformed': { message: 'The device sent a key that cannot be read.', action: ODD_DEVICE },
  'status-malformed': { message: 'Status.plist is damaged.', action: DAMAGED },
  'manifest-malformed': { message: 'Manifest.plist is damaged.', action: DAMAGED },
  'mbdb-malformed': { message: 'The catalogue of the backup (Manifest.mbdb) is damaged.', action: DAMAGED },
  'keybag-malformed': { message: 'The keybag of the backup is damaged, so no password can open it.', action: SALVAGE },
  'keybag-damaged': {
    message: 'The password is right, but some keys of the backup are damaged.',
    action: 'Files with the other keys can still be read; verify the backup to see which are lost.',
  },
  'keybag-costly': {
    message: 'Trying a password on this backup takes {rounds} rounds of computation, far more than any real device asks for.',
    action: 'Allow it only if you trust where the backup comes from; it may take many minutes.',
  },
  'password-wrong': {
    message: 'This is not the password of the backup.',
    action: 'Try the backup password, which is not the passcode of the device. Nobody can recover a lost one.',
  },
  'key-unwrap-failed': { message: 'The key of a file is damaged.', action: DAMAGED },
  'keychain-malformed': { message: 'An item of the keychain is damaged.', action: DAMAGED },

  'usbmuxd-missing': {
    message: 'No usbmuxd answers at {address}: it is what connects this computer with iPhones and iPads.',
    action:
      'Start usbmuxd (Linux) or install Apple Devices or iTunes (Windows), or set USBMUXD_SOCKET_ADDRESS in a container or WSL; then refresh, or start a simulated device.',
  },
  'usbmuxd-denied': {
    message: 'This account may not talk to usbmuxd at {address}.',
    action: 'Ask for permission on that socket (on Linux, usually a group of usbmuxd), then refresh.',
  },
  'usbmuxd-refused': { message: 'usbmuxd refused the request.', action: 'Connect the device again, or restart usbmuxd.' },
  'no-such-device': { message: 'The device {udid} is not connected.', action: 'Connect it with a cable and unlock it, then try again.' },
  'not-trusted': {
    message: 'The device does not trust this computer.',
    action: 'Choose Trust This Computer, then tap Trust on the device.',
  },
  'trust-pending': {
    message: 'The device is asking whether to trust this computer.',
    action: 'Unlock the device, tap Trust and enter its passcode.',
  },
  'trust-declined': {
    message: 'Trust was declined on the device.',
    action: 'Choose Trust This Computer again and tap Trust on the device.',
  },
  'device-locked': { message: 'The device is locked.', action: 'Unlock it with its passcode, then try again.' },
  'pair-record-invalid': {
    message: 'The stored pairing with this device no longer works.',
    action: 'Choose Trust This Computer to pair again.',
  },
  'pairing-prohibited': {
    message: 'The device forbids pairing, usually because an organisation manages it.',
    action: 'Ask whoever manages the device.',
  },
  'pairing-needs-cable': {
    message: 'The device does not pair over this connection.',
    action: 'Connect it with a cable, then choose Trust This Computer again.',
  },
  'pairing-not-kept': {
    message: 'The pairing did not last: the device agreed and a moment later did not know this computer.',
    action: 'Try another cable or port, then choose Trust This Computer again.',
  },
  'escrow-refused': {
    message: 'The stored pairing lacks a valid escrow key, without which the device starts no backup.',
    action: 'Unlock the device and try again; if that does not help, choose Trust This Computer to pair again.',
  },
  'device-silent': {
    message: 'The device has sent nothing for {seconds} seconds, so the connection was closed.',
    action: RECONNECT,
  },
  'service-unavailable': { message: 'The device does not offer the service {service}.', action: ODD_DEVICE },
  'service-limit': { message: 'The device has too many open connections.', action: 'Close other programs that use it, then try again.' },
  'lockdown-error': { message: 'The device answered with an error: {lockdownError}', action: ODD_DEVICE },
  'link-lost': { message: 'The connection to the device broke.', action: RECONNECT },
  'frame-too-long': { message: 'The device announced a message of absurd length, so the connection was closed.', action: ODD_DEVICE },
  'protocol-violation': {
    message: 'The device sent something that does not belong to the protocol, so the connection was closed.',
    action: ODD_DEVICE,
  },
  'device-link-version': {
    message: 'The device speaks DeviceLink {deviceVersion}; the newest that is known here is {knownVersion}.',
    action: 'Update iOS Backup Lab or the device.',
  },
  'no-common-version': {
    message: 'The device speaks no version of the backup protocol that is known here.',
    action: 'Update iOS Backup Lab or the device.',
  },
  'service-silent': {
    message: 'The device opened its backup service and says nothing; it may still be closing an earlier session.',
    action: 'Wait a minute, then try again; if it happens again, restart the device.',
  },
  'device-refused': {
    message: 'The device refused: {description} (code {deviceCode})',
    action: 'Unlock the device and try again; if it happens again, show the log.',
  },
  'sync-lock-busy': {
    message: 'Another program is synchronising with the device.',
    action: 'Wait until it has finished or close it, then try again.',
  },
  'tls-failed': {
    message: 'No secure connection to the device could be made.',
    action: 'Choose Trust This Computer to pair again, then try again.',
  },
  'address-malformed': {
    message: '“{address}” is no address of a usbmuxd.',
    action: 'Write HOST:PORT, or UNIX: and the path of a socket.',
  },
  'afc-error': { message: 'The file service of the device answered with an error.', action: RETRY },

  'unsafe-path': { message: 'The device asked for a path outside the backup folder, so the connection was closed.', action: ODD_DEVICE },
  'several-backups': { message: '{path} holds several backups.', action: 'Choose one of them: {names}' },
  'not-a-backup': { message: 'There is no backup in {path}.', action: 'Choose the folder that holds Manifest.plist.' },
  'catalogue-unreadable': { message: 'The catalogue of the backup (Manifest.db) cannot be read.', action: DAMAGED },
  'catalogue-missing': {
    message: 'The backup has no catalogue (Manifest.db).',
    action: 'Back up again; without its catalogue the files have no names.',
  },
  'plist-unreadable': { message: '{file} of the backup cannot be read.', action: DAMAGED },
  'too-old': {
    message: 'The backup was made by a system older than iOS 5, whose format is not read.',
    action: 'Use a newer backup, or a tool of its time.',
  },
  'restore-would-empty': {
    message: 'The backup holds nothing of {domains}, and this restore would empty them on the device.',
    action: 'Restore without system files and without removing, choose a backup that holds them, or say by name that they may be emptied.',
  },
  'backup-unfinished': {
    message: 'The backup in {path} was never finished.',
    action: 'Finish it by backing up again, or choose another one.',
  },
  'backup-encrypted': {
    message: 'The backup is encrypted, and so is the list of its files.',
    action: 'Its password is needed to read it.',
  },
  'not-encrypted': { message: 'The backup is not encrypted.', action: 'It needs no password.' },
  'keybag-missing': {
    message: 'The keybag of the backup is missing, and without it no password can open its files.',
    action: 'Look for another copy of Manifest.plist from the same backup.',
  },
  'key-missing': { message: 'The backup has no usable key for this file.', action: DAMAGED },
  'content-damaged': { message: 'The content of this file is damaged.', action: DAMAGED },
  'target-exists': { message: '{path} is already there.', action: 'Choose another folder, or what to do with files that are there.' },
  'target-inside-backup': {
    message: '{path} lies inside the backup, which must not change.',
    action: 'Choose a folder outside of it.',
  },
  'nothing-to-salvage': {
    message: 'Nothing can be had back from {path}.',
    action: 'Look for another copy of Manifest.plist and the catalogue of this backup.',
  },
  'trash-unavailable': { message: '{path} cannot be moved to the trash.', action: 'Delete the folder yourself, if you are sure.' },
  'no-such-file': { message: 'The backup has no such file.', action: 'Check the name; upper and lower case differ.' },
  'payload-missing': { message: 'The content of this file is missing from the backup.', action: DAMAGED },
  'disk-full': {
    message: 'The disk of this computer is full.',
    action: 'Free some space or choose another folder, then try again.',
  },
  'folder-unwritable': { message: 'The folder {path} cannot be written.', action: 'Choose another folder, or change its permissions.' },
  'folder-denied': { message: 'This account may not read {path}.', action: 'Change the permissions of the folder, or choose another one.' },
  'folder-protected': {
    message: 'The system keeps programs out of {path}.',
    action: 'On a Mac, give Visual Studio Code Full Disk Access in System Settings, or choose another folder.',
  },
  'folder-missing': { message: 'The folder {path} does not exist.', action: 'Create it or choose another one.' },
  'file-io': {
    message: 'A file of the backup could not be read or written: {path}',
    action: 'Check the disk and the permissions of the folder.',
  },
  'backup-running': { message: 'Another backup into this folder is running.', action: 'Wait until it has finished, or cancel it.' },
  'password-already-set': {
    message: 'A backup password is already set on this device.',
    action: 'Give the present password to change it or to remove it. Nobody can read it from the device or from a backup.',
  },
  'password-not-set': {
    message: 'No backup password is set on this device.',
    action: 'Set one to make encrypted backups; there is nothing to change or to remove.',
  },
  'password-needed': {
    message: 'This needs a backup password, and none was given.',
    action: 'Enter the password, then try again.',
  },
  'password-refused': {
    message: 'The device says that the backup password is wrong. Nothing was changed.',
    action: 'Check the password. Without it the device can only be reset in its own settings (Reset All Settings removes the password).',
  },
  'encryption-required': {
    message: 'Whoever manages this device requires encrypted backups, so the backup password cannot be removed.',
    action: 'Change the password instead, or ask the organisation that manages the device.',
  },
  'backup-unverified': {
    message: 'The device reported success, but it has not finished the backup.',
    action: 'Back up again; if it happens again, restart the device.',
  },
  'previous-broken': {
    message: 'The earlier backup in {path} is broken: its Manifest.plist is empty or missing, and no device goes on from there.',
    action: 'Set that folder aside, or choose another one; the next backup is then a full one.',
  },
  'place-blocked': {
    message: 'Something else stands at {path}, where iOS Backup Lab keeps what is its own.',
    action: 'Look what it is and move it away, then try again. It was neither followed nor changed.',
  },
  'device-mismatch': { message: 'The folder holds the backup of another device.', action: 'Choose another folder.' },
  'range-invalid': { message: 'A part of a file was asked for that does not exist.', action: RETRY },

  'simulator-address-in-use': {
    message: 'Another program already listens on {address}.',
    action: 'Choose another address, or stop that program.',
  },
  'simulator-listen-failed': {
    message: 'A simulated device cannot listen on {address}.',
    action: 'Choose an address of this computer, such as 127.0.0.1:0.',
  },
  'simulator-wifi-unavailable': {
    message: 'This computer cannot give a simulated device the address {address}, so the device cannot be on the Wi-Fi.',
    action: 'On macOS, allow it once with “sudo ifconfig lo0 alias {address}”, or let the device be connected by USB only.',
  },
  'simulator-preset-unknown': { message: 'There is no simulated device called “{preset}”.', action: 'Choose one of: {known}.' },
  'simulator-version-malformed': { message: '“{productVersion}” is no iOS version.', action: 'Write it as 17.5 or 17.5.1.' },
  'simulator-udid-malformed': {
    message: '“{udid}” is no UDID.',
    action: 'Write 40 hexadecimal digits, or 8 and 16 with a dash between them.',
  },
  'simulator-device-exists': {
    message: 'A device with the UDID {udid} is already there.',
    action: 'Choose another UDID, or stop that device.',
  },
  'simulator-fault-unknown': { message: 'There is no fault called “{id}”.', action: 'Choose one of: {known}.' },
  'simulator-fault-malformed': {
    message: 'The fault cannot be set like that: {reason}.',
    action: 'See the list of faults for its triggers and parameters.',
  },
  'simulator-leftovers': {
    message: 'Something was left behind on the device: {leftovers}.',
    action: 'Let the program that was connected give back what it took before it ends.',
  },
  'simulator-version-impossible': {
    message: '{productType} never ran iOS {productVersion}.',
    action: 'Choose a version from {first} to {last}, or a device that ran it: {presets}.',
  },
};

/**
 * The words of an error: what happened and what to do. A refusal by the device is explained by its own code.
 * `translate` receives the English template, so that it can be looked up in another language.
 */
export function wordsFor(code: ErrorCode, data: Readonly<Record<string, unknown>> = {}, translate: Translate = inEnglish): Words {
  const words = wordsByData(code, data) ?? (code === 'device-refused' ? refusalOf(data) : undefined) ?? WORDS[code];
  const values = withSizes(data);
  const message = translate(words.message, valuesFor(words.message, values));
  const action = translate(words.action, valuesFor(words.action, values));
  return {
    message,
    action: keepsLastGood(code, data) ? `${action} ${translate(LAST_GOOD_KEPT, {})}` : action,
  };
}

/** Said only where a run has found a finished backup in its folder; and not where nobody would fear for it, because nothing was begun. */
function keepsLastGood(code: ErrorCode, { hasLastGood, hasBegun }: Readonly<Record<string, unknown>>): boolean {
  return hasLastGood === true && (hasBegun === true || code === 'cancelled');
}

/** True for a code that the table knows: what crosses a worker or a bundle is text until it is checked. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(WORDS, code);
}

/** Every English template of the table, for whoever translates it. */
export function errorTemplates(): string[] {
  const special = Object.values(REFUSAL_WORDS_OF).flatMap((words) => Object.values(words ?? {}));
  const all = [...Object.values(WORDS), ...Object.values(REFUSAL_WORDS), ...special, ...ALL_WORDS_BY_DATA];
  return [LAST_GOOD_KEPT, ...all.flatMap(({ message, action }) => [message, action])];
}

/** `operation` says what the device refused; a backup where nothing is said. */
function refusalOf({ deviceCode, operation }: Readonly<Record<string, unknown>>): Words | undefined {
  if (typeof deviceCode !== 'number' && typeof deviceCode !== 'bigint') return undefined;
  const code = Math.abs(Number(deviceCode));
  return (typeof operation === 'string' ? REFUSAL_WORDS_OF[operation]?.[code] : undefined) ?? REFUSAL_WORDS[code];
}
