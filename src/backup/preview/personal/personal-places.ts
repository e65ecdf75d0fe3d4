/** Where the databases of each kind are in a backup. */
import type { NamedFile, PersonalKind } from './personal-entry.ts';

const home = (relativePath: string): NamedFile => ({ domain: 'HomeDomain', relativePath });

/** The first one that the backup has. */
export const PERSONAL_PLACES: Readonly<Record<PersonalKind, readonly NamedFile[]>> = {
  messages: [home('Library/SMS/sms.db')],
  contacts: [home('Library/AddressBook/AddressBook.sqlitedb')],
  calls: [home('Library/CallHistoryDB/CallHistory.storedata')],
  voicemail: [home('Library/Voicemail/voicemail.db')],
  notes: [{ domain: 'AppDomainGroup-group.com.apple.notes', relativePath: 'NoteStore.sqlite' }],
  calendar: [home('Library/Calendar/Calendar.sqlitedb')],
  safari: [home('Library/Safari/History.db'), { domain: 'AppDomain-com.apple.mobilesafari', relativePath: 'Library/Safari/History.db' }],
  photos: [{ domain: 'CameraRollDomain', relativePath: 'Media/PhotoData/Photos.sqlite' }],
  health: [{ domain: 'HealthDomain', relativePath: 'Health/healthdb_secure.sqlite' }],
};
