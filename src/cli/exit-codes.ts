/** The exit statuses of the command line: the one table of `view`, which tasks of VS Code use too, and what each means in help and documents. */
import type { EXIT } from '../view/index.ts';

export { EXIT, EXIT_OF_ERROR, EXIT_OF_VERDICT, exitOf } from '../view/index.ts';

/** What each status means, in a few words for help and documents. */
export const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  good: 'Success',
  assertionFailed: 'An assertion failed',
  usage: 'The command line is wrong',
  noSuchDevice: 'The device is not connected',
  notTrusted: 'The device does not trust this computer, or is locked',
  phoneRefused: 'The device refused the request',
  thisComputer: 'A problem on this computer: usbmuxd, disk, permissions, or a folder in use',
  linkLost: 'The connection was lost',
  damaged: 'The backup is damaged or unreadable',
  unconfirmed: 'The backup is unconfirmed, incomplete or partial',
  cancelled: 'Canceled',
  password: 'The password is wrong, or one is needed',
  bug: 'A bug in this program',
};
