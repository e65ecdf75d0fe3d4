/** What each finding of a verification means, and what to do about it. */
import type { FindingCode } from '../backup/index.ts';
import { phrase } from './phrase.ts';

export interface FindingWords {
  /** A few words, for a heading. */
  readonly title: string;
  /** What it means for the person, and what to do. */
  readonly action: string;
}

const BACK_UP_AGAIN = phrase('Back up again; keep this backup until the new one is good.');
const FULL_AGAIN = phrase('Make a full backup; an incremental one keeps the damaged file.');
const NOTHING = phrase('Nothing needs to be done.');

export const FINDING_WORDS: Readonly<Record<FindingCode, FindingWords>> = {
  'manifest-plist-missing': {
    title: phrase('Manifest.plist is missing'),
    action: phrase('A restore is impossible without it. Copy it from another copy of this backup, or back up again.'),
  },
  'manifest-plist-empty': {
    title: phrase('Manifest.plist is empty'),
    action: phrase('A program was cut off while it wrote this file. Copy it from another copy of this backup, or back up again.'),
  },
  'status-plist-missing': {
    title: phrase('Status.plist is missing'),
    action: phrase('Nobody can tell whether the backup was finished. Back up again to be sure.'),
  },
  'info-plist-missing': {
    title: phrase('Info.plist is missing'),
    action: phrase('Only names and icons shown by some programs are lost; a restore works without it.'),
  },
  'plist-unreadable': { title: phrase('A property list is damaged'), action: BACK_UP_AGAIN },
  'plists-disagree': {
    title: phrase('The property lists disagree'),
    action: phrase('Files of two backups may have been mixed. Compare with another copy, or back up again.'),
  },
  'value-unexpected': {
    title: phrase('A property list holds a strange value'),
    action: phrase('Another program may have changed it; a device may refuse to use this backup.'),
  },
  'keybag-unreadable': {
    title: phrase('The key bag is missing or damaged'),
    action: phrase('What is encrypted cannot be opened by any password. Copy Manifest.plist from another copy of this backup.'),
  },
  'encryption-contradiction': {
    title: phrase('The backup contradicts itself about encryption'),
    action: phrase(
      'Another program has probably decrypted or changed it. Files are read as they are stored, but a device may refuse to restore them. Back up again.',
    ),
  },
  'dates-implausible': {
    title: phrase('Dates do not fit together'),
    action: phrase('A clock was wrong, or a later run was refused; whether the files are whole does not depend on it.'),
  },

  'snapshot-unfinished': {
    title: phrase('The backup was not finished'),
    action: phrase('Back up again; the device continues where it stopped.'),
  },
  'snapshot-left': {
    title: phrase('A Snapshot folder was left behind'),
    action: phrase('The next backup removes it. If that fails, look for files of other programs in it.'),
  },
  'run-interrupted': {
    title: phrase('A later run was interrupted'),
    action: phrase('Back up again to complete it; until then this is the last good version.'),
  },

  'catalogue-missing': {
    title: phrase('The catalogue is missing'),
    action: phrase('Without Manifest.db the files have no names. Copy it from another copy of this backup, or back up again.'),
  },
  'catalogue-unreadable': {
    title: phrase('The catalogue is damaged'),
    action: phrase('Copy Manifest.db from another copy of this backup, or back up again.'),
  },
  'catalogue-empty': { title: phrase('The catalogue is empty'), action: BACK_UP_AGAIN },
  'catalogue-log-beside': {
    title: phrase('The catalogue has a write-ahead log'),
    action: phrase('Keep Manifest.db-wal together with Manifest.db when you copy this backup.'),
  },
  'catalogue-too-old': { title: phrase('The catalogue is of an older era'), action: phrase('Its files cannot be checked here.') },
  'stray-manifest-db': {
    title: phrase('Manifest.db is empty beside a good Manifest.mbdb'),
    action: phrase('Another program has left it. Manifest.mbdb is read; delete Manifest.db, because other programs trip over it.'),
  },
  'password-needed': { title: phrase('The list of files is encrypted'), action: phrase('With its password, everything can be checked.') },

  'row-unreadable': {
    title: phrase('A row of the catalogue cannot be used'),
    action: phrase('The file it stood for may be lost, or overlooked by other programs. Make a full backup.'),
  },
  'row-without-file': { title: phrase('A row of the catalogue stands for no file'), action: NOTHING },
  'file-record-unreadable': { title: phrase('A record of the catalogue is damaged'), action: FULL_AGAIN },
  'file-id-mismatch': { title: phrase('A file has the identifier of another name'), action: FULL_AGAIN },
  'flags-mode-mismatch': { title: phrase('A record contradicts itself'), action: FULL_AGAIN },
  'parent-missing': {
    title: phrase('A directory has no record'),
    action: phrase('The files in it are there, but a device may refuse to restore them. Back up again.'),
  },

  'payload-missing': { title: phrase('The content of a file is missing'), action: FULL_AGAIN },
  'domain-left-out': {
    title: phrase('The content of a whole domain was left out'),
    action: phrase('The backup is partial, probably on purpose. Make a full backup if you need what is missing.'),
  },
  'payload-unreadable': {
    title: phrase('The content of a file cannot be read'),
    action: phrase('Check the disk, and copy the backup to another one.'),
  },
  'payload-orphan': {
    title: phrase('Content without a file'),
    action: phrase('A leftover of an earlier run: it takes space and does no harm.'),
  },
  'payload-misplaced': {
    title: phrase('Content in the wrong folder'),
    action: phrase('Something moved it; if a file misses its content, move it back to the folder named by its first two characters.'),
  },
  'unknown-file': { title: phrase('A file that is no part of the backup'), action: NOTHING },
  'size-mismatch': { title: phrase('A file is cut short'), action: FULL_AGAIN },
  'size-differs-benignly': { title: phrase('A file changed while it was backed up'), action: NOTHING },
  'digest-mismatch': {
    title: phrase('The content of a file has changed'),
    action: phrase('The device would refuse to restore it. Make a full backup.'),
  },
  'digest-missing': {
    title: phrase('A file has no digest'),
    action: phrase('The device would refuse to restore it; another program has probably changed the catalogue.'),
  },
  'payload-not-block-aligned': { title: phrase('Encrypted content is cut off'), action: FULL_AGAIN },
  'payload-truncated': { title: phrase('The end of an encrypted file is missing'), action: FULL_AGAIN },
  'padding-invalid': { title: phrase('Encrypted content is damaged'), action: FULL_AGAIN },
  'payload-not-padded': {
    title: phrase('Encrypted content lacks its padding'),
    action: phrase('Another program has written it. It can be read; a device may refuse to restore it.'),
  },
  'payload-empty-unpadded': { title: phrase('An empty file is stored without padding'), action: NOTHING },
  'key-unwrap-failed': {
    title: phrase('A key cannot be opened'),
    action: phrase('The password is right, but this key is damaged or missing: what it encrypts is lost. Make a full backup.'),
  },
  'protection-class-mismatch': {
    title: phrase('A record names another protection class than its key'),
    action: phrase('The class of the key is used, and the content can be read; another program has probably changed the catalogue.'),
  },
  'sqlite-damaged': {
    title: phrase('A database is damaged'),
    action: phrase('If the app works on the device, make a full backup; else the damage is on the device.'),
  },
  'content-doubtful': {
    title: phrase('Content is not what its name says'),
    action: phrase('It is probably so on the device, too; look at it if you miss something.'),
  },
};

/** Every English template of this file. */
export function findingTemplates(): string[] {
  return Object.values(FINDING_WORDS).flatMap(({ title, action }) => [title, action]);
}
