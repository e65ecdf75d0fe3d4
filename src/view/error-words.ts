/** The table of words: what happened and what to do, for every error code of every room. */
import type { BackupErrorCode } from '../backup/index.ts';
import type { BaseErrorCode } from '../base/index.ts';
import type { DeviceProtocolErrorCode } from '../device-protocol/index.ts';
import type { FormatErrorCode } from '../formats/index.ts';
import type { SimulatorErrorCode } from '../simulated-device/index.ts';
import { FREE_SPACE, RECONNECT, RESTART_DEVICE, RETRY, SET_ASIDE, TRUST, TRUST_AGAIN, VERIFY } from './common-actions.ts';
import { SIMULATOR_ERROR_WORDS } from './simulator-error-words.ts';
import type { ErrorWords } from './surface-words.ts';

export type ErrorCode = BaseErrorCode | FormatErrorCode | DeviceProtocolErrorCode | BackupErrorCode | SimulatorErrorCode;

const OTHER_COPY = 'Look for another copy of Manifest.plist from the same backup.';

export const ERROR_WORDS: Readonly<Record<ErrorCode, ErrorWords>> = {
  cancelled: { message: 'Canceled.', action: 'There is nothing more to do.' },
  internal: { message: 'Something went wrong inside iOS Backup Lab.', action: RETRY },

  'plist-malformed': { message: 'A property list is damaged.', action: VERIFY },
  'plist-limit': { message: 'A property list is larger or deeper than any real one.', action: VERIFY },
  'archive-malformed': { message: 'A keyed archive is damaged.', action: VERIFY },
  'image-malformed': { message: 'A picture is damaged.', action: VERIFY },
  'media-malformed': { message: 'A recording is damaged.', action: VERIFY },
  'mbfile-malformed': { message: 'A file record in the catalog of the backup is damaged.', action: VERIFY },
  'certificate-malformed': { message: 'The device sent a key that cannot be read.', action: RESTART_DEVICE },
  'status-malformed': { message: 'Status.plist is damaged.', action: VERIFY },
  'manifest-malformed': { message: 'Manifest.plist is damaged.', action: VERIFY },
  'mbdb-malformed': { message: 'Manifest.mbdb is damaged.', action: VERIFY },
  'keybag-malformed': {
    message: 'The keybag of the backup is damaged, so no password can open it.',
    action: {
      vscode: 'Look for another copy of Manifest.plist from the same backup. “Salvage Backup” shows what can be recovered.',
      terminal: 'Run backup-lab salvage BACKUP TARGET to see what can be recovered.',
    },
  },
  'keybag-damaged': {
    message: 'The password is right, but some keys of the backup are damaged.',
    action: {
      vscode: 'Files with the other keys can still be read. Choose “Verify Backup (Full)” to see which are lost.',
      terminal: 'Files with the other keys can still be read. Run backup-lab verify BACKUP to see which are lost.',
    },
  },
  'keybag-costly': {
    message: 'Trying a password on this backup takes {rounds} rounds of computation, far more than any real device asks for.',
    action: {
      vscode: 'Allow it only if you trust the source of the backup. It may take many minutes.',
      terminal: 'If you trust the source of the backup, add --accept-cost to try the password anyway. It may take many minutes.',
    },
  },
  'password-wrong': {
    message: 'This is not the password of the backup.',
    action: 'Try the backup password, which is not the passcode of the device. A lost password cannot be recovered.',
  },
  'key-unwrap-failed': { message: 'The key of a file is damaged.', action: VERIFY },
  'keychain-malformed': { message: 'An item of the keychain is damaged.', action: VERIFY },

  'usbmuxd-missing': {
    message: 'usbmuxd is not running at {address}. It connects this computer to iPhones and iPads.',
    action: {
      vscode:
        'On Linux, install usbmuxd and connect a device. On Windows, install Apple Devices or iTunes. Then choose “Refresh Devices”, or choose “Start Simulated Device” to go on without a phone.',
      terminal:
        'On Linux, install usbmuxd and connect a device. On Windows, install Apple Devices or iTunes. In a container or WSL, set USBMUXD_SOCKET_ADDRESS. Without a phone, run backup-lab simulate.',
    },
  },
  'usbmuxd-denied': {
    message: 'This account is not allowed to use usbmuxd at {address}.',
    action: {
      vscode: 'Ask for permission on that socket (on Linux, usually a group of usbmuxd), then choose “Refresh Devices”.',
      terminal: 'Ask for permission on that socket (on Linux, usually a group of usbmuxd), then try again.',
    },
  },
  'usbmuxd-refused': { message: 'usbmuxd refused the request.', action: 'Connect the device again, or restart usbmuxd.' },
  'not-simulated': {
    message:
      'The device {udid} is a real one. iCloud backups and what only happens on the device itself can be staged on simulated devices only.',
    action: {
      vscode: 'Choose “Start Simulated Device”. On a real device, use its own settings.',
      terminal: 'Run backup-lab simulate, and use the device that it starts. On a real device, use its own settings.',
    },
  },
  'no-such-device': {
    message: 'The device {udid} is not connected.',
    action: {
      vscode: 'Connect it with a cable and unlock it, then try again.',
      terminal: 'Connect it with a cable and unlock it, then try again. backup-lab devices lists the devices that are connected.',
    },
  },
  'not-trusted': { message: 'The device does not trust this computer.', action: TRUST },
  'trust-pending': {
    message: 'The device is asking whether to trust this computer.',
    action: 'Unlock the device, tap Trust, and enter its passcode.',
  },
  'trust-declined': { message: 'Trust was declined on the device.', action: TRUST },
  'device-locked': { message: 'The device is locked.', action: 'Unlock it with its passcode, then try again.' },
  'pair-record-invalid': { message: 'The stored pairing with this device no longer works.', action: TRUST_AGAIN },
  'pairing-prohibited': {
    message: 'The device does not allow pairing, usually because an organization manages it.',
    action: 'Ask the organization that manages the device.',
  },
  'pairing-needs-cable': {
    message: 'The device does not pair over this connection.',
    action: {
      vscode: 'Connect it with a cable, then choose “Trust This Computer”.',
      terminal: 'Connect it with a cable, then run backup-lab pair UDID.',
    },
  },
  'pairing-not-kept': {
    message: 'The pairing did not last. The device agreed, and a moment later it no longer knew this computer.',
    action: {
      vscode: 'Try another cable or port, then choose “Trust This Computer”.',
      terminal: 'Try another cable or port, then run backup-lab pair UDID.',
    },
  },
  'escrow-refused': {
    message: 'The stored pairing has no valid escrow key, and the device starts no backup without one.',
    action: {
      vscode: 'Unlock the device and try again. If that does not help, choose “Trust This Computer” to pair again.',
      terminal: 'Unlock the device and try again. If that does not help, run backup-lab pair UDID --wait 60 to pair again.',
    },
  },
  'device-silent': {
    message: 'The device has sent nothing for {seconds} seconds, so the connection was closed.',
    action: RECONNECT,
  },
  'service-unavailable': { message: 'The device does not offer the service {service}.', action: RESTART_DEVICE },
  'service-limit': { message: 'The device has too many open connections.', action: 'Close other programs that use it, then try again.' },
  'lockdown-error': { message: 'The device answered with an error: {lockdownError}', action: RESTART_DEVICE },
  'link-lost': { message: 'The connection to the device was lost.', action: RECONNECT },
  'frame-too-long': { message: 'The device announced an impossibly long message, so the connection was closed.', action: RESTART_DEVICE },
  'protocol-violation': {
    message: 'The device sent something unexpected, so the connection was closed.',
    action: RESTART_DEVICE,
  },
  'device-link-version': {
    message: 'The device uses DeviceLink {deviceVersion}, and the newest version known here is {knownVersion}.',
    action: 'Update iOS Backup Lab or the device.',
  },
  'no-common-version': {
    message: 'The device uses no version of the backup protocol that is known here.',
    action: 'Update iOS Backup Lab or the device.',
  },
  'service-silent': {
    message: 'The device opened its backup service but says nothing. It may still be closing an earlier session.',
    action: 'Wait a minute, then try again. If it happens again, restart the device.',
  },
  'device-refused': {
    message: 'The device refused: {description} (code {deviceCode})',
    action: {
      vscode: 'Unlock the device and try again. If it happens again, choose “Show Log”.',
      terminal: 'Unlock the device and try again. If it happens again, please report it.',
    },
  },
  'sync-lock-busy': {
    message: 'Another program is syncing with the device.',
    action: 'Wait until it has finished or close it, then try again.',
  },
  'tls-failed': { message: 'A secure connection to the device could not be made.', action: TRUST_AGAIN },
  'address-malformed': {
    message: '“{address}” is not a valid usbmuxd address.',
    action: 'Write it as HOST:PORT, or as UNIX: followed by the path of a socket.',
  },
  'afc-error': { message: 'The file service of the device answered with an error.', action: RETRY },

  'unsafe-path': {
    message: 'The device asked for a path outside the backup folder, so the connection was closed.',
    action: RESTART_DEVICE,
  },
  'several-backups': { message: '{path} holds several backups.', action: 'Choose one of them: {names}' },
  'not-a-backup': { message: 'There is no backup in {path}.', action: 'Choose the folder that holds Manifest.plist.' },
  'catalogue-unreadable': { message: 'Manifest.db, the catalog of the backup, cannot be read.', action: VERIFY },
  'catalogue-missing': {
    message: 'The backup has no Manifest.db.',
    action: 'Back up again. Without Manifest.db the files have no names.',
  },
  'plist-unreadable': { message: '{file} of the backup cannot be read.', action: VERIFY },
  'too-old': {
    message: 'The backup was made by a system older than iOS 5. Its format is not supported.',
    action: 'Use a newer backup, or a tool of that time.',
  },
  'restore-would-empty': {
    message: 'The backup holds nothing of {domains}, and this restore would empty them on the device.',
    action: {
      vscode: 'Choose a backup that holds them.',
      terminal:
        'Restore without --system and --remove, choose a backup that contains them, or name them with --may-empty if they may be lost.',
    },
  },
  'no-such-version': {
    message: '{path} is not a previous version of this backup.',
    action: { vscode: 'Choose one from the list.', terminal: 'Choose one that is next to the backup and named after it and its date.' },
  },
  'version-broken': {
    message: 'The previous version in {path} did not pass its check, so nothing was changed.',
    action: VERIFY,
  },
  'backup-unfinished': {
    message: 'The backup in {path} was never finished.',
    action: 'Back up again to finish it, or choose another backup.',
  },
  'backup-encrypted': {
    message: 'The backup is encrypted, and so is the list of its files.',
    action: {
      vscode: 'Choose “Unlock Backup” and enter its password.',
      terminal: 'Add --password-env NAME or --password-fd N to give its password, or run the command in a terminal to be asked.',
    },
  },
  'not-encrypted': { message: 'The backup is not encrypted.', action: 'It needs no password.' },
  'keybag-missing': {
    message: 'The keybag of the backup is missing. Without it no password can open its files.',
    action: OTHER_COPY,
  },
  'key-missing': { message: 'The backup has no usable key for this file.', action: VERIFY },
  'content-damaged': { message: 'The content of this file is damaged.', action: VERIFY },
  'json-malformed': { message: 'This file begins like JSON, but is not valid JSON.', action: 'Read it as text.' },
  'database-unreadable': {
    message: 'SQLite cannot read this database.',
    action: 'Verify the backup, or look at the file as bytes.',
  },
  'no-such-table': { message: 'The database does not have this table, column or row.', action: 'Choose one that is in the list.' },
  'query-invalid': { message: 'The query is not valid.', action: 'Correct the query and run it again.' },
  'preview-limit': {
    message: 'A preview of this file takes too much time or memory.',
    action: 'Extract the file, and open it with an app that is made for it.',
  },
  'target-exists': {
    message: '{path} already exists.',
    action: {
      vscode: 'Choose another folder, or what to do with files that are already there.',
      terminal: 'Choose another folder, or say with --on-conflict what to do with files that are already there.',
    },
  },
  'target-inside-backup': {
    message: '{path} is inside the backup, which must not change.',
    action: 'Choose a folder outside of it.',
  },
  'nothing-to-salvage': {
    message: 'Nothing can be recovered from {path}.',
    action: 'Look for another copy of Manifest.plist and Manifest.db of this backup.',
  },
  'trash-unavailable': {
    message: '{path} cannot be moved to the trash.',
    action: 'Delete the folder yourself if you are sure.',
  },
  'no-such-file': { message: 'The backup has no such file.', action: 'Check the name. Uppercase and lowercase letters differ.' },
  'payload-missing': { message: 'The content of this file is missing from the backup.', action: VERIFY },
  'disk-full': { message: 'The disk of this computer is full.', action: FREE_SPACE },
  'folder-unwritable': {
    message: 'The folder {path} is not writable.',
    action: 'Choose another folder, or change its permissions.',
  },
  'folder-denied': {
    message: 'This account is not allowed to read {path}.',
    action: 'Change the permissions of the folder, or choose another one.',
  },
  'folder-protected': {
    message: 'The system does not let programs read {path}.',
    action: {
      vscode: 'On a Mac, give Visual Studio Code Full Disk Access in System Settings, or choose another folder.',
      terminal: 'On a Mac, give your terminal Full Disk Access in System Settings, or choose another folder.',
    },
  },
  'folder-missing': { message: 'The folder {path} does not exist.', action: 'Create it, or choose another one.' },
  'file-io': {
    message: 'A file could not be read or written: {path}',
    action: 'Check the disk and the permissions of the folder.',
  },
  'backup-running': {
    message: 'Another backup into this folder is running.',
    action: 'Wait until it has finished, or cancel it.',
  },
  'password-already-set': {
    message: 'A backup password is already set on this device.',
    action: {
      vscode:
        'Choose “Change Backup Password” or “Turn Off Backup Encryption”, and enter the current password. It cannot be read from the device or from a backup.',
      terminal:
        'Use backup-lab encryption change or backup-lab encryption off, and give the current password. It cannot be read from the device or from a backup.',
    },
  },
  'password-not-set': {
    message: 'No backup password is set on this device.',
    action: {
      vscode: 'There is nothing to change or remove.',
      terminal: 'There is nothing to change or remove. To set one, run backup-lab encryption on UDID.',
    },
  },
  'password-needed': {
    message: 'This needs a backup password, and none was given.',
    action: {
      vscode: 'Enter the password, then try again.',
      terminal:
        'Add --password-env NAME or --password-fd N for the current password and --new-password-env NAME or --new-password-fd N for a new one, or run the command in a terminal to be asked.',
    },
  },
  'password-refused': {
    message: 'The device says that the backup password is wrong. Nothing was changed.',
    action:
      'Check the password. If it is lost, only Reset All Settings on the device removes it. Backups that were made with it stay locked.',
  },
  'encryption-required': {
    message: 'The organization that manages this device requires encrypted backups, so the backup password cannot be removed.',
    action: 'Change the password instead, or ask the organization.',
  },
  'backup-unverified': {
    message: 'The device reported success, but it has not finished the backup.',
    action: 'Back up again. If it happens again, restart the device.',
  },
  'previous-broken': {
    message: 'The earlier backup in {path} is broken: its Manifest.plist is empty or missing, and no device continues from there.',
    action: SET_ASIDE,
  },
  'place-blocked': {
    message: 'There is something else at {path}, where iOS Backup Lab keeps its own files.',
    action: 'Find out what it is and move it away, then try again. It was neither followed nor changed.',
  },
  'device-mismatch': { message: 'The folder holds the backup of another device.', action: 'Choose another folder.' },
  'range-invalid': { message: 'The requested part of the file does not exist.', action: RETRY },
  'too-many-rows': {
    message: '{wanted} rows are too many at once. The limit is {most}.',
    action: 'Select fewer rows, or extract everything that the list shows.',
  },
  'contract-invalid': {
    message: 'The contract “{path}” has mistakes. The first is in line {line}, column {column}.',
    action: 'Correct the contract, then try again.',
  },
  'pattern-endless': {
    message: 'The pattern in line {line}, column {column} does not come to an end: {pattern}',
    action: 'Write the pattern so that it cannot match the same text in many ways, such as (a+)+ does.',
  },
  'backup-changed': {
    message: 'The backup in {path} changed while it was read.',
    action: 'Wait until no other program writes to it, then try again.',
  },
  'app-missing': {
    message: 'The backup contains nothing of the app {app}.',
    action: {
      vscode: 'Check the bundle ID in the contract. The app may also not be installed on this device.',
      terminal: 'Check the bundle ID in the contract. Run backup-lab domains BACKUP to see the apps in the backup.',
    },
  },
  'no-check-known': {
    message: 'It is not known which files have a finding. This backup has not been verified, or has changed since.',
    action: VERIFY,
  },

  ...SIMULATOR_ERROR_WORDS,
};
