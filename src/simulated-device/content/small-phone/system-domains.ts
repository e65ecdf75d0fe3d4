/** Files of system daemons: small files with other owners in many domains. */
import { addDatabase, addPlist, addText, addXmlPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { Insert } from '../sqlite-file.ts';

const ROOT = { userId: 0, groupId: 0, protectionClass: 4 };
/** The user "_wireless". */
const WIRELESS = { userId: 25, groupId: 25, protectionClass: 3 };
const NOBODY = { userId: -2, groupId: -2 };

export function addSystemDomains(phone: PhoneBuilder): void {
  addRadio(phone);
  addNetwork(phone);
  addHomeKitAndKeyboard(phone);
  addRootOwned(phone);
  addContainers(phone);
}

function addRadio(phone: PhoneBuilder): void {
  const wireless = phone.domain('WirelessDomain', WIRELESS);
  const usage = `CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZPROCNAME VARCHAR, ZBUNDLENAME VARCHAR); CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZWIFIIN FLOAT, ZWIFIOUT FLOAT, ZWWANIN FLOAT, ZWWANOUT FLOAT);`;
  const fill = (insert: Insert) => {
    const random = phone.random('data usage');
    for (let id = 1; id <= 20; id++) {
      insert('ZPROCESS', { Z_PK: id, ZPROCNAME: `process${id}`, ZBUNDLENAME: `com.example.process${id}` });
      insert('ZLIVEUSAGE', {
        Z_PK: id,
        ZHASPROCESS: id,
        ZWIFIIN: random.int(0, 1e6),
        ZWIFIOUT: random.int(0, 1e6),
        ZWWANIN: 0,
        ZWWANOUT: 0,
      });
    }
  };
  addDatabase(wireless, 'Library/Databases/DataUsage.sqlite', { schema: usage, fill });
  const cellular = `CREATE TABLE _SqliteDatabaseProperties (key TEXT, value TEXT, UNIQUE(key)); CREATE TABLE subscriber_info (ROWID INTEGER PRIMARY KEY, subscriber_id TEXT, subscriber_mdn TEXT, tag INTEGER);`;
  addDatabase(wireless, 'Library/Databases/CellularUsage.db', { schema: cellular, fill: () => undefined });
  addPlist(wireless, 'Library/Preferences/com.apple.commcenter.plist', () => dict({ AirplaneModeEnabled: false, DataRoaming: false }));
  addPlist(wireless, 'Library/Preferences/com.apple.commcenter.device_specific_nobackup.plist', () => dict({ Version: 1n }), NOBODY);
}

function addNetwork(phone: PhoneBuilder): void {
  const preferences = phone.domain('SystemPreferencesDomain', ROOT);
  const network = (ssid: string, seconds: number) =>
    dict({ SSID: new TextEncoder().encode(ssid), SupportedSecurityTypes: 'WPA2 Personal', AddedAt: new Date(seconds * 1000) });
  addPlist(preferences, 'com.apple.wifi.known-networks.plist', () =>
    dict({
      'wifi.network.ssid.Sample Network 1': network('Sample Network 1', phone.now - 9e6),
      'wifi.network.ssid.Sample Network 2': network('Sample Network 2', phone.now - 3e6),
    }),
  );
  addPlist(preferences, 'SystemConfiguration/com.apple.wifi.plist', () => dict({ AllowEnable: true, 'List of known networks': [] }));
  addXmlPlist(preferences, 'SystemConfiguration/preferences.plist', () =>
    dict({ Model: 'D17AP', System: dict({ ComputerName: 'iPhone' }) }),
  );
  addXmlPlist(preferences, 'SystemConfiguration/com.apple.networkextension.plist', () => dict({ Version: 1n }));
  addXmlPlist(preferences, 'SystemConfiguration/NetworkInterfaces.plist', () => dict({ Interfaces: [] }));
}

function addHomeKitAndKeyboard(phone: PhoneBuilder): void {
  const homeKit = phone.domain('HomeKitDomain');
  const store = `CREATE TABLE ZHOME (Z_PK INTEGER PRIMARY KEY, ZNAME VARCHAR, ZUUID VARCHAR);`;
  const home = (insert: Insert) => {
    insert('ZHOME', { Z_PK: 1, ZNAME: 'Sample Home 1', ZUUID: phone.random('home').uuid() });
  };
  addDatabase(homeKit, 'Library/homed/datastore.sqlite', { schema: store, fill: home });
  const keyboard = phone.domain('KeyboardDomain', { protectionClass: 3 });
  const words = (insert: Insert) => {
    for (let id = 1; id <= 30; id++) insert('learned', { id, word: `sampleword${id}`, frequency: id });
  };
  const schema = `CREATE TABLE learned (id INTEGER PRIMARY KEY, word TEXT, frequency INTEGER);`;
  addDatabase(keyboard, 'Library/Keyboard/user_model_database.sqlite', { schema, fill: words });
  addText(keyboard, 'Library/Keyboard/en-dynamic.lm/meta.json', '{"version":1}\n');
  keyboard.file('Library/Keyboard/en-dynamic.lm/dynamic-lexicon.dat', () => phone.random('lexicon').bytes(4096));
}

function addRootOwned(phone: PhoneBuilder): void {
  const root = phone.domain('RootDomain', ROOT);
  for (const name of [
    'com.apple.MobileBackup',
    'com.apple.coreservices.appleidauthenticationinfo',
    'com.apple.preferences.network',
    'com.apple.backupd',
  ]) {
    addPlist(root, `Library/Preferences/${name}.plist`, () => dict({ Version: 1n, Enabled: true }), { permissions: 0o600 });
  }
  addPlist(root, 'Library/Caches/locationd/clients.plist', () => dict({ 'com.apple.Maps': dict({ Authorization: 2n }) }));
  const database = phone.domain('DatabaseDomain', ROOT);
  database.symlink('timezone/localtime', '/var/db/timezone/zoneinfo/Etc/UTC');
  addXmlPlist(database, 'com.apple.xpc.launchd/disabled.plist', () => dict({ 'com.apple.sample.disabled': true }));
  addPlist(database, 'lsd/com.apple.lsdidentifiers.plist', () => dict({ LSVendors: dict({}) }), { permissions: 0o600 });
  const managed = phone.domain('ManagedPreferencesDomain', ROOT);
  addPlist(managed, 'mobile/.GlobalPreferences.plist', () => dict({}));
  phone.domain('MobileDeviceDomain').directory('ProvisioningProfiles');
  const install = phone.domain('InstallDomain', { userId: 33, groupId: 33, protectionClass: 4 });
  addPlist(install, 'BackedUpState/LastLaunchServicesMap.plist', () => dict({ User: dict({}), System: dict({}) }));
  addPlist(install, 'BackedUpState/SystemAppInstallState.plist', () => dict({ Version: 1n }));
}

function addContainers(phone: PhoneBuilder): void {
  const profiles = phone.domain('SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles');
  for (const name of ['ProfileTruth', 'EffectiveUserSettings', 'PayloadManifest', 'MCSettingsEvents', 'CloudConfigurationDetails']) {
    addPlist(profiles, `Library/ConfigurationProfiles/${name}.plist`, () => dict({ Version: 1n }));
  }
  const pasteboard = phone.domain('SysSharedContainerDomain-systemgroup.com.apple.pisco.suinfo');
  addPlist(pasteboard, 'Library/SUInfo.plist', () => dict({ LastChecked: new Date((phone.now - 86_400) * 1000) }));
  for (const id of ['com.apple.geod', 'com.apple.adattributiond', 'com.apple.findmydeviced']) {
    const daemon = phone.domain(`SysContainerDomain-${id}`, { userId: 0, groupId: 0 });
    addPlist(daemon, `Library/Preferences/${id}.plist`, () => dict({ Version: 1n }));
    daemon.directory('Documents');
  }
}
