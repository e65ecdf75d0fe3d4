/** Info.plist, which the host writes: what Finder and the device restore from, made of what the device has told. */
import { dict, stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';

/** What was gathered from the device for one backup. */
export interface DeviceInfo {
  readonly udid: string;
  /** lockdownd's values without a domain. */
  readonly values: PlistDict;
  readonly iTunesSettings: PlistDict;
  readonly minITunesVersion: string | undefined;
  readonly applications: readonly ApplicationInfo[];
  /** Name → content of the files in /iTunes_Control/iTunes. */
  readonly iTunesFiles: ReadonlyMap<string, Uint8Array>;
  readonly iBooksData: Uint8Array | undefined;
}

export interface ApplicationInfo {
  readonly bundleId: string;
  readonly sinf?: Uint8Array | undefined;
  readonly metadata?: Uint8Array | undefined;
  readonly icon?: Uint8Array | undefined;
}

/** Named when the device does not say which version of iTunes it wants; iPads leave it out. */
const FALLBACK_ITUNES_VERSION = '10.0.1';

/**
 * Keys as iTunes, Finder and idevicebackup2 write them; what the device does not have is left out.
 */
export function makeInfoPlist(info: DeviceInfo, now: Date, guid: string): PlistDict {
  const value = (key: string) => stringAt(info.values, key);
  return dict({
    Applications: applicationsDict(info.applications),
    'Build Version': value('BuildVersion'),
    'Device Name': value('DeviceName'),
    'Display Name': value('DeviceName'),
    GUID: guid,
    ICCID: value('IntegratedCircuitCardIdentity'),
    'ICCID 2': value('IntegratedCircuitCardIdentity2'),
    IMEI: value('InternationalMobileEquipmentIdentity'),
    'IMEI 2': value('InternationalMobileEquipmentIdentity2'),
    'Installed Applications': info.applications.map(({ bundleId }) => bundleId),
    'Last Backup Date': new Date(Math.trunc(now.getTime() / 1000) * 1000),
    MEID: value('MobileEquipmentIdentifier'),
    'Phone Number': value('PhoneNumber'),
    'Product Name': value('MarketingName'),
    'Product Type': value('ProductType'),
    'Product Version': value('ProductVersion'),
    'Serial Number': value('SerialNumber'),
    'Target Identifier': info.udid,
    'Target Type': 'Device',
    'Unique Identifier': info.udid.toUpperCase(),
    'iBooks Data 2': info.iBooksData,
    'iTunes Files': new Map<string, PlistValue>(info.iTunesFiles),
    'iTunes Settings': info.iTunesSettings,
    'iTunes Version': info.minITunesVersion ?? FALLBACK_ITUNES_VERSION,
  });
}

/** Only an application with both its licence and its metadata can be put back by a restore. */
function applicationsDict(applications: readonly ApplicationInfo[]): PlistDict {
  const entries: PlistDict = new Map();
  for (const { bundleId, sinf, metadata, icon } of applications) {
    if (sinf === undefined || metadata === undefined) continue;
    entries.set(bundleId, dict({ ApplicationSINF: sinf, PlaceholderIcon: icon, iTunesMetadata: metadata }));
  }
  return entries;
}
