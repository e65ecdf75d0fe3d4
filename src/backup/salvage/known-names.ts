/** Names that files of a backup are likely to have: hashed, they are compared with the fileIDs that have no row. A match is proof. */
import { arrayAt, dictAt, stringAt, type PlistDict } from '../../formats/index.ts';

export interface FileName {
  readonly domain: string;
  readonly relativePath: string;
}

/** Files that many backups have (from published descriptions). A wrong one costs a hash and does no harm. */
const WELL_KNOWN: readonly (readonly [domain: string, ...paths: string[]])[] = [
  [
    'HomeDomain',
    'Library/SMS/sms.db',
    'Library/AddressBook/AddressBook.sqlitedb',
    'Library/AddressBook/AddressBookImages.sqlitedb',
    'Library/CallHistoryDB/CallHistory.storedata',
    'Library/Calendar/Calendar.sqlitedb',
    'Library/Calendar/Extras.db',
    'Library/Notes/notes.sqlite',
    'Library/Voicemail/voicemail.db',
    'Library/Safari/History.db',
    'Library/Safari/History.plist',
    'Library/Safari/Bookmarks.db',
    'Library/Safari/BrowserState.db',
    'Library/Safari/SuspendState.plist',
    'Library/Preferences/.GlobalPreferences.plist',
    'Library/Accounts/Accounts3.sqlite',
    'Library/TCC/TCC.db',
    'Library/SpringBoard/IconState.plist',
    'Library/SpringBoard/DesiredIconState.plist',
    'Library/SpringBoard/HomeBackground.cpbitmap',
    'Library/SpringBoard/LockBackground.cpbitmap',
    'Library/Keyboard/UserDictionary.sqlite',
    'Library/Mail/Recents',
    'Library/Weather/Weather.plist',
    'Library/DataAccess/AccountInformation.plist',
    'Library/Cookies/Cookies.binarycookies',
    'Library/ConfigurationProfiles/PayloadManifest.plist',
    'Library/Preferences/com.apple.mobile.ldbackup.plist',
    'Library/Preferences/com.apple.purplebuddy.plist',
  ],
  ['WirelessDomain', 'Library/CallHistory/call_history.db', 'Library/Databases/DataUsage.sqlite', 'Library/Databases/CellularUsage.db'],
  [
    'WirelessDomain',
    'Library/Preferences/com.apple.commcenter.plist',
    'Library/Preferences/com.apple.commcenter.device_specific_nobackup.plist',
  ],
  ['AppDomainGroup-group.com.apple.notes', 'NoteStore.sqlite'],
  ['AppDomain-com.apple.mobilesafari', 'Library/Safari/History.db', 'Library/Safari/Bookmarks.db', 'Library/Cookies/Cookies.binarycookies'],
  ['CameraRollDomain', 'Media/PhotoData/Photos.sqlite', 'Media/PhotoData/AlbumsMetadata', 'Media/PhotoData/PhotoCloudSharingData'],
  ['HealthDomain', 'Health/healthdb.sqlite', 'Health/healthdb_secure.sqlite', 'Health/healthdb_secure.hfd'],
  ['KeychainDomain', 'keychain-backup.plist', 'TrustStore.sqlite3'],
  ['SystemPreferencesDomain', 'com.apple.wifi.known-networks.plist', 'SystemConfiguration/com.apple.wifi.plist'],
  ['SystemPreferencesDomain', 'SystemConfiguration/preferences.plist', 'SystemConfiguration/NetworkInterfaces.plist'],
  [
    'MediaDomain',
    'Media/Recordings/CloudRecordings.db',
    'Media/Recordings/Recordings.db',
    'Media/iTunes_Control/iTunes/MediaLibrary.sqlitedb',
  ],
  ['AppDomainGroup-group.com.apple.VoiceMemos.shared', 'Recordings/CloudRecordings.db'],
  ['AppDomainGroup-group.net.whatsapp.WhatsApp.shared', 'ChatStorage.sqlite', 'ContactsV2.sqlite', 'CallHistory.sqlite'],
  ['HomeKitDomain', 'Library/homed/datastore.sqlite'],
  ['KeyboardDomain', 'Library/Keyboard/user_model_database.sqlite', 'Library/Keyboard/dynamic-text.dat'],
  ['RootDomain', 'Library/Caches/locationd/clients.plist', 'Library/Preferences/com.apple.locationd.plist'],
  ['DatabaseDomain', 'timezone/localtime', 'lsd/com.apple.lsdschemes.plist'],
];

/** What stands beside a database, or comes of one. */
const COMPANIONS = ['', '-wal', '-shm', '-journal'];
const IS_DATABASE = /\.(db|sqlite|sqlitedb|sqlite3|storedata|hfd)$/;

/** Preferences of Apple's own programs that most phones have. */
const APPLE_PREFERENCES = [
  ...[
    'springboard',
    'mobilephone',
    'MobileSMS',
    'mobilesafari',
    'mobilemail',
    'mobilecal',
    'mobileslideshow',
    'mobilenotes',
    'mobiletimer',
  ],
  ...[
    'Preferences',
    'Maps',
    'Music',
    'weather',
    'AppStore',
    'Accessibility',
    'keyboard',
    'camera',
    'facetime',
    'assistant.support',
    'carplay',
  ],
  ...[
    'imservice.ids.FaceTime',
    'imservice.ids.iMessage',
    'identityservicesd',
    'restrictionspassword',
    'BackBoard',
    'celestial',
    'conference',
  ],
  ...['MobileBackup', 'mobile.installation', 'voicemail', 'videos', 'stocks', 'Passbook', 'Health', 'Home', 'homed', 'locationd', 'iBooks'],
].map((name) => `com.apple.${name}`);

export function* wellKnownNames(): Generator<FileName> {
  for (const [domain, ...paths] of WELL_KNOWN) {
    for (const path of paths) {
      for (const companion of IS_DATABASE.test(path) ? COMPANIONS : ['']) yield { domain, relativePath: path + companion };
    }
  }
  for (const id of APPLE_PREFERENCES) yield { domain: 'HomeDomain', relativePath: `Library/Preferences/${id}.plist` };
}

/** What most apps have in their container; ID is the app's. */
const IN_CONTAINERS = [
  'Library/Preferences/ID.plist',
  'Library/Cookies/Cookies.binarycookies',
  'Library/Application Support/ID.sqlite',
  'Library/SplashBoard/Snapshots/manifest.plist',
  'Library/default.store',
  'Library/Application Support/default.store',
  'Library/Application Support/Model.sqlite',
  'Documents/default.realm',
  'Documents/Model.sqlite',
  'Documents/database.sqlite',
];

/** From the lists of apps in Info.plist and Manifest.plist. */
export function* namesOfApps(plists: readonly PlistDict[]): Generator<FileName> {
  const ids = new Set(plists.flatMap((plist) => [...appIdsOf(plist)]));
  for (const id of ids) {
    yield { domain: 'HomeDomain', relativePath: `Library/Preferences/${id}.plist` };
    for (const kind of ['AppDomain', 'AppDomainGroup', 'AppDomainPlugin']) {
      for (const path of IN_CONTAINERS) {
        const relativePath = path.replace('ID', id);
        for (const companion of /\.(store|sqlite)$/.test(path) ? COMPANIONS : ['']) {
          yield { domain: `${kind}-${id}`, relativePath: relativePath + companion };
        }
      }
    }
  }
}

function* appIdsOf(plist: PlistDict): Generator<string> {
  for (const value of arrayAt(plist, 'Installed Applications') ?? []) if (typeof value === 'string') yield value;
  for (const [container, facts] of dictAt(plist, 'Applications') ?? []) {
    yield container;
    const id = facts instanceof Map ? stringAt(facts, 'CFBundleIdentifier') : undefined;
    if (id !== undefined) yield id;
  }
}

/** Folders of the camera that are tried; each holds up to a thousand pictures. */
const CAMERA_FOLDERS = 40;
const PICTURES = 10_000;

/** `extensions` as they occur: every one more is 400,000 hashes. */
export function* namesOfPictures(extensions: readonly string[]): Generator<FileName> {
  for (let folder = 100; folder < 100 + CAMERA_FOLDERS; folder++) {
    for (let picture = 0; picture < PICTURES; picture++) {
      const name = `Media/DCIM/${folder}APPLE/IMG_${String(picture).padStart(4, '0')}`;
      for (const extension of extensions) yield { domain: 'CameraRollDomain', relativePath: `${name}.${extension}` };
    }
  }
}
