/** Why an error happens: the cause, with what shows it (the device’s own answer, the log or a fact of the format). "Likely" where it is not certain. */
import type { ErrorCode } from './error-words.ts';
import { phrase } from './phrase.ts';

export const WHY_OF_ERROR: Readonly<Record<ErrorCode, string>> = {
  cancelled: phrase('A person or a program asked for the end, here or on the device. Nothing failed.'),
  internal: phrase('This is an error of the program itself, not of the device or the backup. The log has its details.'),

  'plist-malformed': phrase(
    'The bytes are neither a binary nor an XML property list. The file was likely cut off while it was written or copied.',
  ),
  'plist-limit': phrase(
    'The list breaks a limit that no list of a real device comes near. Such a file is damaged, or made to exhaust the program that reads it.',
  ),
  'json-malformed': phrase(
    'It begins with a brace or bracket, but what follows breaks a rule of JSON. It was likely cut off, or is text of another kind.',
  ),
  'database-unreadable': phrase(
    'SQLite found pages that break its file format, text that is not UTF-8, or a module, function or collation that only the app has that wrote the database.',
  ),
  'no-such-table': phrase('The schema of the database, read together with its log, has no table, column or row of this name.'),
  'query-invalid': phrase(
    'SQLite does not accept the text, or it would do more than read. Databases of a backup are open for reading only, one query at a time.',
  ),
  'preview-limit': phrase(
    'A preview is bounded in bytes and time, because content of a backup may have been made to exhaust the program that reads it.',
  ),
  'archive-malformed': phrase(
    'The objects of such an archive refer to each other by number, and a number or a class is missing. The file was likely cut off or changed.',
  ),
  'image-malformed': phrase(
    'Its first bytes are those of a picture, but no size follows. The file was likely cut off, or its start was overwritten.',
  ),
  'media-malformed': phrase(
    'Its first bytes are those of a recording, but the part that describes its tracks is missing. The recording was likely never finished, or cut off.',
  ),
  'mbfile-malformed': phrase(
    'The record of the file (an MBFile) lacks a value that every device writes, or has one of the wrong kind. Manifest.db was likely damaged on the disk or changed by another program.',
  ),
  'certificate-malformed': phrase(
    'For pairing, the device sends its public key (`DevicePublicKey`), and this one is not a valid key. The message was likely damaged on its way.',
  ),
  'status-malformed': phrase(
    'The device writes six values into Status.plist, and one of them is missing or of the wrong kind. The file was likely changed or cut off.',
  ),
  'manifest-malformed': phrase(
    'A value that every device writes into Manifest.plist is missing or of the wrong kind. The file was likely changed or cut off.',
  ),
  'mbdb-malformed': phrase(
    'Manifest.mbdb (iOS 5 to 9) does not begin with `mbdb`, or one of its records ends too early. The file was likely damaged on the disk or cut off.',
  ),
  'keybag-malformed': phrase(
    '`BackupKeyBag` in Manifest.plist does not have the parts that every keybag has. Manifest.plist was likely damaged or changed.',
  ),
  'keybag-damaged': phrase(
    'The password opens some class keys of the keybag, so it is right. The checksum of others does not match, so their bytes have changed.',
  ),
  'keybag-costly': phrase(
    'A keybag itself says how many rounds it takes to try a password. Real devices use about ten million. More means a damaged keybag, or one made to keep the computer busy.',
  ),
  'password-wrong': phrase(
    'None of the class keys in the keybag opens with this password. Each has a checksum that would match with the right one.',
  ),
  'key-unwrap-failed': phrase(
    'The checksum of the wrapped key does not match, although the key of its class opened. Its bytes have changed since the device wrote them.',
  ),
  'keychain-malformed': phrase(
    'The item does not have the layout that devices write (version, class, wrapped key, content), or its authentication tag does not match. keychain-backup.plist was likely damaged.',
  ),

  'usbmuxd-missing': phrase(
    'Nothing accepts a connection at that address. On Linux, usbmuxd is not installed or starts only when a device is plugged in. On Windows, the Apple service is not installed or not running.',
  ),
  'usbmuxd-denied': phrase(
    'The system refused the connection to the socket (`EACCES` or `EPERM`). Its permissions allow other accounts only.',
  ),
  'usbmuxd-refused': phrase(
    'usbmuxd answered with a result other than 0: 2 means that the device is gone, 3 that nothing on the device listens, 6 that usbmuxd does not know this version of its protocol.',
  ),
  'no-such-device': phrase(
    'usbmuxd lists the connected devices by UDID, and this one is not among them. It was unplugged, is turned off, or the cable carries no data.',
  ),
  'not-simulated': phrase('Real devices have no interface for this. Only simulated devices have one of their own.'),
  'not-trusted': phrase(
    'The device does not know the pairing of this computer (`InvalidHostID`), or there never was one. Erasing a device or resetting its location and privacy settings ends every pairing.',
  ),
  'trust-pending': phrase('The device answers `PairingDialogResponsePending` for as long as its dialog waits for somebody.'),
  'trust-declined': phrase('Somebody tapped Don’t Trust. The device reports it as `UserDeniedPairing`.'),
  'device-locked': phrase(
    'The device answers `PasswordProtected`: its passcode was not entered since it started, or what was asked for needs an unlocked screen.',
  ),
  'pair-record-invalid': phrase(
    'The pairing is stored in a property list on this computer, and that file cannot be read or lacks its keys. It was likely damaged or changed.',
  ),
  'pairing-prohibited': phrase(
    'A policy on the device forbids it: `MCProtected` and `MCChallengeRequired` come from device management, `FMiPProtected` from Find My.',
  ),
  'pairing-needs-cable': phrase('The device answers `PairingProhibitedOverThisConnection`: it pairs by cable, not over Wi-Fi.'),
  'pairing-not-kept': phrase(
    'The device accepted the pairing, and at the next session it answered that it knows no such computer. A bad cable or port is the likely cause.',
  ),
  'escrow-refused': phrase(
    'To read protected files, the backup service needs the escrow bag of the pairing. The device answers `EscrowLocked` if it opens nothing, and `MissingValue` if there is none.',
  ),
  'device-silent': phrase(
    'The connection is open, but nothing came within the time that such an answer takes. Likely causes are a bad cable, a device that sleeps, or a program on the device that hangs.',
  ),
  'service-unavailable': phrase(
    'The device answers `InvalidService` or `MissingService`. A device that is not activated offers no backup service, and old systems lack some services.',
  ),
  'service-limit': phrase('The device answers `ServiceLimit`: too many of its services are open at once, usually by other programs.'),
  'lockdown-error': phrase(
    'The lockdown service of the device refused the request with a name for which nothing better is known. The message shows that name.',
  ),
  'link-lost': phrase(
    'The connection ended in the middle of a conversation. The cable was pulled, the device restarted or slept, or the program on the device ended.',
  ),
  'frame-too-long': phrase(
    'Each message begins with its length, and this length is more than any real message has. The stream is out of step, so what would follow cannot be trusted.',
  ),
  'protocol-violation': phrase(
    'A message did not have the form that the protocol gives it. A version of the system that is not known here, or a damaged stream, is likely. The log has the message.',
  ),
  'device-link-version': phrase(
    'At the start, the device announces its version of DeviceLink: 300 before iOS 14, 400 since then. This one is newer, so its messages are not known here.',
  ),
  'no-common-version': phrase(
    'This program offers the versions 2.0 and 2.1 of the backup protocol, as all known devices do, and the device agreed to neither.',
  ),
  'service-silent': phrase(
    'The service started, but its first message did not come. After a session that was broken off, a device likely needs a moment to end it.',
  ),
  'device-refused': phrase('The device ended the request with a code of its own (MBErrorDomain). The message has its number and its text.'),
  'sync-lock-busy': phrase(
    'Programs that back up or sync lock the file `com.apple.itunes.lock_sync` on the device. Another program holds it, usually Finder, iTunes, Apple Devices or a second backup.',
  ),
  'tls-failed': phrase(
    'The handshake failed. The certificates of the pairing likely no longer match, or the service on the device was just restarting.',
  ),
  'address-malformed': phrase('The address comes from a setting or from `USBMUXD_SOCKET_ADDRESS`, and it has neither of the two forms.'),
  'afc-error': phrase('The file service (AFC) refused to open, read or lock a file. The log has its status and the path.'),

  'unsafe-path': phrase(
    'The path leads out of the folder of this backup, for example with `..`. No real device asks for that. The stream is damaged, or the device wants to write where it must not.',
  ),
  'several-backups': phrase(
    'A folder of backups has one folder for each device, and here there is more than one. Which of them is meant cannot be guessed.',
  ),
  'not-a-backup': phrase(
    'A backup has Manifest.plist, and Manifest.db or Manifest.mbdb. Neither this folder nor the one below it has them.',
  ),
  'catalogue-unreadable': phrase(
    'Manifest.db does not open as an SQLite database, or its tables are not those that devices write. It was likely cut off or damaged on the disk.',
  ),
  'catalogue-missing': phrase(
    'Manifest.plist is there, but neither Manifest.db nor Manifest.mbdb. The device writes the catalog last, so the backup was likely broken off, or it was not copied whole.',
  ),
  'plist-unreadable': phrase(
    'The file is empty, cut off or not a property list. A program or a disk was likely interrupted while it wrote it.',
  ),
  'too-old': phrase(
    'Before iOS 5, a backup had a pair of files for each file, or Manifest.mbdb with an index of its own. This program does not read these formats.',
  ),
  'restore-would-empty': phrase(
    'A restore replaces whole domains. For these, the backup has no files at all, which a partial backup or an older system explains.',
  ),
  'no-such-version': phrase(
    'Previous versions are folders next to the backup, named after it and the date of the run. This folder is not one of them.',
  ),
  'version-broken': phrase('Before a version takes the place of the backup, it is checked. Files of it are damaged or missing.'),
  'backup-unfinished': phrase(
    'Status.plist does not say `finished`, or a Snapshot folder is still there. A run into this folder was broken off, and there is no good version from before.',
  ),
  'backup-encrypted': phrase(
    'Since iOS 10.2, Manifest.db of an encrypted backup is encrypted too. Without the password, not even the names of the files can be read.',
  ),
  'not-encrypted': phrase('`IsEncrypted` in Manifest.plist is false, and the files are readable as they are.'),
  'keybag-missing': phrase(
    'Manifest.plist says that the backup is encrypted, but has no `BackupKeyBag`. Another program likely rewrote the file.',
  ),
  'key-missing': phrase(
    'The record of the file has no key, or its class has no usable key in the keybag. Some classes can be opened on the device only.',
  ),
  'content-damaged': phrase(
    'The bytes do not match what the record says (digest or size), or the padding behind the encrypted content is not valid.',
  ),
  'target-exists': phrase('Nothing that exists is overwritten unless somebody says so.'),
  'target-inside-backup': phrase('A file that does not belong to a backup makes checks report it, and a device may stop at it.'),
  'nothing-to-salvage': phrase(
    'Without a readable list of files, or without the keys, what is stored has no names or cannot be decrypted.',
  ),
  'trash-unavailable': phrase(
    'The system could not move the folder to the trash. Network drives, containers and remote computers often have none.',
  ),
  'no-such-file': phrase('Manifest.db lists every file by domain and path, and has no row with this name.'),
  'payload-missing': phrase(
    'Manifest.db lists the file, but the file with its content is not in the folder. It was deleted, not copied, or never arrived.',
  ),
  'disk-full': phrase(
    'The system refused to write more (`ENOSPC`), or the device asked how much is free and demanded more (its code 105). It needs its files plus 128 MiB.',
  ),
  'folder-unwritable': phrase(
    'The system refused to write there (`EACCES`, `EPERM` or `EROFS`). The permissions of the folder, or a disk that is read-only, do not allow it.',
  ),
  'folder-denied': phrase('The system answered `EACCES`: the permissions of the folder do not include this account.'),
  'folder-protected': phrase(
    'The system answered `EPERM`, although the account owns the folder. macOS protects the folder of Finder’s backups from programs without Full Disk Access.',
  ),
  'folder-missing': phrase('The system answered `ENOENT`. The folder was moved or deleted, or its disk is not connected.'),
  'file-io': phrase(
    'The system could not carry out a read or a write. A failing disk, a lost network drive, or a program that holds the file open is likely.',
  ),
  'backup-running': phrase('Only one run may write into a folder, and its lock file names a process that is still there.'),
  'password-already-set': phrase(
    'The device reports `WillEncrypt` as true. Setting a first password is possible only where there is none.',
  ),
  'password-not-set': phrase('The device reports `WillEncrypt` as false, so it encrypts no backups.'),
  'password-needed': phrase(
    'What was asked for can be done only with the backup password, and passwords are never guessed or taken from elsewhere.',
  ),
  'password-refused': phrase(
    'The device checks the current password itself and refused this one with its code 207. Here, only the device knows the right one.',
  ),
  'encryption-required': phrase('A profile of device management demands it: the device reports `RequiresEncryption`.'),
  'backup-unverified': phrase(
    'A finished backup says `finished` in Status.plist and has no Snapshot folder. This one does not, although the final answer of the device was 0.',
  ),
  'previous-broken': phrase(
    'A device reads Manifest.plist of the earlier backup first. If it is empty, every run ends with code 205, also a full one. Some programs create it empty before they begin.',
  ),
  'place-blocked': phrase('At that place, this program keeps a file or folder of its own, and something of another kind has that name.'),
  'device-mismatch': phrase('The UDID in the property lists of the backup is not that of the device.'),
  'too-many-rows': phrase('The clipboard, or a selection of single rows, would take more memory than an editor should.'),
  'no-check-known': phrase('Findings come from a check. One of an earlier version of the backup says nothing about this one.'),
  'contract-invalid': phrase('A rule with a mistake would be left out, and a broken contract would look as if it were kept.'),
  'pattern-endless': phrase('Some patterns try exponentially many ways before they give up. The search was ended, and no file was judged.'),
  'backup-changed': phrase(
    'Another program, or a run of a backup, wrote to the folder meanwhile. What was read in two states of a backup is true of neither, so nothing is reported.',
  ),
  'app-missing': phrase('Without a file of the app, a contract that only says what must not be there would always be kept.'),
  'range-invalid': phrase('The request begins behind the end of the file. The file likely changed while it was shown.'),

  'simulator-address-in-use': phrase('The system answered `EADDRINUSE`.'),
  'simulator-listen-failed': phrase(
    'The address is not one of this computer, is open to the network, needs more permission, or the path of the socket is too long.',
  ),
  'simulator-wifi-unavailable': phrase(
    'A device on the Wi-Fi needs a loopback address of its own. Linux and Windows have many, macOS only those that were added.',
  ),
  'simulator-preset-unknown': phrase('The name is neither one of the presets nor a product type that is known here.'),
  'simulator-version-malformed': phrase('A version consists of two or three numbers with dots between them.'),
  'simulator-udid-malformed': phrase('Apple’s devices have UDIDs in exactly two forms, and programs tell devices apart by them.'),
  'simulator-device-exists': phrase('Programs tell devices apart by their UDID, so two with the same one cannot be connected at once.'),
  'simulator-fault-unknown': phrase('The list of faults has no such id.'),
  'simulator-fault-malformed': phrase(
    'Each fault takes a trigger and its own parameters, and what was given is not one of them or has a value that makes no sense.',
  ),
  'simulator-leftovers': phrase('The connected program ended without giving back a lock, ending a sync or closing a session.'),
  'simulator-cloud-failed': phrase(
    'A staged iCloud backup needs what a real one needs: an account, Wi-Fi, and enough space. The message says what was missing.',
  ),
  'simulator-version-impossible': phrase(
    'Each model ran a range of systems: from the one that it was sold with to the last that Apple made for it.',
  ),
  'simulator-app-id-malformed': phrase(
    'The ID becomes the name of a domain in the backup, so it can only have the characters that Apple allows.',
  ),
  'simulator-app-folder-missing': phrase('The path is relative to the folder of the contract. The folder was moved, or it was never made.'),
  'simulator-app-folder-foreign': phrase(
    'Of the container of an app, a backup has only Documents and Library. From any other folder, every rule about what must not be in a backup would be kept.',
  ),
  'simulator-app-folder-large': phrase('The files are copied before the backup begins, so that all of them are of the same moment.'),
  'simulator-app-file-unreadable': phrase(
    'The system denied the access, or the name of the file is not valid UTF-8, as every name on a device is.',
  ),
  'simulator-app-file-changed': phrase(
    'A database and its log belong together. If an app writes to them while they are copied, they are of different moments.',
  ),
  'simulator-app-missing': phrase('The contract names an app that the simulated device does not have, and no folder with its files.'),
  'simulator-device-missing': phrase('The UDID is not that of a simulated device that runs here. It was stopped or never started.'),
  'simulator-ended': phrase('Simulated devices run in a thread of their own, and it ended by itself. The log has the error.'),
};
