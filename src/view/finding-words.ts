/** What each finding of a verification means, and what to do about it. */
import type { FindingCode } from '../backup/index.ts';
import { FINDING_ACTIONS } from './actions-by-code.ts';
import type { ActionId } from './actions.ts';
import { phrase } from './phrase.ts';
import { textOn, textsOf, type Surface, type SurfaceText } from './surface-words.ts';

interface FindingTexts {
  /** A few words, for a heading. */
  readonly title: string;
  /** What it means for the person, and what to do. */
  readonly action: SurfaceText;
}

interface FindingWords {
  readonly title: string;
  readonly action: string;
  /** What can be done with one click. */
  readonly actions: readonly ActionId[];
}

const BACK_UP_AGAIN = phrase('Back up again. Keep this backup until the new one is good.');
const FULL_AGAIN: SurfaceText = {
  vscode: phrase('Choose “Back Up Everything Again”. An ordinary backup keeps the damaged file.'),
  terminal: 'Make a full backup (backup-lab backup UDID DIR --full). An incremental backup keeps the damaged file.',
};
const NOTHING = phrase('No action is needed.');

const FINDINGS: Readonly<Record<FindingCode, FindingTexts>> = {
  'manifest-plist-missing': {
    title: phrase('Manifest.plist is missing'),
    action: phrase('A restore is impossible without it. Copy it from another copy of this backup, or back up again.'),
  },
  'manifest-plist-empty': {
    title: phrase('Manifest.plist is empty'),
    action: phrase('A program was interrupted while it wrote this file. Copy it from another copy of this backup, or back up again.'),
  },
  'status-plist-missing': {
    title: phrase('Status.plist is missing'),
    action: phrase('Without it, nobody can know whether the backup was finished. Back up again to be sure.'),
  },
  'info-plist-missing': {
    title: phrase('Info.plist is missing'),
    action: phrase('Only names and icons that some programs show are lost. A restore works without it.'),
  },
  'plist-unreadable': { title: phrase('A property list is damaged'), action: BACK_UP_AGAIN },
  'plists-disagree': {
    title: phrase('The property lists disagree'),
    action: phrase('Files of two backups may have been mixed. Compare with another copy, or back up again.'),
  },
  'value-unexpected': {
    title: phrase('A property list holds an unexpected value'),
    action: phrase('Another program may have changed it. A device may refuse to use this backup.'),
  },
  'keybag-unreadable': {
    title: phrase('The keybag is missing or damaged'),
    action: phrase('No password can open what is encrypted. Copy Manifest.plist from another copy of this backup, or back up again.'),
  },
  'encryption-contradiction': {
    title: phrase('The backup contradicts itself about encryption'),
    action: phrase(
      'Another program has probably decrypted or changed it. Files are read as they are stored, but a device may refuse to restore them. Back up again.',
    ),
  },
  'dates-implausible': {
    title: phrase('The dates disagree'),
    action: phrase('A clock was probably wrong, or a later run was refused. The files are not affected.'),
  },

  'snapshot-unfinished': {
    title: phrase('The backup was not finished'),
    action: phrase('Back up again. The device continues where it stopped.'),
  },
  'snapshot-left': {
    title: phrase('A Snapshot folder was left behind'),
    action: phrase('The next backup removes it. If that fails, look for files of other programs in it.'),
  },
  'run-interrupted': {
    title: phrase('A later run was interrupted'),
    action: phrase('Back up again to complete it. Until then, this is the last good version.'),
  },

  'catalogue-missing': {
    title: phrase('Manifest.db is missing'),
    action: phrase('Without it the files have no names. Copy it from another copy of this backup, or back up again.'),
  },
  'catalogue-unreadable': {
    title: phrase('Manifest.db or Manifest.mbdb is damaged'),
    action: phrase('It is the list of all files. Copy it from another copy of this backup, or back up again.'),
  },
  'catalogue-empty': { title: phrase('The list of files is empty'), action: BACK_UP_AGAIN },
  'catalogue-log-beside': {
    title: phrase('Manifest.db has a write-ahead log'),
    action: phrase('Keep Manifest.db-wal together with Manifest.db when you copy this backup.'),
  },
  'catalogue-too-old': { title: phrase('The backup is older than iOS 5'), action: phrase('Its files cannot be checked.') },
  'stray-manifest-db': {
    title: phrase('Manifest.db is empty next to a good Manifest.mbdb'),
    action: phrase('Another program left it there. Manifest.mbdb is used. Delete Manifest.db, because it confuses other programs.'),
  },
  'password-needed': {
    title: phrase('The list of files is encrypted'),
    action: {
      vscode: phrase('Choose “Unlock Backup” and enter the password to check everything.'),
      terminal: 'Give the password with --password-env NAME or --password-fd N to check everything.',
    },
  },

  'row-unreadable': {
    title: phrase('A row of Manifest.db cannot be used'),
    action: {
      vscode: phrase('Its file may be lost, or other programs may overlook it. Choose “Back Up Everything Again”.'),
      terminal: 'Its file may be lost, or other programs may overlook it. Make a full backup: backup-lab backup UDID DIR --full.',
    },
  },
  'row-without-file': { title: phrase('A row of Manifest.db belongs to no file'), action: NOTHING },
  'file-record-unreadable': { title: phrase('A file record of Manifest.db is damaged'), action: FULL_AGAIN },
  'file-id-mismatch': { title: phrase('A file has the identifier of another name'), action: FULL_AGAIN },
  'flags-mode-mismatch': { title: phrase('A file record contradicts itself'), action: FULL_AGAIN },
  'parent-missing': {
    title: phrase('A directory has no record'),
    action: phrase('Its files are there, but a device may refuse to restore them. Back up again.'),
  },

  'payload-missing': { title: phrase('The content of a file is missing'), action: FULL_AGAIN },
  'domain-left-out': {
    title: phrase('The content of a whole domain was left out'),
    action: {
      vscode: phrase('The backup is partial, probably on purpose. If you need what is missing, choose “Back Up Everything Again”.'),
      terminal:
        'The backup is partial, probably on purpose. If you need what is missing, make a full backup: backup-lab backup UDID DIR --full.',
    },
  },
  'left-out-on-purpose': {
    title: phrase('Files were left out on purpose'),
    action: {
      vscode: phrase('The backup was made smaller on purpose. If you need what is missing, choose “Back Up Everything Again”.'),
      terminal:
        'The backup was made smaller on purpose. If you need what is missing, make a full backup: backup-lab backup UDID DIR --full.',
    },
  },
  'payload-unreadable': {
    title: phrase('The content of a file cannot be read'),
    action: phrase('Check the disk, and copy the backup to another one.'),
  },
  'payload-orphan': {
    title: phrase('Content without a file'),
    action: phrase('It is left over from an earlier run. It takes up space and does no harm.'),
  },
  'payload-misplaced': {
    title: phrase('Content in the wrong folder'),
    action: phrase('It was moved. If a file’s content is missing, move this back to the folder named by its first two characters.'),
  },
  'unknown-file': { title: phrase('A file that is not part of the backup'), action: NOTHING },
  'size-mismatch': { title: phrase('A file is cut short'), action: FULL_AGAIN },
  'size-differs-benignly': { title: phrase('A file changed while it was backed up'), action: NOTHING },
  'digest-mismatch': {
    title: phrase('The content of a file has changed'),
    action: {
      vscode: phrase('The device would refuse to restore it. Choose “Back Up Everything Again”.'),
      terminal: 'The device would refuse to restore it. Make a full backup: backup-lab backup UDID DIR --full.',
    },
  },
  'digest-missing': {
    title: phrase('A file has no digest'),
    action: phrase('The device would refuse to restore it. Another program has probably changed Manifest.db.'),
  },
  'payload-not-block-aligned': { title: phrase('Encrypted content is cut off'), action: FULL_AGAIN },
  'payload-truncated': { title: phrase('The end of an encrypted file is missing'), action: FULL_AGAIN },
  'padding-invalid': { title: phrase('Encrypted content is damaged'), action: FULL_AGAIN },
  'payload-not-padded': {
    title: phrase('Encrypted content has no padding'),
    action: phrase('Another program wrote it. It can be read, but a device may refuse to restore it.'),
  },
  'payload-empty-unpadded': { title: phrase('An empty file is stored without padding'), action: NOTHING },
  'key-unwrap-failed': {
    title: phrase('A key cannot be opened'),
    action: {
      vscode: phrase(
        'The password is right, but this key is damaged or missing, and what it encrypts is lost. Choose “Back Up Everything Again”.',
      ),
      terminal:
        'The password is right, but this key is damaged or missing, and what it encrypts is lost. Make a full backup: backup-lab backup UDID DIR --full.',
    },
  },
  'protection-class-mismatch': {
    title: phrase('A file record names another protection class than its key'),
    action: phrase('The class of the key is used, and the content can be read. Another program has probably changed Manifest.db.'),
  },
  'sqlite-damaged': {
    title: phrase('A database is damaged'),
    action: phrase('If the app works on the device, back up again. Otherwise the damage is on the device.'),
  },
  'content-doubtful': {
    title: phrase('Content is not what its name says'),
    action: phrase('It is probably the same on the device. Look at it if you miss something.'),
  },
};

/** The English words of a finding. `Problem` and the page translate them. */
export function findingWords(code: FindingCode, surface: Surface): FindingWords {
  const { title, action } = FINDINGS[code];
  return { title, action: textOn(surface, action), actions: FINDING_ACTIONS[code] };
}

export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];

/** Every English template of this file that is read on `surface`; on both unless given. */
export function findingTemplates(surface?: Surface): string[] {
  return Object.values(FINDINGS).flatMap(({ title, action }) => [title, ...textsOf(action, surface)]);
}
