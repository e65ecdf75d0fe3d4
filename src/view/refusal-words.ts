/** What a refusal by the device's backup service (`ErrorCode` of its final answer, MBErrorDomain) means and what to do. */
import { FREE_SPACE, FULL_BACKUP } from './common-actions.ts';
import { RESTORE_REFUSAL_WORDS } from './restore-refusal-words.ts';
import type { ErrorWords } from './surface-words.ts';

const MAY_HAVE_CHANGED: Omit<ErrorWords, 'message'> = {
  action: {
    vscode: 'The device may have changed its password all the same. Choose “Back Up Everything Again”.',
    terminal: 'The device may have changed its password all the same. Make a full backup: backup-lab backup UDID DIR --full.',
  },
  actions: ['back-up-full'],
};
const TURN_OFF_FIND_MY = 'Turn off Find My in the settings of the device, then try again.';

/** Where the same code means something else, by the operation that the error names. */
export const REFUSAL_WORDS_OF: Readonly<Partial<Record<string, Readonly<Record<number, ErrorWords>>>>> = {
  cloud: {
    1: {
      message: 'The device does not allow iCloud Backup to be switched: {description}',
      action: 'Sign in to iCloud in the settings of the device and set up iCloud Backup there, then try again.',
      actions: ['try-again'],
    },
  },
  staging: {
    1: { message: 'The simulated device refused what was to be staged: {description}', action: 'Check what is staged, then try again.' },
    14: {
      message: 'Another iCloud backup (staged) of this device is running.',
      action: 'Wait until it is finished, or cancel it, then try again.',
    },
    202: { message: 'The iCloud backup (staged) was canceled. The last one is unchanged.', action: 'Start it again when you want to.' },
    300: {
      message: 'The iCloud backup (staged) was not completed. The last one is unchanged: {description}',
      action: 'Stage Wi-Fi again and stay connected until the backup is finished.',
    },
    301: {
      message: 'The simulated device is not connected to Wi-Fi, so the iCloud backup (staged) did not start.',
      action: 'Stage Wi-Fi, then try again.',
    },
    303: {
      message: 'There is not enough space in iCloud (staged) for this backup. The last one is unchanged.',
      action: 'Delete an iCloud backup, leave out apps, or stage a larger plan, then try again.',
    },
  },
  encryption: {
    103: { ...MAY_HAVE_CHANGED, message: 'The device could not read the backup whose password was to be changed: {description}' },
    104: { ...MAY_HAVE_CHANGED, message: 'The device could not write the backup whose password was to be changed: {description}' },
    205: { ...MAY_HAVE_CHANGED, message: 'The device found the backup in this folder damaged: {description}' },
    208: {
      message: 'The device is locked, or its passcode was not entered in time. The backup password was not changed.',
      action: 'Unlock the device, try again, and enter its passcode when it asks.',
    },
  },
  restore: RESTORE_REFUSAL_WORDS,
};

const WORDS = {
  3: {
    message: 'The device could not make a snapshot of its files, probably because an earlier run was interrupted.',
    action: 'Restart the device, then back up again.',
  },
  14: { message: 'The device is busy with another backup or restore.', action: 'Wait until it has finished, then try again.' },
  25: { message: 'The device is still restoring from iCloud.', action: 'Wait until the restore has finished, then try again.' },
  103: { message: 'The device could not read the earlier backup in this folder: {description}', action: FULL_BACKUP },
  104: {
    message: 'The device could not send some of its files: {description}',
    action: 'Keep the device unlocked and awake, check the disk of this computer, then back up again.',
  },
  105: { message: 'There is not enough free space on this computer for the backup.', action: FREE_SPACE },
  106: { message: 'The device has no space left to prepare the backup.', action: 'Free up some space on the device, then try again.' },
  202: { message: 'The backup was canceled on the device.', action: 'Wait a moment, then back up again.' },
  203: {
    message: 'The backup was made by a newer system than the one on the device.',
    action: 'Update the device, or choose another folder.',
  },
  204: { message: 'The folder holds no finished backup.', action: 'Choose another folder.' },
  205: { message: 'The device found the earlier backup in this folder damaged: {description}', action: FULL_BACKUP },
  207: {
    message: 'The backup password is wrong, or device management requires one that is not set.',
    action: 'Check the backup password, then try again.',
  },
  208: {
    message: 'The device is locked, or its passcode was not entered in time.',
    action: 'Unlock the device, back up again, and enter the passcode when it asks.',
  },
  209: { message: 'The device does not have the key of a file in the earlier backup.', action: FULL_BACKUP },
  211: { message: 'Find My is on.', action: TURN_OFF_FIND_MY },
  212: { message: 'The device has not been set up yet.', action: 'Finish setting it up, then try again.' },
  303: {
    message: 'There is not enough space in iCloud for the backup.',
    action: 'On the device, delete backups or leave out apps in the settings of iCloud, or choose a larger plan.',
  },
  304: { message: 'At the moment, iCloud cannot take the backup.', action: 'Try again later.' },
  305: {
    message: 'The account of the device is not accepted by iCloud.',
    action: 'Sign in to iCloud again in the settings of the device.',
  },
} satisfies Readonly<Record<number, ErrorWords>>;

/** Keyed by MBErrorDomain code; a code that is not here is shown with the device's own description. */
export const REFUSAL_WORDS: Readonly<Record<number, ErrorWords>> = WORDS;

/** Every code of the device that has words, for a backup or for a restore. */
export type RefusalCode = keyof typeof WORDS | keyof typeof RESTORE_REFUSAL_WORDS;

const codes = [...Object.keys(WORDS), ...Object.keys(RESTORE_REFUSAL_WORDS)].map(Number) as RefusalCode[];

/** Each once, in order. */
export const REFUSAL_CODES: readonly RefusalCode[] = [...new Set(codes)].sort((a, b) => a - b);
