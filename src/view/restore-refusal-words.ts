/** What a refusal means when it ends a restore: the same numbers as for a backup (MBErrorDomain), with other causes and other advice. */
import type { Words } from './words.ts';

/** Keyed by MBErrorDomain code; a code that is not here is worded as for a backup. */
export const RESTORE_REFUSAL_WORDS: Readonly<Record<number, Words>> = {
  1: {
    message: 'The device is not ready for a restore: {description}',
    action: 'Wait until its home screen is there, then start the restore again.',
  },
  2: {
    message: 'The device could not put a file in its place, and gave the restore up: {description}',
    action: 'Start the restore again; it begins anew. If it fails at the same file, restore a backup without that file.',
  },
  102: {
    message: 'An earlier restore on the device still waits for its restart.',
    action: 'Restart the device, then start the restore again.',
  },
  103: { message: 'The device could not read the backup: {description}', action: 'Verify the backup, then try again.' },
  105: {
    message: 'The device has not enough free space for the backup: {description}',
    action: 'Free some space on the device, or restore to one with more room.',
  },
  202: { message: 'The restore was cancelled on the device.', action: 'Wait a moment, then start the restore again.' },
  203: {
    message: 'The backup was made by a newer system than the one on the device.',
    action: 'Update the device, then start the restore again.',
  },
  204: { message: 'The backup was never finished.', action: 'Restore another backup.' },
  205: {
    message: 'The device found the backup damaged or incomplete: {description}',
    action: 'Verify the backup to see what is missing; salvage what can be had of it.',
  },
  207: {
    message: 'The device says that the backup password is wrong.',
    action: 'Check the backup password, then start the restore again.',
  },
  208: {
    message: 'The device is locked, or its passcode was not entered in time.',
    action: 'Unlock the device, start the restore again and enter the passcode when it asks.',
  },
};
