/** Files of system daemons: small files with other owners in many domains. */
import { addPlist, addText, addXmlPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { insertStoreTables } from '../core-data.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { CELLULAR_USAGE_SCHEMA, DATA_USAGE_SCHEMA, HOME_SCHEMA, TYPING_MODEL_SCHEMA } from '../schemas/settings-schemas.ts';
import type { Insert } from '../sqlite-file.ts';

const ROOT = { userId: 0, groupId: 0, protectionClass: 4 };
/** The user "_wireless". */
const WIRELESS = { userId: 25, groupId: 25, protectionClass: 3 };
const NOBODY = { userId: -2, groupId: -2 };
/** Core Data's numbers of the kinds of rows in DataUsage.sqlite. */
const ENTITY_USAGE = 1;
const ENTITY_PROCESS = 2;
/** A process, and the app that it is of. */
const NETWORK_USERS: readonly (readonly [process: string, bundle?: string])[] = [
  ...(['mDNSResponder', 'apsd', 'cloudd', 'nsurlsessiond', 'mediaserverd', 'locationd', 'identityservicesd', 'timed'] as const).map(
    (name) => [name] as const,
  ),
  ['MobileSafari', 'com.apple.mobilesafari'],
  ['MobileSMS', 'com.apple.MobileSMS'],
  ['Maps', 'com.apple.Maps'],
  ['Weather', 'com.apple.weather'],
  ['FieldNotes', 'com.example.fieldnotes'],
  ['TrailMap', 'com.example.trailmap'],
];

export function addSystemDomains(phone: PhoneBuilder): void {
  addRadio(phone);
  addNetwork(phone);
  addHomeKitAndKeyboard(phone);
  addRootOwned(phone);
  addContainers(phone);
}

function addRadio(phone: PhoneBuilder): void {
  const wireless = phone.domain('WirelessDomain', WIRELESS);
  addKnownDatabase(wireless, 'Library/Databases/DataUsage.sqlite', {
    schema: DATA_USAGE_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      fillDataUsage(insert, phone);
    },
  });
  addKnownDatabase(wireless, 'Library/Databases/CellularUsage.db', {
    schema: CELLULAR_USAGE_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      insert('_SqliteDatabaseProperties', { key: '_ClientVersion', value: '1' });
    },
  });
  addPlist(wireless, 'Library/Preferences/com.apple.commcenter.plist', () => dict({ AirplaneModeEnabled: false, DataRoaming: false }));
  addPlist(wireless, 'Library/Preferences/com.apple.commcenter.device_specific_nobackup.plist', () => dict({ Version: 1n }), NOBODY);
}

/** Who used the network, and how much: Apple's programs by name, and the two apps. */
function fillDataUsage(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('data usage');
  const kinds = [
    { number: ENTITY_USAGE, name: 'LiveUsage', rows: NETWORK_USERS.length },
    { number: ENTITY_PROCESS, name: 'Process', rows: NETWORK_USERS.length },
  ];
  insertStoreTables(insert, kinds, random);
  for (const [index, [process, bundle]] of NETWORK_USERS.entries()) {
    const id = index + 1;
    const last = appleSeconds(phone.now) - random.int(60, 86_400);
    const first = last - random.int(10, 300) * 86_400;
    const name = bundle === undefined ? process : `${process}/${bundle}`;
    const times = { ZFIRSTTIMESTAMP: first, ZTIMESTAMP: last };
    insert('ZPROCESS', { Z_PK: id, Z_ENT: ENTITY_PROCESS, Z_OPT: 1, ...times, ZBUNDLENAME: bundle ?? null, ZPROCNAME: name });
    const traffic = {
      ZWIFIIN: random.int(0, 1e6),
      ZWIFIOUT: random.int(0, 1e6),
      ZWWANIN: random.int(0, 1e5),
      ZWWANOUT: random.int(0, 1e5),
    };
    insert('ZLIVEUSAGE', { Z_PK: id, Z_ENT: ENTITY_USAGE, Z_OPT: 1, ZKIND: 0, ZHASPROCESS: id, ZTIMESTAMP: last, ...traffic });
  }
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
  addKnownDatabase(homeKit, 'Library/homed/datastore.sqlite', {
    schema: HOME_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      insertStoreTables(insert, [], phone.random('home'));
    },
  });
  const keyboard = phone.domain('KeyboardDomain', { protectionClass: 3 });
  addKnownDatabase(keyboard, 'Library/Keyboard/user_model_database.sqlite', {
    schema: TYPING_MODEL_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      const date = appleSeconds(phone.now) - 30 * 86_400;
      for (let id = 1; id <= 30; id++) {
        const counted = { key: `com.apple.sample.counter.${id}`, value: id, creation_date: date, last_update_date: date + id * 3600 };
        insert('usermodeldurablerecords', { ROWID: id, ...counted, journaled: 0 });
      }
    },
  });
  addText(keyboard, 'Library/Keyboard/en-dynamic.lm/meta.json', '{"version":1}\n');
  keyboard.file('Library/Keyboard/langlikelihood.dat', () => phone.random('languages').bytes(512));
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
  for (const name of [
    'ProfileTruth',
    'EffectiveUserSettings',
    'PayloadManifest',
    'MCSettingsEvents',
    'MCProfileEvents',
    'CloudConfigurationDetails',
  ]) {
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
