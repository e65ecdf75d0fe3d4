/** Info.plist: what the computer wrote down about the phone. The device does not need it, but people and other tools do. */
import { arrayAt, dataAt, dateAt, dictAt, stringAt } from '../plist/accessors.ts';
import { malformed } from '../plist/malformed.ts';
import { parsePlist } from '../plist/parse-plist.ts';
import type { PlistDict, PlistValue } from '../plist/value.ts';
import { writeXmlPlist } from '../plist/xml-writer.ts';
import { BACKUP_PLIST_LIMITS } from './plist-limits.ts';

/** The keys that hold texts, as Finder, iTunes and idevicebackup2 write them. */
const textKeys = {
  buildVersion: 'Build Version',
  deviceName: 'Device Name',
  displayName: 'Display Name',
  iccid: 'ICCID',
  imei: 'IMEI',
  imei2: 'IMEI 2',
  meid: 'MEID',
  phoneNumber: 'Phone Number',
  productName: 'Product Name',
  productType: 'Product Type',
  productVersion: 'Product Version',
  serialNumber: 'Serial Number',
  /** The UDID as the device gives it. */
  targetIdentifier: 'Target Identifier',
  targetType: 'Target Type',
  /** The UDID in upper case. */
  uniqueIdentifier: 'Unique Identifier',
  itunesVersion: 'iTunes Version',
} as const;

type TextField = keyof typeof textKeys;

/** Every field may be missing: hosts differ, and a backup restores without this file. */
export interface BackupInfo extends Partial<Record<TextField, string>> {
  /** Bundle id → {ApplicationSINF, iTunesMetadata, PlaceholderIcon: data}. */
  applications?: PlistDict;
  /** 32 upper-case hex digits (pymobiledevice3 writes 16 bytes of data instead; read as digits). */
  guid?: string;
  installedApplications?: string[];
  lastBackupDate?: Date;
  ibooksData2?: Uint8Array;
  /** File name → data, from the phone's iTunes_Control folder. */
  itunesFiles?: PlistDict;
  itunesSettings?: PlistDict;
  /** The whole dictionary as read, with the keys that are not known here. */
  raw?: PlistDict;
}

/**
 * Reads Info.plist, XML or binary. A value of another type than usual counts as missing (it stays in `raw`).
 * @throws FormatError `plist-malformed` or `plist-limit`
 */
export function decodeBackupInfo(bytes: Uint8Array): BackupInfo {
  const raw = parsePlist(bytes, BACKUP_PLIST_LIMITS['Info.plist']);
  if (!(raw instanceof Map)) throw malformed('Info.plist does not contain a dictionary');
  const guid = dataAt(raw, 'GUID');
  return withoutUndefined({
    ...textsOf(raw),
    applications: dictAt(raw, 'Applications'),
    guid: guid ? Buffer.from(guid).toString('hex').toUpperCase() : stringAt(raw, 'GUID'),
    installedApplications: arrayAt(raw, 'Installed Applications')?.filter((id) => typeof id === 'string'),
    lastBackupDate: dateAt(raw, 'Last Backup Date'),
    ibooksData2: dataAt(raw, 'iBooks Data 2'),
    itunesFiles: dictAt(raw, 'iTunes Files'),
    itunesSettings: dictAt(raw, 'iTunes Settings'),
    raw,
  });
}

/** Writes Info.plist as XML with the keys in alphabetical order, like Finder and idevicebackup2. Unknown keys of `raw` are kept. */
export function encodeBackupInfo(info: BackupInfo): Uint8Array {
  const plist: PlistDict = new Map(info.raw);
  const known: Record<string, PlistValue | undefined> = {
    Applications: info.applications,
    GUID: info.guid,
    'Installed Applications': info.installedApplications,
    'Last Backup Date': info.lastBackupDate,
    'iBooks Data 2': info.ibooksData2,
    'iTunes Files': info.itunesFiles,
    'iTunes Settings': info.itunesSettings,
  };
  for (const field of textFields) known[textKeys[field]] = info[field];
  for (const [key, value] of Object.entries(known)) if (value !== undefined) plist.set(key, value);
  return writeXmlPlist(new Map([...plist].sort(([a], [b]) => (a < b ? -1 : 1))));
}

const textFields = Object.keys(textKeys) as TextField[];

function textsOf(raw: PlistDict): Partial<Record<TextField, string>> {
  return Object.fromEntries(textFields.map((field) => [field, stringAt(raw, textKeys[field])]));
}

type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** Absent fields are absent, not present with the value undefined. */
function withoutUndefined(info: Loose<BackupInfo>): BackupInfo {
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined));
}
