/**
 * iCloud as a simulated phone stages it: what it is, what can be changed, and both as property lists. No real phone tells any of this to a
 * computer.
 */
import { arrayAt, boolAt, dateAt, dict, dictAt, numberAt, stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';

/**
 * The account behind iCloud Backup. With 'none' and 'not-provisioned' (signed in, but not set up for backups), the phone refuses to turn iCloud
 * Backup on or off.
 */
export type CloudAccount = 'none' | 'signed-in' | 'not-provisioned';

/** The accounts that can be staged. */
export const CLOUD_ACCOUNTS: readonly CloudAccount[] = ['none', 'signed-in', 'not-provisioned'];

/**
 * What an automatic iCloud backup needs, in the order in which the first that is missing is named: an account, the switch, power, Wi-Fi, a locked
 * screen, and enough space in iCloud. The order is that of Apple's guide.
 */
export type CloudCondition = 'account' | 'switch' | 'power' | 'wifi' | 'locked' | 'space';

/** The conditions of an automatic iCloud backup, in their order. */
export const CLOUD_CONDITIONS: readonly CloudCondition[] = ['account', 'switch', 'power', 'wifi', 'locked', 'space'];

/** One backup in the staged iCloud. */
export interface StagedCloudBackup {
  readonly id: string;
  readonly deviceName: string;
  readonly productType: string;
  readonly productVersion: string;
  /** When it was finished, by the clock of the phone. */
  readonly date: Date;
  /** Bytes. */
  readonly size: number;
  /** Of this phone, not of another device of the same account. */
  readonly isOwn: boolean;
}

/** An app, or the photo library, with its switch in the settings of iCloud Backup. */
export interface StagedCloudApp {
  readonly id: string;
  readonly name: string;
  /** Bytes that the next backup has of it if it is included. */
  readonly size: number;
  readonly isIncluded: boolean;
}

/** What an iCloud backup is doing. */
export type CloudPhase = 'measuring' | 'uploading';

/** How far an iCloud backup is, in bytes. */
export interface CloudProgress {
  readonly phase: CloudPhase;
  readonly done: number;
  readonly total: number;
}

/** How the latest attempt to back up ended. */
export interface StagedCloudAttempt {
  readonly date: Date;
  readonly trigger: 'user' | 'automatic';
  /** 0, or why it is not complete: a number of MBErrorDomain. */
  readonly code: number;
  /** In the words of the phone; empty if the backup is complete. */
  readonly description: string;
}

/** Everything that a simulated phone knows of its staged iCloud. */
export interface StagedCloud {
  /** The time by the clock of the phone. */
  readonly now: Date;
  readonly account: CloudAccount;
  /** The switch of iCloud Backup. */
  readonly isOn: boolean;
  readonly power: boolean;
  readonly wifi: boolean;
  readonly locked: boolean;
  /** Bytes that the plan of the account has. */
  readonly quota: number;
  /** Bytes that photos, files and other services of the account take. */
  readonly otherBytes: number;
  /** Bytes that are left of the plan. */
  readonly freeBytes: number;
  readonly uploadBytesPerSecond: number;
  /** Bytes of the next backup. */
  readonly nextSize: number;
  /** The first condition that keeps the automatic backup from starting; undefined if none does. */
  readonly blockedBy: CloudCondition | undefined;
  /** Milliseconds until the next automatic backup starts if nothing changes; undefined if a condition blocks it. */
  readonly dueInMs: number | undefined;
  /** When the last iCloud backup of this phone was finished. */
  readonly lastBackup: Date | undefined;
  readonly lastAttempt: StagedCloudAttempt | undefined;
  /** The backup that runs now. */
  readonly running: CloudProgress | undefined;
  /** Newest first. Empty without an account. */
  readonly backups: readonly StagedCloudBackup[];
  readonly apps: readonly StagedCloudApp[];
}

/** What can be staged. Whatever is left out stays as it is. */
export interface StagedCloudChanges {
  readonly account?: CloudAccount;
  readonly power?: boolean;
  readonly wifi?: boolean;
  readonly locked?: boolean;
  readonly quota?: number;
  readonly otherBytes?: number;
  readonly uploadBytesPerSecond?: number;
  /** Adds a backup of another, older device with this many bytes. */
  readonly oldBackupBytes?: number;
  /** The switches of apps, by id. */
  readonly apps?: Readonly<Record<string, boolean>>;
}

/** As a property list, for the staging service. */
export function encodeStagedCloud(cloud: StagedCloud): PlistDict {
  return dict({
    Now: cloud.now,
    Account: cloud.account,
    IsOn: cloud.isOn,
    Power: cloud.power,
    WiFi: cloud.wifi,
    Locked: cloud.locked,
    Quota: BigInt(cloud.quota),
    OtherBytes: BigInt(cloud.otherBytes),
    FreeBytes: BigInt(cloud.freeBytes),
    UploadBytesPerSecond: BigInt(cloud.uploadBytesPerSecond),
    NextSize: BigInt(cloud.nextSize),
    BlockedBy: cloud.blockedBy,
    DueInMs: cloud.dueInMs === undefined ? undefined : BigInt(Math.round(cloud.dueInMs)),
    LastBackup: cloud.lastBackup,
    LastAttempt: cloud.lastAttempt && encodeAttempt(cloud.lastAttempt),
    Running: cloud.running && encodeCloudProgress(cloud.running),
    Backups: cloud.backups.map(encodeCloudBackup),
    Apps: cloud.apps.map(({ id, name, size, isIncluded }) => dict({ ID: id, Name: name, Size: BigInt(size), IsIncluded: isIncluded })),
  });
}

/** Throws `protocol-violation` if something is missing. */
export function decodeStagedCloud(message: PlistDict): StagedCloud {
  return {
    now: required(dateAt(message, 'Now'), 'Now'),
    account: required(CLOUD_ACCOUNTS.find(isNamed(message, 'Account')), 'Account'),
    isOn: required(boolAt(message, 'IsOn'), 'IsOn'),
    power: required(boolAt(message, 'Power'), 'Power'),
    wifi: required(boolAt(message, 'WiFi'), 'WiFi'),
    locked: required(boolAt(message, 'Locked'), 'Locked'),
    quota: required(numberAt(message, 'Quota'), 'Quota'),
    otherBytes: required(numberAt(message, 'OtherBytes'), 'OtherBytes'),
    freeBytes: required(numberAt(message, 'FreeBytes'), 'FreeBytes'),
    uploadBytesPerSecond: required(numberAt(message, 'UploadBytesPerSecond'), 'UploadBytesPerSecond'),
    nextSize: required(numberAt(message, 'NextSize'), 'NextSize'),
    blockedBy: CLOUD_CONDITIONS.find(isNamed(message, 'BlockedBy')),
    dueInMs: numberAt(message, 'DueInMs'),
    lastBackup: dateAt(message, 'LastBackup'),
    lastAttempt: decodeAttempt(dictAt(message, 'LastAttempt')),
    running: decodeCloudProgress(dictAt(message, 'Running')),
    backups: dictsAt(message, 'Backups').map(decodeCloudBackup),
    apps: dictsAt(message, 'Apps').map((app) => ({
      id: required(stringAt(app, 'ID'), 'ID'),
      name: required(stringAt(app, 'Name'), 'Name'),
      size: required(numberAt(app, 'Size'), 'Size'),
      isIncluded: required(boolAt(app, 'IsIncluded'), 'IsIncluded'),
    })),
  };
}

/** As a property list, for the staging service. */
export function encodeCloudChanges(changes: StagedCloudChanges): PlistDict {
  const { account, power, wifi, locked, quota, otherBytes, uploadBytesPerSecond, oldBackupBytes, apps } = changes;
  return dict({
    Account: account,
    Power: power,
    WiFi: wifi,
    Locked: locked,
    Quota: bytes(quota),
    OtherBytes: bytes(otherBytes),
    UploadBytesPerSecond: bytes(uploadBytesPerSecond),
    OldBackupBytes: bytes(oldBackupBytes),
    Apps: apps && dict(apps),
  });
}

/** Undefined if a value makes no sense. */
export function decodeCloudChanges(message: PlistDict): StagedCloudChanges | undefined {
  const apps = dictAt(message, 'Apps');
  const account = CLOUD_ACCOUNTS.find(isNamed(message, 'Account'));
  const amounts = ['Quota', 'OtherBytes', 'UploadBytesPerSecond', 'OldBackupBytes'].map((key) => numberAt(message, key));
  if (message.has('Account') && account === undefined) return undefined;
  if (amounts.some((amount) => amount !== undefined && !(Number.isSafeInteger(amount) && amount >= 0))) return undefined;
  const [quota, otherBytes, uploadBytesPerSecond, oldBackupBytes] = amounts;
  if (uploadBytesPerSecond === 0) return undefined;
  const changes = {
    account,
    power: boolAt(message, 'Power'),
    wifi: boolAt(message, 'WiFi'),
    locked: boolAt(message, 'Locked'),
    quota,
    otherBytes,
    uploadBytesPerSecond,
    oldBackupBytes,
    apps: apps && Object.fromEntries([...apps].map(([id, isIncluded]) => [id, isIncluded === true])),
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/** As a property list, for the staging service. */
export function encodeCloudBackup(backup: StagedCloudBackup): PlistDict {
  return dict({
    ID: backup.id,
    DeviceName: backup.deviceName,
    ProductType: backup.productType,
    ProductVersion: backup.productVersion,
    Date: backup.date,
    Size: BigInt(backup.size),
    IsOwn: backup.isOwn,
  });
}

/** Throws `protocol-violation` if something is missing. */
export function decodeCloudBackup(message: PlistDict): StagedCloudBackup {
  return {
    id: required(stringAt(message, 'ID'), 'ID'),
    deviceName: required(stringAt(message, 'DeviceName'), 'DeviceName'),
    productType: required(stringAt(message, 'ProductType'), 'ProductType'),
    productVersion: required(stringAt(message, 'ProductVersion'), 'ProductVersion'),
    date: required(dateAt(message, 'Date'), 'Date'),
    size: required(numberAt(message, 'Size'), 'Size'),
    isOwn: required(boolAt(message, 'IsOwn'), 'IsOwn'),
  };
}

/** As a property list, for the staging service. */
export function encodeCloudProgress({ phase, done, total }: CloudProgress): PlistDict {
  return dict({ Phase: phase, Done: BigInt(done), Total: BigInt(total) });
}

/** Undefined where nothing runs. */
export function decodeCloudProgress(message: PlistDict | undefined): CloudProgress | undefined {
  if (message === undefined) return undefined;
  const phase = stringAt(message, 'Phase') === 'uploading' ? 'uploading' : 'measuring';
  return { phase, done: required(numberAt(message, 'Done'), 'Done'), total: required(numberAt(message, 'Total'), 'Total') };
}

function encodeAttempt({ date, trigger, code, description }: StagedCloudAttempt): PlistDict {
  return dict({ Date: date, Trigger: trigger, Code: BigInt(code), Description: description });
}

function decodeAttempt(message: PlistDict | undefined): StagedCloudAttempt | undefined {
  if (message === undefined) return undefined;
  return {
    date: required(dateAt(message, 'Date'), 'Date'),
    trigger: stringAt(message, 'Trigger') === 'automatic' ? 'automatic' : 'user',
    code: required(numberAt(message, 'Code'), 'Code'),
    description: required(stringAt(message, 'Description'), 'Description'),
  };
}

function bytes(count: number | undefined): bigint | undefined {
  return count === undefined ? undefined : BigInt(count);
}

function dictsAt(message: PlistDict, key: string): PlistDict[] {
  return required(arrayAt(message, key), key).filter((value): value is PlistDict => value instanceof Map);
}

function isNamed(message: PlistDict, key: string): (name: PlistValue) => boolean {
  return (name) => message.get(key) === name;
}

function required<T>(value: T | undefined, key: string): T {
  if (value !== undefined) return value;
  throw new DeviceProtocolError('protocol-violation', `the staging service did not send ${key}`);
}
