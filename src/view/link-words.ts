/** Words for what goes wrong on the way to a device and in its trust, where the data of an error says more than its code. */
import { RECONNECT, RESTART_DEVICE, TRUST_AGAIN } from './common-actions.ts';
import type { WordsByData } from './surface-words.ts';

const RESTORE_AGAIN = 'Connect the device again and restore again from the beginning. The backup is unchanged.';
const MAY_HAVE_CHANGED =
  'Connect the device again. It may have changed its password all the same. Try again: if the old password is then refused, the new one is set.';
const SILENT = 'The device has sent nothing for {seconds} seconds, so the connection was closed.';
/** usbmuxd's number for a port on which nobody listens. */
const MUX_REFUSED = 3;

/** The device has been asked for it. */
function isChangingPassword({ operation, phase }: Readonly<Record<string, unknown>>): boolean {
  return operation === 'encryption' && phase !== 'connecting';
}

/** What another program of this account said of its work with the device. */
function busyWith(kind: string, message: string): WordsByData {
  return {
    code: 'sync-lock-busy',
    applies: ({ work, pid }) => work === kind && typeof pid === 'number',
    words: { message, action: 'Wait until it has finished, or cancel it there.' },
  };
}

export const LINK_WORDS: readonly WordsByData[] = [
  busyWith('backup', 'Another program (process {pid} of this computer) is backing up the device.'),
  busyWith('restore', 'Another program (process {pid} of this computer) is restoring the device.'),
  busyWith('encryption', 'Another program (process {pid} of this computer) is changing the backup password of the device.'),
  busyWith('trust', 'Another program (process {pid} of this computer) is waiting until the device trusts this computer.'),
  {
    code: 'cancelled',
    applies: ({ onDevice }) => onDevice === true,
    words: { message: 'Canceled on the device.', action: 'Start again when you are ready.' },
  },
  {
    code: 'cancelled',
    applies: ({ operation, hasChanged }) => operation === 'encryption' && hasChanged === true,
    words: {
      message: 'Canceled, but the device had already changed its backup password.',
      action: 'The backup in the folder may still open with the old password. The next backup follows the new setting.',
    },
  },
  {
    code: 'not-trusted',
    applies: ({ lockdownError }) => lockdownError === 'InvalidHostID',
    words: {
      message: 'The device no longer knows this computer. It was erased, or its trust settings were reset.',
      action: TRUST_AGAIN,
    },
  },
  {
    code: 'pairing-prohibited',
    applies: ({ lockdownError }) => lockdownError === 'FMiPProtected',
    words: {
      message: 'Find My protects the device and does not allow this.',
      action: 'Turn off Find My in the settings of the device, then try again.',
    },
  },
  {
    code: 'service-unavailable',
    applies: ({ muxResult }) => muxResult === MUX_REFUSED,
    words: { message: 'The device refused a connection to its port {port}.', action: RESTART_DEVICE },
  },
  {
    code: 'service-unavailable',
    applies: ({ service }) => service === 'com.apple.mobilebackup2',
    words: {
      message: 'The device does not offer its backup service.',
      action: 'Finish setting up and activating the device. If that is done, restart it, then try again.',
    },
  },
  {
    code: 'usbmuxd-refused',
    applies: ({ muxResult }) => typeof muxResult === 'number',
    words: {
      message: 'usbmuxd refused the request (result {muxResult}).',
      action: 'Connect the device again, or restart or update usbmuxd.',
    },
  },
  {
    code: 'link-lost',
    applies: ({ operation }) => operation === 'restore',
    words: { message: 'The connection to the device was lost during the restore.', action: RESTORE_AGAIN },
  },
  {
    code: 'device-silent',
    applies: ({ operation }) => operation === 'restore',
    words: { message: SILENT, action: RESTORE_AGAIN },
  },
  {
    code: 'link-lost',
    applies: isChangingPassword,
    words: { message: 'The connection to the device was lost while its backup password was being changed.', action: MAY_HAVE_CHANGED },
  },
  {
    code: 'device-silent',
    applies: isChangingPassword,
    words: { message: SILENT, action: MAY_HAVE_CHANGED },
  },
  {
    code: 'device-silent',
    applies: ({ seconds }) => seconds === undefined,
    words: { message: 'The device does not answer.', action: 'Unlock the device, connect it again, then try again.' },
  },
  {
    code: 'link-lost',
    applies: ({ unplugged }) => unplugged === true,
    words: { message: 'The device was disconnected.', action: RECONNECT },
  },
  {
    code: 'link-lost',
    applies: ({ percent, file }) => typeof percent === 'number' && percent > 0 && typeof file === 'string' && file !== '',
    words: { message: 'The connection to the device was lost at {percent}%, at the file {file}.', action: RECONNECT },
  },
  {
    code: 'frame-too-long',
    applies: ({ bytes }) => typeof bytes === 'string',
    words: {
      message:
        'The device announced a message of {length} bytes, which is impossible, so the connection was closed. It began with {bytes}.',
      action: RESTART_DEVICE,
    },
  },
  {
    code: 'protocol-violation',
    applies: ({ bytes }) => typeof bytes === 'string',
    words: {
      message: 'The device sent something unexpected, so the connection was closed. It began with {bytes}.',
      action: RESTART_DEVICE,
    },
  },
];
