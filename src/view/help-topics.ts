/** Pages of help that are about no code: what people ask when a computer cannot help them, and what a device could not read. */
import { phrase } from './phrase.ts';

interface HelpTopic {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly links?: readonly string[];
}

const APPLE_PASSCODE = 'https://support.apple.com/118430';
const APPLE_ENCRYPTED = 'https://support.apple.com/108353';
const APPLE_BACKUP = 'https://support.apple.com/118426';

export const HELP_TOPICS: Readonly<Record<string, HelpTopic>> = {
  'forgotten-passcode': {
    title: phrase('The passcode of the device is forgotten'),
    paragraphs: [
      phrase(
        'No computer can get past a passcode. Without it, a device neither trusts a computer nor starts a backup, and no program can read, change or remove it.',
      ),
      phrase(
        'Apple explains how to erase the device and set a new passcode. Erasing removes everything on it. A backup that you made earlier can be restored afterwards.',
      ),
      phrase(
        'The passcode is not the backup password. An encrypted backup opens with the backup password, also if the passcode is forgotten.',
      ),
    ],
    links: [APPLE_PASSCODE],
  },
  'lost-backup-password': {
    title: phrase('The backup password is lost'),
    paragraphs: [
      phrase(
        'There is no way to recover a backup password. It is stored neither on the device nor in the backup, and Apple does not know it. Backups made with it stay locked.',
      ),
      phrase(
        'New backups can have a new password: On the device, open Settings, General, Transfer or Reset, Reset, and choose Reset All Settings. This keeps your data, but resets settings such as the Home Screen layout and the wallpaper, and removes the backup password. Then turn on backup encryption again.',
      ),
      phrase('Keep the old backups if you may still remember the password. “Verify Password” tries it at any time.'),
    ],
    links: [APPLE_ENCRYPTED],
  },
  'encrypted-backups': {
    title: phrase('What an encrypted backup contains'),
    paragraphs: [
      phrase(
        'Only encrypted backups contain Health and activity data of the device and of an Apple Watch, saved passwords, Wi-Fi passwords, call history, and website history.',
      ),
      phrase(
        'If you lose the password, there is no way to recover it, and no way to read or restore the backups made with it. Write it down.',
      ),
      phrase(
        'Without a password, anyone who has the folder can read the backup. If you need none of what is left out, that is a choice that you can make.',
      ),
      phrase(
        'An organization that manages the device can require encrypted backups. Then the password can be changed, but not removed, and a backup without one is refused.',
      ),
    ],
    links: [APPLE_ENCRYPTED],
  },
  'device-file-error': {
    title: phrase('The device could not read a file'),
    paragraphs: [
      phrase('The device reported that it could not read one of its own files. That file is not in the backup. All others are.'),
      phrase('Restart the device, keep it unlocked, and back up again. If the same file fails, open or remove it on the device.'),
    ],
  },
  'no-device': {
    title: phrase('The device does not appear'),
    paragraphs: [
      phrase(
        'Connect the device with a cable that carries data, unlock it, and try another port. Then tap Trust on the device and enter its passcode.',
      ),
      phrase(
        '“Why Don’t I See My Device?” checks what has to be there on this computer and says what to do. Its report contains no device names and can be passed on.',
      ),
      phrase(
        'An extension that runs in WSL, in a container or over SSH sees the devices of that place, not those of the computer in front of you.',
      ),
    ],
    links: [APPLE_BACKUP],
  },
};
