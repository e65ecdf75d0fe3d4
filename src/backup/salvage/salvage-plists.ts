/** The property lists of the repaired backup: as found, else put together from what the others tell. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import {
  BACKUP_PLIST_LIMITS,
  boolAt,
  dataAt,
  dateAt,
  dict,
  dictAt,
  encodeBackupInfo,
  encodeManifestProperties,
  encodeStatus,
  stringAt,
  type ClassKeys,
  type PlistDict,
} from '../../formats/index.ts';
import { smallFileIfAny } from '../small-file.ts';
import type { PlistName } from '../read/backup.ts';
import { dictionaryOf, valueOf } from '../read/plist-reading.ts';
import { udidOfName } from '../read/summary.ts';
import { fittingManifestKeys, opens, type KeyMaterial } from './key-material.ts';
import type { SalvagePlace } from './salvage-places.ts';
import type { SalvagedPlist } from './salvage-report.ts';

interface WrittenPlist extends SalvagedPlist {
  /** Undefined when there is nothing to write. */
  readonly bytes: Uint8Array | undefined;
}

interface PlistContext {
  readonly path: string;
  readonly places: readonly SalvagePlace[];
  readonly material: readonly KeyMaterial[];
  readonly isEncrypted: boolean;
  readonly classKeys: ClassKeys | undefined;
  /** The keybag that the password has opened, if that is known. */
  readonly keybag: Uint8Array | undefined;
  readonly catalogue: 'Manifest.db' | 'Manifest.mbdb';
  /** The catalogue of the repaired backup is to be encrypted. */
  readonly encryptsCatalogue: boolean;
  /** Every file of one whole catalogue is there and fits: nothing speaks against a finished run. */
  readonly looksFinished: boolean;
}

/** What names the phone, from whichever property list has it. */
interface PhoneFacts {
  readonly UniqueDeviceID?: string;
  readonly ProductVersion?: string;
  readonly ProductType?: string;
  readonly BuildVersion?: string;
  readonly DeviceName?: string;
  readonly SerialNumber?: string;
}

/** As Lockdown of Manifest.plist and Info.plist call them. */
const FACTS = [
  ['UniqueDeviceID', 'Target Identifier'],
  ['ProductVersion', 'Product Version'],
  ['ProductType', 'Product Type'],
  ['BuildVersion', 'Build Version'],
  ['DeviceName', 'Device Name'],
  ['SerialNumber', 'Serial Number'],
] as const;

export function phoneFacts(path: string, places: readonly SalvagePlace[]): PhoneFacts {
  const facts: Partial<Record<(typeof FACTS)[number][0], string>> = {};
  for (const { plists } of places) {
    const manifest = dictionaryOf(plists['Manifest.plist']);
    const lockdown = manifest && dictAt(manifest, 'Lockdown');
    const info = dictionaryOf(plists['Info.plist']);
    for (const [device, host] of FACTS) {
      const value = (lockdown && stringAt(lockdown, device)) ?? (info && stringAt(info, host));
      if (value !== undefined && value !== '') facts[device] ??= value;
    }
  }
  const udid = udidOfName(basename(path));
  if (udid !== undefined) facts.UniqueDeviceID ??= udid;
  return facts;
}

/** When the device made the backup, as far as anything tells. */
export function backupDate(places: readonly SalvagePlace[]): Date | undefined {
  for (const { plists } of places) {
    const manifest = dictionaryOf(plists['Manifest.plist']);
    const info = dictionaryOf(plists['Info.plist']);
    const date =
      valueOf(plists['Status.plist'])?.date ?? (manifest && dateAt(manifest, 'Date')) ?? (info && dateAt(info, 'Last Backup Date'));
    if (date !== undefined) return date;
  }
  return undefined;
}

export function salvagePlists(context: PlistContext): WrittenPlist[] {
  return [manifestPlist(context), statusPlist(context), infoPlist(context)];
}

function asFound({ places }: PlistContext, name: PlistName, fits: (place: SalvagePlace) => boolean = () => true): WrittenPlist | undefined {
  for (const place of places) {
    const path = place.plists[name].state === 'read' ? place.folder.locate(name) : undefined;
    if (path === undefined || !fits(place)) continue;
    const bytes = smallFileIfAny(path, BACKUP_PLIST_LIMITS[name].maxBytes);
    if (bytes !== undefined) return { name, from: place.kind, sure: 'consistent', lacking: [], bytes };
  }
  return undefined;
}

/** Of an encrypted backup only one with a keybag that the password opens is of use. */
function manifestPlist(context: PlistContext): WrittenPlist {
  const fits = (place: SalvagePlace) => {
    const plist = dictionaryOf(place.plists['Manifest.plist']);
    return plist !== undefined && boolAt(plist, 'IsEncrypted') === context.isEncrypted && hasKeysOf(plist, context);
  };
  return asFound(context, 'Manifest.plist', fits) ?? rebuiltManifest(context);
}

function hasKeysOf(plist: PlistDict, { isEncrypted, classKeys, keybag, encryptsCatalogue }: PlistContext): boolean {
  if (!isEncrypted) return true;
  const own = dataAt(plist, 'BackupKeyBag');
  const manifestKey = dataAt(plist, 'ManifestKey');
  if (own === undefined || (keybag !== undefined && Buffer.compare(own, keybag) !== 0)) return false;
  if (!encryptsCatalogue) return true;
  return manifestKey !== undefined && classKeys !== undefined && opens(classKeys, manifestKey);
}

function rebuiltManifest(context: PlistContext): WrittenPlist {
  const { places, isEncrypted, catalogue } = context;
  const raw = places.map(({ plists }) => dictionaryOf(plists['Manifest.plist'])).find((plist) => plist !== undefined);
  const carved = context.material.find(({ isCarved, keybag }) => isCarved && keybag !== undefined);
  const keybag =
    context.keybag ?? (raw && dataAt(raw, 'BackupKeyBag')) ?? context.material.find((each) => each.keybag !== undefined)?.keybag;
  const lockdown = (raw && dictAt(raw, 'Lockdown')) ?? dict({ ...phoneFacts(context.path, places) });
  const applications = raw && dictAt(raw, 'Applications');
  const manifestKey =
    context.encryptsCatalogue && context.classKeys ? fittingManifestKeys(context.material, context.classKeys)[0] : undefined;
  const date = backupDate(places);
  const bytes = encodeManifestProperties({
    version: (raw && stringAt(raw, 'Version')) ?? (catalogue === 'Manifest.db' ? '10.0' : '9.1'),
    isEncrypted,
    wasPasscodeSet: (raw && boolAt(raw, 'WasPasscodeSet')) ?? false,
    lockdown,
    applications: applications ?? dict({}),
    ...(date === undefined ? {} : { date }),
    ...(keybag === undefined ? {} : { backupKeyBag: keybag }),
    ...(manifestKey === undefined ? {} : { manifestKey }),
    ...(raw === undefined ? {} : { raw }),
  });
  const lacking = [
    ...(applications === undefined ? ['Applications'] : []),
    ...(keybag === undefined ? ['BackupKeyBag'] : []),
    ...(date === undefined ? ['Date'] : []),
    ...(raw !== undefined && dictAt(raw, 'Lockdown') !== undefined ? [] : ['Lockdown']),
    ...(raw === undefined ? ['WasPasscodeSet'] : []),
  ];
  return { name: 'Manifest.plist', from: carved === undefined ? 'rebuilt' : 'damaged-bytes', sure: 'assumed', lacking, bytes };
}

/** "Finished" is never copied on from anywhere but a Status.plist, or said by us as an assumption where all files are there. */
function statusPlist(context: PlistContext): WrittenPlist {
  const found = asFound(context, 'Status.plist', ({ plists }) => valueOf(plists['Status.plist'])?.snapshotState === 'finished');
  if (found !== undefined) return found;
  const unfinished = asFound(context, 'Status.plist');
  if (!context.looksFinished) {
    return unfinished ?? { name: 'Status.plist', from: 'none', sure: null, lacking: ['SnapshotState'], bytes: undefined };
  }
  const status = context.places.map(({ plists }) => valueOf(plists['Status.plist'])).find((each) => each !== undefined);
  const bytes = encodeStatus({
    uuid: status?.uuid ?? randomUUID().toUpperCase(),
    date: backupDate(context.places) ?? new Date(0),
    backupState: 'new',
    snapshotState: 'finished',
    isFullBackup: false,
    version: status?.version ?? (context.catalogue === 'Manifest.db' ? '3.3' : '2.4'),
  });
  return { name: 'Status.plist', from: 'rebuilt', sure: 'assumed', lacking: status === undefined ? ['UUID'] : [], bytes };
}

function infoPlist(context: PlistContext): WrittenPlist {
  const found = asFound(context, 'Info.plist');
  if (found !== undefined) return found;
  const facts = phoneFacts(context.path, context.places);
  const { UniqueDeviceID, DeviceName, ProductType, ProductVersion, BuildVersion, SerialNumber } = facts;
  if (UniqueDeviceID === undefined) {
    return { name: 'Info.plist', from: 'none', sure: null, lacking: ['Target Identifier'], bytes: undefined };
  }
  const date = backupDate(context.places);
  const bytes = encodeBackupInfo({
    targetIdentifier: UniqueDeviceID,
    targetType: 'Device',
    uniqueIdentifier: UniqueDeviceID.toUpperCase(),
    ...(DeviceName === undefined ? {} : { deviceName: DeviceName, displayName: DeviceName }),
    ...(ProductType === undefined ? {} : { productType: ProductType }),
    ...(ProductVersion === undefined ? {} : { productVersion: ProductVersion }),
    ...(BuildVersion === undefined ? {} : { buildVersion: BuildVersion }),
    ...(SerialNumber === undefined ? {} : { serialNumber: SerialNumber }),
    ...(date === undefined ? {} : { lastBackupDate: date }),
  });
  const missing = FACTS.flatMap(([device, host]) => (facts[device] === undefined ? [host] : []));
  return { name: 'Info.plist', from: 'rebuilt', sure: 'assumed', lacking: ['Applications', 'GUID', 'iTunes Files', ...missing], bytes };
}
