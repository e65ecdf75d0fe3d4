/** Reads what is known of iCloud Backup of a device: from the device, from its backups on this computer, and from what a simulated one stages. Knows no VS Code. */
import { isCodedError } from '../../base/index.ts';
import { openBackup, type BackupKeys } from '../../backup/index.ts';
import { Device, Staging, type StagedCloud } from '../../device-protocol/index.ts';
import { APPLE_EPOCH_MS, boolAt, numberAt, parsePlist } from '../../formats/index.ts';
import type { KnownCloud } from '../../view/index.ts';
import type { DeviceEntry } from '../devices/device-registry.ts';

const BACKUP_DOMAIN = 'com.apple.mobile.backup';
const BATTERY_DOMAIN = 'com.apple.mobile.battery';
/** Where a device keeps the dates of its backups, and a backup of it has them. */
const SETTINGS_FILE = ['HomeDomain', 'Library/Preferences/com.apple.mobile.ldbackup.plist'] as const;

interface CloudSources {
  readonly entry: DeviceEntry;
  /** The newest backup of the device that was found. */
  readonly path: string | undefined;
  readonly date: Date | undefined;
  readonly keys: (path: string) => BackupKeys | undefined;
  readonly signal?: AbortSignal;
  /** The sentence that a person reads about an error. */
  readonly describe: (error: unknown) => string;
}

/** Never rejects but with 'cancelled': what cannot be read is missing in the answer, with the reason. */
export async function readCloud({ entry, path, date, keys, signal, describe }: CloudSources): Promise<KnownCloud> {
  const { mux, attached, state } = entry;
  const device = new Device(mux, attached);
  const [said, staged, inBackup] = await Promise.all([
    tried(saidBy(device, signal), describe),
    attached.isSimulated === true ? tried(stagedBy(device, signal), describe) : NOTHING,
    path === undefined ? NOTHING : tried(dateInBackup(path, keys(path), signal), describe),
  ]);
  const problem = said.problem ?? staged.problem;
  return {
    state,
    ...(said.value === undefined ? {} : { said: said.value }),
    ...(problem === undefined ? {} : { problem }),
    ...(staged.value === undefined ? {} : { staged: staged.value }),
    ...(inBackup.value === undefined ? {} : { inBackup: { lastCloudBackup: inBackup.value, backupDate: date } }),
  };
}

interface Tried<T> {
  readonly value?: T | undefined;
  readonly problem?: string;
}

const NOTHING: Tried<never> = {};

async function tried<T>(work: Promise<T>, describe: (error: unknown) => string): Promise<Tried<T>> {
  try {
    return { value: await work };
  } catch (error) {
    if (isCodedError(error, 'cancelled')) throw error;
    return { problem: describe(error) };
  }
}

async function saidBy(device: Device, signal: AbortSignal | undefined): Promise<NonNullable<KnownCloud['said']>> {
  await using session = await device.openSession(signal);
  const values = await session.getValues(BACKUP_DOMAIN);
  const battery = await session.getValues(BATTERY_DOMAIN);
  const isLocked = await session.getValue(undefined, 'PasswordProtected');
  return {
    enabled: boolAt(values, 'CloudBackupEnabled'),
    lastBackup: dateFrom(numberAt(values, 'LastCloudBackupDate')),
    hasPower: boolAt(battery, 'ExternalConnected'),
    isLocked: typeof isLocked === 'boolean' ? isLocked : undefined,
    at: new Date(),
  };
}

async function stagedBy(device: Device, signal: AbortSignal | undefined): Promise<StagedCloud> {
  await using staging = await Staging.open(device, signal);
  return await staging.cloud(signal);
}

/** Undefined if the backup is locked, or has no date. */
async function dateInBackup(path: string, keys: BackupKeys | undefined, signal: AbortSignal | undefined): Promise<Date | undefined> {
  await using backup = await openBackup(path, { keys, signal });
  const file = await backup.get(...SETTINGS_FILE, signal);
  if (file === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of backup.open(file, signal)) pieces.push(piece);
  const plist = parsePlist(Buffer.concat(pieces));
  return plist instanceof Map ? dateFrom(numberAt(plist, 'LastCloudBackupDate')) : undefined;
}

function dateFrom(seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000 + APPLE_EPOCH_MS);
}
