/** Words for what goes wrong on the way to a device and in its trust, where the data of an error tells more than its code. */
import type { WordsByData } from './words-by-data.ts';

const CONTINUES = 'Connect the device again and start over; the backup continues where it stopped.';
const SHOW_LOG = 'Restart the device and try again; if it happens again, show the log.';
const RESTORE_ANEW = 'Connect the device again and start the restore again; it begins anew. The backup is unchanged.';
const MAY_HAVE_CHANGED =
  'Connect the device again. It may have changed its password all the same: try again, and if the old one is then refused, the new one is set.';
const SILENT = 'The device has sent nothing for {seconds} seconds, so the connection was closed.';
/** usbmuxd's number for a port on which nobody listens. */
const MUX_REFUSED = 3;

/** The device has been asked for it. */
function isChangingPassword({ operation, phase }: Readonly<Record<string, unknown>>): boolean {
  return operation === 'encryption' && phase !== 'connecting';
}

export const LINK_WORDS: readonly WordsByData[] = [
  {
    code: 'cancelled',
    applies: ({ onDevice }) => onDevice === true,
    words: { message: 'Cancelled on the device.', action: 'Start again when the device is free.' },
  },
  {
    code: 'cancelled',
    applies: ({ operation, hasChanged }) => operation === 'encryption' && hasChanged === true,
    words: {
      message: 'Cancelled, but the device had already done what was asked with its backup password.',
      action: 'The backup in the folder may still open with the old password; the next one is as the device is set now.',
    },
  },
  {
    code: 'not-trusted',
    applies: ({ lockdownError }) => lockdownError === 'InvalidHostID',
    words: {
      message: 'The device no longer knows this computer: it was erased, or its trust settings were reset.',
      action: 'Choose Trust This Computer to pair again.',
    },
  },
  {
    code: 'pairing-prohibited',
    applies: ({ lockdownError }) => lockdownError === 'FMiPProtected',
    words: {
      message: 'The device is guarded by Find My and forbids this.',
      action: 'Turn off Find My in the settings of the device, then try again.',
    },
  },
  {
    code: 'service-unavailable',
    applies: ({ muxResult }) => muxResult === MUX_REFUSED,
    words: { message: 'The device refused a connection to its port {port}.', action: SHOW_LOG },
  },
  {
    code: 'service-unavailable',
    applies: ({ service }) => service === 'com.apple.mobilebackup2',
    words: {
      message: 'The device does not offer its backup service.',
      action: 'Finish setting up and activating the device; if that is done, restart it, then try again.',
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
    words: { message: 'The connection to the device broke during the restore.', action: RESTORE_ANEW },
  },
  {
    code: 'device-silent',
    applies: ({ operation }) => operation === 'restore',
    words: { message: SILENT, action: RESTORE_ANEW },
  },
  {
    code: 'link-lost',
    applies: isChangingPassword,
    words: { message: 'The connection to the device broke while its backup password was being changed.', action: MAY_HAVE_CHANGED },
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
    words: { message: 'The device was disconnected.', action: CONTINUES },
  },
  {
    code: 'link-lost',
    applies: ({ percent, file }) => typeof percent === 'number' && percent > 0 && typeof file === 'string' && file !== '',
    words: { message: 'The connection to the device broke at {percent} %, at the file {file}.', action: CONTINUES },
  },
  {
    code: 'frame-too-long',
    applies: ({ bytes }) => typeof bytes === 'string',
    words: {
      message: 'The device announced a message of {length} bytes, which is absurd, so the connection was closed. It began with {bytes}.',
      action: SHOW_LOG,
    },
  },
  {
    code: 'protocol-violation',
    applies: ({ bytes }) => typeof bytes === 'string',
    words: {
      message: 'The device sent something that does not belong to the protocol, so the connection was closed. It began with {bytes}.',
      action: SHOW_LOG,
    },
  },
];
