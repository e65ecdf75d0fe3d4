/** Why a check reports a finding: what it compares, and what has likely happened. */
import type { FindingCode } from '../backup/index.ts';
import { phrase } from './phrase.ts';

export const WHY_OF_FINDING: Readonly<Record<FindingCode, string>> = {
  'manifest-plist-missing': phrase(
    'The device writes Manifest.plist into every backup. The run was broken off before that, or the folder was not copied whole.',
  ),
  'manifest-plist-empty': phrase(
    'Some programs create the file empty before the device is asked for a backup. If that run is broken off, it stays, and the device ends every later run with code 205.',
  ),
  'status-plist-missing': phrase(
    'The device writes Status.plist at the beginning and at the end of every run. Someone likely deleted it or did not copy it.',
  ),
  'info-plist-missing': phrase('This file is written by the program on the computer, not by the device. Some programs write none.'),
  'plist-unreadable': phrase(
    'The file is neither a binary nor an XML property list, or it lacks values that every device writes. It was likely cut off or changed.',
  ),
  'plists-disagree': phrase(
    'Manifest.plist, Status.plist and Info.plist of one run agree on the device and its version. Here they do not, so they are likely from different runs or devices.',
  ),
  'value-unexpected': phrase('Devices write this value only within certain limits, and refuse others themselves.'),
  'keybag-unreadable': phrase(
    '`BackupKeyBag` in Manifest.plist is missing, or does not have the parts of a keybag. Another program likely rewrote the file, or it was damaged.',
  ),
  'encryption-contradiction': phrase(
    '`IsEncrypted` in Manifest.plist, the first bytes of Manifest.db and the files must say the same, and they do not.',
  ),
  'dates-implausible': phrase(
    'Dates of files, property lists and runs are compared with each other and with today. They come from the clocks of the device and this computer.',
  ),
  'snapshot-unfinished': phrase(
    '`SnapshotState` in Status.plist is not `finished`: the device had not sent or moved everything when the run ended.',
  ),
  'snapshot-left': phrase(
    'New files arrive in the folder Snapshot, and the device has it removed at the end. A run was broken off, or a file of another program in it prevented that.',
  ),
  'run-interrupted': phrase(
    'A journal of iOS Backup Lab shows that a run began after this version and did not end. What it replaced was kept.',
  ),
  'catalogue-missing': phrase('Manifest.db is sent last. The run was broken off before that, or the file was deleted or not copied.'),
  'catalogue-unreadable': phrase(
    'The file does not have the structure of its format: an SQLite database, or in older systems the records of `mbdb`. It was likely cut off or damaged on the disk.',
  ),
  'catalogue-empty': phrase(
    'Every backup of a device lists files. An empty list means that the run was broken off early, or that a program removed the rows.',
  ),
  'catalogue-log-beside': phrase(
    'A program opened Manifest.db and wrote to it. SQLite keeps the newest changes in a second file until it is closed properly.',
  ),
  'catalogue-too-old': phrase('Before iOS 5, backups had another format, which this program does not read.'),
  'stray-manifest-db': phrase(
    'Systems up to iOS 9 write Manifest.mbdb only. A program that looked for Manifest.db likely created it by opening it.',
  ),
  'password-needed': phrase('Since iOS 10.2, Manifest.db of an encrypted backup is encrypted with a key that only the password opens.'),
  'row-unreadable': phrase('A row needs text for its file ID, domain and path. A value of this one is missing or of another kind.'),
  'row-without-file': phrase('Devices write such rows as marks of their own. They name no file.'),
  'file-record-unreadable': phrase(
    'Each row has a record with size, dates and key, and this one cannot be decoded. Manifest.db was likely damaged on the disk or changed by another program.',
  ),
  'file-id-mismatch': phrase(
    'The file ID is the SHA-1 of domain, hyphen and path. Here it is that of something else, so a row was changed or mixed up.',
  ),
  'flags-mode-mismatch': phrase(
    'The row says by `flags` and its record says by `Mode` whether it is a file, a folder or a link. The two differ.',
  ),
  'parent-missing': phrase('Devices list every folder before what is in it. The row of this folder was likely removed by another program.'),
  'payload-missing': phrase(
    'Manifest.db lists the file, but nothing is stored under its file ID. It was deleted or not copied, or a client lost it although the device reported success.',
  ),
  'domain-left-out': phrase(
    'Not a single file of the domain is stored, while the rest is there. Programs that thin out backups do that. An accident would have hit other files too.',
  ),
  'left-out-on-purpose': phrase('A record in the backup says so. It was written when somebody made a smaller copy of a backup.'),
  'payload-unreadable': phrase('The system could not read the file. A failing disk or missing permissions are likely.'),
  'payload-orphan': phrase('No row of Manifest.db has this file ID. A run that was broken off after it had sent the file is likely.'),
  'payload-misplaced': phrase(
    'Since iOS 10, content is in a folder named by the first two characters of its file ID. This one is elsewhere, so somebody moved it.',
  ),
  'unknown-file': phrase(
    'Its name is none that a device or a known program uses in a backup. File managers and other programs leave such files.',
  ),
  'size-mismatch': phrase(
    'What is stored is shorter than the size in the record, no digest proves it, and it is not an intact database. It was likely cut off while it was written or copied.',
  ),
  'size-differs-benignly': phrase('The device notes the size first and reads the file later. Databases and logs often change in between.'),
  'digest-mismatch': phrase(
    'The record has the SHA-1 of the stored bytes, and they have another one now. They changed on the disk or on the way to it.',
  ),
  'digest-missing': phrase('For files of the system, devices write a digest. They write none for apps, photos, media and ringtones.'),
  'payload-not-block-aligned': phrase(
    'Encryption works in blocks of 16 bytes, and the length of what is stored is not a multiple of that. The end is missing.',
  ),
  'payload-truncated': phrase(
    'What is stored has less content than the record says, and the padding that ends every encrypted file is not there.',
  ),
  'padding-invalid': phrase(
    'Every encrypted file ends with padding of a known form. After decryption, it is not there, so the bytes or the key have changed.',
  ),
  'payload-not-padded': phrase(
    'Devices always add padding, even to a multiple of 16 bytes. Here the length is exactly the size in the record.',
  ),
  'payload-empty-unpadded': phrase('Real devices have been seen to store some empty files as 0 bytes instead of 16 bytes of padding.'),
  'key-unwrap-failed': phrase(
    'Each file has a key that is wrapped with the key of its class, and its checksum does not match. Its bytes changed, or the keybag lacks the class.',
  ),
  'protection-class-mismatch': phrase(
    'The record names the class twice: as `ProtectionClass` and in front of the key. In real backups, both have always been the same.',
  ),
  'sqlite-damaged': phrase('SQLite’s own check of the database fails, although the stored bytes may be those that the device sent.'),
  'content-doubtful': phrase(
    'The name says property list, but the content is not one. Apps are free to store what they like under any name.',
  ),
};
