/** iCloud Backup as far as a computer can see and change it: a switch, and sometimes the date of the last one. */
import { Device, DeviceProtocolError, throwUnlessOk, type DeviceSession } from '../../device-protocol/index.ts';
import { appleDateAt, boolAt, stringAt } from '../../formats/index.ts';
import { requestWithoutFiles, type DeviceRequestOptions } from '../device-run/request-without-files.ts';

const BACKUP_DOMAIN = 'com.apple.mobile.backup';
const BATTERY_DOMAIN = 'com.apple.mobile.battery';

/** What a device says about iCloud Backup. */
export interface CloudBackupState {
  /** CloudBackupEnabled; undefined when the device does not say. */
  readonly enabled: boolean | undefined;
  /** LastCloudBackupDate; undefined when the device does not say, which is the rule: logs of phones that are not managed lack it. */
  readonly lastBackup: Date | undefined;
  /** LastCloudBackupTZ: the zone of `lastBackup` in the device's words, like "GMT+2". */
  readonly lastBackupZone: string | undefined;
  /** When the device said so. */
  readonly readAt: Date;
}

/** Reads what the device itself reports about iCloud Backup, over lockdown. Throws `no-such-device`, `not-trusted`, `device-locked` … */
export async function readCloudBackup({ mux, udid, signal }: DeviceRequestOptions): Promise<CloudBackupState> {
  const device = await Device.open(mux, udid, { signal });
  await using session = await device.openSession(signal);
  return await readState(session);
}

/** What a device says about iCloud Backup, and of what the automatic one needs. */
export interface CloudBackupConditions extends CloudBackupState {
  /** ExternalConnected: a charger, or a computer that charges. */
  readonly hasPower: boolean | undefined;
  /** PasswordProtected: the screen is locked with a passcode. */
  readonly isLocked: boolean | undefined;
}

/** As readCloudBackup, with two of the things that the automatic backup needs. No device tells the others. Throws as it does. */
export async function readCloudConditions({ mux, udid, signal }: DeviceRequestOptions): Promise<CloudBackupConditions> {
  const device = await Device.open(mux, udid, { signal });
  await using session = await device.openSession(signal);
  const state = await readState(session);
  const battery = await session.getValues(BATTERY_DOMAIN);
  const isLocked = await session.getValue(undefined, 'PasswordProtected');
  return { ...state, hasPower: boolAt(battery, 'ExternalConnected'), isLocked: typeof isLocked === 'boolean' ? isLocked : undefined };
}

async function readState(session: DeviceSession): Promise<CloudBackupState> {
  const values = await session.getValues(BACKUP_DOMAIN);
  return {
    enabled: boolAt(values, 'CloudBackupEnabled'),
    lastBackup: appleDateAt(values, 'LastCloudBackupDate'),
    lastBackupZone: stringAt(values, 'LastCloudBackupTZ'),
    readAt: new Date(),
  };
}

/**
 * Asks the device to turn iCloud Backup on or off, and reads back the result. The device needs an account, even to turn it off. Throws
 * 'device-refused' (`deviceCode` 1 without an account, or with one that is not set up for it; `operation` 'cloud') and the codes of
 * DeviceProtocolError.
 */
export async function switchCloudBackup(options: DeviceRequestOptions & { readonly enabled: boolean }): Promise<CloudBackupState> {
  const { enabled } = options;
  const response = await requestWithoutFiles(options, (targetIdentifier) => ({ name: 'EnableCloudBackup', targetIdentifier, enabled }));
  try {
    throwUnlessOk(response);
  } catch (error) {
    if (!(error instanceof DeviceProtocolError)) throw error;
    throw new DeviceProtocolError(error.code, error.message, { data: { ...error.data, operation: 'cloud' }, cause: error });
  }
  return await readCloudBackup(options);
}
