/** Manifest.plist: what the device says about the backup as a whole. */
import { FormatError } from '../errors.ts';
import { boolAt, dataAt, dateAt, dictAt, stringAt } from '../plist/accessors.ts';
import { writeBinaryPlist } from '../plist/binary-writer.ts';
import { parsePlist } from '../plist/parse-plist.ts';
import type { PlistDict, PlistValue } from '../plist/value.ts';
import { BACKUP_PLIST_LIMITS } from './plist-limits.ts';

export interface ManifestProperties {
  /** "10.0" since iOS 10; the device accepts 7.4 to below 11.0. */
  version: string;
  systemDomainsVersion?: string;
  date?: Date;
  /** This decides whether a backup is encrypted; a keybag is there either way. */
  isEncrypted: boolean;
  wasPasscodeSet: boolean;
  backupKeyBag?: Uint8Array;
  /** 44 bytes: class (32 bits, little-endian) and wrapped key of an encrypted Manifest.db. */
  manifestKey?: Uint8Array;
  /** The device's names and versions, and settings of its sync services. */
  lockdown: PlistDict;
  /** Container identifier → {CFBundleIdentifier, CFBundleVersion, ContainerContentClass, Path}. */
  applications: PlistDict;
  /** The whole dictionary as read, with the keys that are not known here. */
  raw: PlistDict;
}

/**
 * Reads Manifest.plist of any era. Only `Version` and `IsEncrypted` are required.
 * @throws FormatError `manifest-malformed`, `data.key` names the key
 */
export function decodeManifestProperties(bytes: Uint8Array): ManifestProperties {
  const raw = readPlist(bytes);
  const properties: ManifestProperties = {
    version: stringAt(raw, 'Version') ?? malformedManifest('Version'),
    isEncrypted: boolAt(raw, 'IsEncrypted') ?? malformedManifest('IsEncrypted'),
    wasPasscodeSet: boolAt(raw, 'WasPasscodeSet') ?? false,
    lockdown: dictAt(raw, 'Lockdown') ?? emptyDict(),
    applications: dictAt(raw, 'Applications') ?? emptyDict(),
    raw,
  };
  const systemDomainsVersion = stringAt(raw, 'SystemDomainsVersion');
  const date = dateAt(raw, 'Date');
  const backupKeyBag = dataAt(raw, 'BackupKeyBag');
  const manifestKey = dataAt(raw, 'ManifestKey');
  if (systemDomainsVersion !== undefined) properties.systemDomainsVersion = systemDomainsVersion;
  if (date) properties.date = date;
  if (backupKeyBag) properties.backupKeyBag = backupKeyBag;
  if (manifestKey) properties.manifestKey = manifestKey;
  return properties;
}

/** Writes Manifest.plist in binary, as devices do. Unknown keys of `raw` are kept in their place. A known key that is undefined is left out. */
export function encodeManifestProperties(properties: Omit<ManifestProperties, 'raw'> & { raw?: PlistDict }): Uint8Array {
  const known: Record<string, PlistValue | undefined> = {
    BackupKeyBag: properties.backupKeyBag,
    Version: properties.version,
    Date: properties.date,
    ManifestKey: properties.manifestKey,
    SystemDomainsVersion: properties.systemDomainsVersion,
    WasPasscodeSet: properties.wasPasscodeSet,
    Lockdown: properties.lockdown,
    Applications: properties.applications,
    IsEncrypted: properties.isEncrypted,
  };
  const plist: PlistDict = new Map(properties.raw);
  for (const [key, value] of Object.entries(known)) {
    if (value === undefined) plist.delete(key);
    else plist.set(key, value);
  }
  return writeBinaryPlist(plist);
}

function emptyDict(): PlistDict {
  return new Map();
}

function readPlist(bytes: Uint8Array): PlistDict {
  let plist: PlistValue;
  try {
    plist = parsePlist(bytes, BACKUP_PLIST_LIMITS['Manifest.plist']);
  } catch (error) {
    throw new FormatError('manifest-malformed', 'Manifest.plist: no readable property list', { cause: error });
  }
  if (!(plist instanceof Map)) throw new FormatError('manifest-malformed', 'Manifest.plist: not a dictionary');
  return plist;
}

function malformedManifest(key: string): never {
  throw new FormatError('manifest-malformed', `Manifest.plist: ${key} is missing or has the wrong type`, { data: { key } });
}
