/** Why the device refuses with a code of its own (MBErrorDomain), from logs of real devices where there are any. */
import { phrase } from './phrase.ts';
import type { RefusalCode } from './refusal-words.ts';

export const WHY_OF_REFUSAL: Readonly<Record<RefusalCode, string>> = {
  1: phrase(
    'A general code for what has no number of its own. Logs show it for a device that is still starting, for a keychain that could not be read, and for a missing iCloud account.',
  ),
  2: phrase('Several errors, or one while files were put in their place. In a log, it was a file whose name is in decomposed Unicode.'),
  3: phrase(
    'A device backs up from a snapshot of its file system. In a log, the one of an aborted run still existed (`File exists`), and it went away when the device restarted.',
  ),
  14: phrase('The device runs one backup or restore at a time. One of this or another program has likely not ended yet.'),
  25: phrase('While a device restores from iCloud, its own data is not complete, so it refuses to be backed up.'),
  102: phrase(
    'A restore is first written to `/var/.backup.i` and takes effect at a restart. In a log, the one of an earlier restore was still there.',
  ),
  103: phrase(
    'The device asks this computer for files of the earlier backup, and could not use an answer. In logs, the device was locked, or the program on the computer gave a wrong answer for a missing Status.plist.',
  ),
  104: phrase(
    'Some files could not be sent or stored. In logs, the screen locked in the middle, a file on the device was damaged, or a leftover Snapshot folder could not be removed.',
  ),
  105: phrase(
    'The device asks how much is free, and ends the run unless it is more than its files plus 128 MiB. In a restore, it is the device that lacks the space.',
  ),
  106: phrase('The device writes lists and databases to its own storage before it sends them, and there is no room for them.'),
  202: phrase('The run was canceled on the device or by a program, so nothing is broken.'),
  203: phrase(
    'A device restores only what its own system can read. It compares its version with `Product Version` and the versions in the property lists of the backup.',
  ),
  204: phrase('Status.plist is missing or empty, or says that no run into this folder was ever finished.'),
  205: phrase(
    'A property list of the backup cannot be read, or Manifest.db lists files that are not there. In logs, Manifest.plist was empty, because another program had been interrupted.',
  ),
  207: phrase(
    'The password does not open the keybag of the backup (`Invalid password`), or device management demands one and none is set.',
  ),
  208: phrase(
    'Since iOS 16.1, a device asks for its passcode before a backup. In a log, it gave up after about three minutes, or the prompt was dismissed. It also happens if the screen locks in the middle.',
  ),
  209: phrase(
    'The device keeps the keys of files that it has already backed up. One is likely missing, so that an incremental backup is impossible. No log shows this code.',
  ),
  211: phrase('A restore replaces everything on a device, so Find My protects it against that, as against erasing.'),
  212: phrase('A device refuses until its Setup Assistant has been finished once.'),
  303: phrase(
    'The plan of the iCloud account has less space left than the backup needs. The meaning of this code is assumed: no log shows it.',
  ),
  304: phrase('iCloud asked the device to try again later. The meaning of this code is assumed: no log shows it.'),
  305: phrase('iCloud did not accept the sign-in of the device. The meaning of this code is assumed: no log shows it.'),
};
