/** What a list of devices shows about each: name, model, trust, and backup settings. */
import { isCodedError } from '../base/index.ts';
import { appleDateAt, boolAt, numberAt, stringAt, type PlistDict } from '../formats/index.ts';
import { Device } from './device.ts';
import { DeviceSession } from './device-session.ts';
import { shortText } from './short-text.ts';
import { lockdownErrorName } from './lockdown/lockdown-errors.ts';
import type { AttachedDevice } from './usbmux/attached-device.ts';
import type { UsbmuxClient } from './usbmux/client.ts';

/** Whether a device trusts this computer. `locked` means trusted, but services that read files refuse until somebody unlocks the device. */
export type DeviceTrust = 'trusted' | 'not-trusted' | 'locked';

/** What a list of devices shows about a device. Text comes from the device and must not be trusted. */
export interface DeviceOverview {
  readonly attached: AttachedDevice;
  readonly trust: DeviceTrust;
  readonly name: string | undefined;
  readonly productType: string | undefined;
  readonly productVersion: string | undefined;
  readonly buildVersion: string | undefined;
  /** Only a trusted host learns these, and not from a device that was never unlocked since it started. */
  readonly backup?: DeviceBackupSettings;
}

/** What a device reports about its backups and its storage. */
export interface DeviceBackupSettings {
  /** Whether the device will encrypt its next backup; undefined when it does not say. */
  readonly willEncrypt: boolean | undefined;
  /** When the device itself says that it was last backed up to a computer. */
  readonly lastBackup: Date | undefined;
  /** Device management demands a backup password (`RequiresEncryption`). */
  readonly requiresEncryption: boolean;
  /** Whether iCloud Backup is on; undefined when the device does not say. */
  readonly cloudEnabled: boolean | undefined;
  /** When the device says that it was last backed up to iCloud; most devices do not say. */
  readonly lastCloudBackup: Date | undefined;
  readonly totalBytes: number | undefined;
  readonly freeBytes: number | undefined;
}

/**
 * Reads what a list of devices shows about a device. Throws if the device cannot be read: `link-lost`, `no-such-device`, `tls-failed`,
 * `pair-record-invalid` …
 *
 * @example
 * ```ts
 * const [attached] = await mux.listDevices();
 * if (attached !== undefined) console.log((await readDeviceOverview(mux, attached)).trust);
 * ```
 */
export async function readDeviceOverview(mux: UsbmuxClient, attached: AttachedDevice, signal?: AbortSignal): Promise<DeviceOverview> {
  const values = await new Device(mux, attached).getPublicValues(undefined, signal);
  const described = {
    attached,
    name: shownAt(values, 'DeviceName'),
    productType: shownAt(values, 'ProductType'),
    productVersion: shownAt(values, 'ProductVersion'),
    buildVersion: shownAt(values, 'BuildVersion'),
  };
  const record = await mux.readPairRecord(attached.udid, signal);
  if (record === undefined) return { ...described, trust: 'not-trusted' };
  try {
    await using session = await DeviceSession.open(mux, attached, record, signal);
    const isLocked = (await session.getValue(undefined, 'PasswordProtected')) === true;
    return { ...described, trust: isLocked ? 'locked' : 'trusted', backup: await readBackupSettings(session) };
  } catch (error) {
    if (isCodedError(error, 'not-trusted')) return { ...described, trust: 'not-trusted' };
    if (isCodedError(error, 'device-locked')) return { ...described, trust: 'locked' };
    throw error;
  }
}

function shownAt(values: PlistDict, key: string): string | undefined {
  const text = stringAt(values, key);
  return text === undefined ? undefined : shortText(text);
}

async function readBackupSettings(session: DeviceSession): Promise<DeviceBackupSettings> {
  const backup = await readBackupDomain(session);
  // The factory domain holds the same numbers and, unlike the plain one, is quick.
  const disk = await session.getValues('com.apple.disk_usage.factory');
  return {
    // A device on which encryption was never switched has no such key; one that hides the whole domain says nothing about it.
    willEncrypt: backup.size === 0 ? undefined : (boolAt(backup, 'WillEncrypt') ?? false),
    lastBackup: appleDateAt(backup, 'LastiTunesBackupDate'),
    requiresEncryption: boolAt(backup, 'RequiresEncryption') ?? false,
    cloudEnabled: boolAt(backup, 'CloudBackupEnabled'),
    lastCloudBackup: appleDateAt(backup, 'LastCloudBackupDate'),
    totalBytes: numberAt(disk, 'TotalDiskCapacity'),
    freeBytes: numberAt(disk, 'AmountDataAvailable'),
  };
}

/** Empty when the device does not let this host see it. */
async function readBackupDomain(session: DeviceSession): Promise<PlistDict> {
  try {
    return await session.getValues('com.apple.mobile.backup');
  } catch (error) {
    if (lockdownErrorName(error) !== 'GetProhibited') throw error;
    return new Map();
  }
}
