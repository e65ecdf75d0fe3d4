/** Files that the second writer puts into every backup, named after what makes them worth damaging. */
import type { Specimen } from './specimen.ts';
import type { WrittenRow } from './written-backups.ts';

const APP = 'AppDomain-com.example.sampleapp';

const PLACES = {
  preferences: ['HomeDomain', 'Library/Preferences/com.apple.Preferences.plist'], // with a digest
  contacts: ['HomeDomain', 'Library/AddressBook/AddressBook.sqlitedb'], // with a digest
  wholeBlocks: ['HomeDomain', 'Library/Sizes/4096.bin'], // with a digest
  keychain: ['KeychainDomain', 'keychain-backup.plist'], // the only one of class 1
  photo: ['CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG'],
  database: ['AppDomainGroup-group.com.example.sampleapp', 'shared.sqlite'],
  liveDatabase: [APP, 'Documents/notes.sqlite'],
  liveLog: [APP, 'Documents/notes.sqlite-wal'],
  big: [APP, 'Documents/big.bin'],
  empty: [APP, 'Documents/empty'],
  appSettings: [APP, 'Library/Preferences/com.example.sampleapp.plist'],
  shortText: [APP, 'Documents/Case.txt'],
  ringtone: ['TonesDomain', 'Media/iTunes_Control/Ringtones/sample.m4r'],
  ringtoneFolder: ['TonesDomain', 'Media/iTunes_Control/Ringtones'],
  link: [APP, 'Documents/current'],
} as const satisfies Record<string, readonly [string, string]>;

export type AwkwardFile = keyof typeof PLACES;

export function fileOf(specimen: Specimen, file: AwkwardFile): WrittenRow {
  const [domain, relativePath] = PLACES[file];
  return specimen.row(domain, relativePath);
}
