/** Reads what is known of iCloud Backup of a device: from the device, from its backups on this computer, and from what a simulated one stages. Knows no VS Code. */
import { isCodedError } from '../../base/index.ts';
import { readCloudConditions, readLastCloudBackup, type BackupKeys } from '../../backup/index.ts';
import { Device, Staging, type StagedCloud } from '../../device-protocol/index.ts';
import type { KnownCloud } from '../../view/index.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';

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
  const [said, staged, inBackup] = await Promise.all([
    tried(readCloudConditions({ mux, udid: state.udid, signal }), describe),
    attached.isSimulated === true ? tried(stagedBy(new Device(mux, attached), signal), describe) : NOTHING,
    path === undefined ? NOTHING : tried(readLastCloudBackup(path, { keys: keys(path), signal }), describe),
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

async function stagedBy(device: Device, signal: AbortSignal | undefined): Promise<StagedCloud> {
  await using staging = await Staging.open(device, signal);
  return await staging.cloud(signal);
}
