/** What a refusal means when it ends a restore: the same numbers as for a backup (MBErrorDomain), with other causes and other advice. */
import { VERIFY } from './common-actions.ts';
import type { ErrorWords } from './surface-words.ts';

/** Keyed by MBErrorDomain code; a code that is not here is worded as for a backup. */
export const RESTORE_REFUSAL_WORDS = {
  1: {
    message: 'The device is not ready for a restore: {description}',
    action: 'Wait until it shows its Home Screen, then restore again.',
  },
  2: {
    message: 'The device could not put a file in its place and stopped the restore: {description}',
    action: 'Restore again from the beginning. If it fails at the same file, restore a backup without that file.',
  },
  102: {
    message: 'An earlier restore on the device is still waiting for a restart.',
    action: 'Restart the device, then restore again.',
  },
  103: { message: 'The device could not read the backup: {description}', action: VERIFY, actions: ['verify-full'] },
  105: {
    message: 'The device does not have enough free space for the backup: {description}',
    action: 'Free up some space on the device, or restore to a device with more space.',
    actions: ['try-again'],
  },
  202: { message: 'The restore was canceled on the device.', action: 'Wait a moment, then restore again.' },
  203: {
    message: 'The backup was made by a newer system than the one on the device.',
    action: 'Update the device, then restore again.',
    actions: ['try-again'],
  },
  204: { message: 'The backup was never finished.', action: 'Restore another backup.', actions: [] },
  205: { message: 'The device found the backup damaged or incomplete: {description}', action: VERIFY, actions: ['verify-full'] },
  207: { message: 'The device says that the backup password is wrong.', action: 'Check the backup password, then restore again.' },
  208: {
    message: 'The device is locked, or its passcode was not entered in time.',
    action: 'Unlock the device, restore again, and enter the passcode when it asks.',
  },
} satisfies Readonly<Record<number, ErrorWords>>;
