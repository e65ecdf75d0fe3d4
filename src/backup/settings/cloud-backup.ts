/** iCloud Backup as far as a computer can see and change it: a switch, and sometimes the date of the last one. */
import { Device, DeviceProtocolError, throwUnlessOk } from '../../device-protocol/index.ts';
import { APPLE_EPOCH_MS, boolAt, numberAt, stringAt } from '../../formats/index.ts';
import { requestWithoutFiles, type DeviceRequestOptions } from '../device-run/request-without-files.ts';

const BACKUP_DOMAIN = 'com.apple.mobile.backup';

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
  const values = await session.getValues(BACKUP_DOMAIN);
  const seconds = numberAt(values, 'LastCloudBackupDate');
  return {
    enabled: boolAt(values, 'CloudBackupEnabled'),
    lastBackup: seconds === undefined ? undefined : new Date(seconds * 1000 + APPLE_EPOCH_MS),
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
