/** What a refusal by the device's backup service (`ErrorCode` of its final answer, MBErrorDomain) means and what to do. */
import { RESTORE_REFUSAL_WORDS } from './restore-refusal-words.ts';
import type { Words } from './words.ts';

const TRY_AGAIN = 'Wait a moment, then start the backup again.';

/** Where the same code means something else, by the operation that the error names. */
export const REFUSAL_WORDS_OF: Readonly<Partial<Record<string, Readonly<Record<number, Words>>>>> = {
  cloud: {
    1: {
      message: 'The device does not let iCloud Backup be switched: {description}',
      action: 'Sign in to iCloud in the settings of the device and set up iCloud Backup there, then try again.',
    },
  },
  encryption: {
    103: {
      message: 'The device could not read the backup whose password was to be changed: {description}',
      action: 'The device may have changed its password all the same. Make a full backup.',
    },
    104: {
      message: 'The device could not write the backup whose password was to be changed: {description}',
      action: 'The device may have changed its password all the same. Check the disk of this computer and make a full backup.',
    },
    205: {
      message: 'The device found the backup in this folder damaged: {description}',
      action: 'The device may have changed its password all the same. Verify the backup, and make a full one.',
    },
    208: {
      message: 'The device is locked, or its passcode was not entered in time. The backup password was not changed.',
      action: 'Unlock the device, try again and enter its passcode when it asks.',
    },
  },
  restore: RESTORE_REFUSAL_WORDS,
};

/** Keyed by MBErrorDomain code; a code that is not here is shown with the device's own description. */
export const REFUSAL_WORDS: Readonly<Record<number, Words>> = {
  3: {
    message: 'The device could not make a snapshot of its files, probably because an earlier run was cut off.',
    action: 'Restart the device, then start the backup again.',
  },
  14: { message: 'The device is busy with another backup or restore.', action: 'Wait until it has finished, then try again.' },
  25: { message: 'The device is still restoring from iCloud.', action: 'Wait until the restore has finished, then try again.' },
  103: {
    message: 'The device could not read the earlier backup in this folder: {description}',
    action: 'Verify that backup, or choose another folder for a new one.',
  },
  104: {
    message: 'The device could not send some of its files: {description}',
    action: 'Keep the device unlocked and awake, check the disk of this computer, then start the backup again.',
  },
  105: {
    message: 'There is not enough free space on this computer for the backup.',
    action: 'Free some space or choose another folder, then try again.',
  },
  106: { message: 'The device itself has no room left to prepare the backup.', action: 'Free some space on the device, then try again.' },
  202: { message: 'The backup was cancelled on the device.', action: TRY_AGAIN },
  203: {
    message: 'The backup belongs to a newer system than the one on the device.',
    action: 'Update the device, or choose another folder.',
  },
  204: { message: 'The folder holds no finished backup.', action: 'Choose another folder, or make a full backup.' },
  205: {
    message: 'The device found the earlier backup in this folder damaged: {description}',
    action: 'Verify it, or choose another folder for a new backup.',
  },
  207: {
    message: 'The backup password is wrong, or management of the device demands one that is not set.',
    action: 'Check the backup password, then try again.',
  },
  208: {
    message: 'The device is locked, or its passcode was not entered in time.',
    action: 'Unlock the device, start the backup again and enter the passcode when it asks.',
  },
  209: { message: 'The device lacks the key of a file in the earlier backup.', action: 'Make a full backup.' },
  211: { message: 'Find My is on.', action: 'Turn off Find My in the settings of the device, then try again.' },
  212: { message: 'The device has not been set up yet.', action: 'Finish its set-up, then try again.' },
};
