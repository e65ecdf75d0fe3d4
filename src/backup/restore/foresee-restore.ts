/** What a restore will remove, with the phone asked for its system: before every restore, and again by the restore itself. */
import { DeviceProtocolError, type Device } from '../../device-protocol/index.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { readDeviceFacts, type DeviceFacts } from './restorability.ts';
import type { RestoreChoices } from './restore-choices.ts';
import { domainsOf, foreseeRemovals, type RestoreRemoval } from './restore-removals.ts';

/** Which restore to predict. */
export interface ForeseeOptions {
  readonly device: Device;
  readonly path: string;
  readonly choices?: RestoreChoices | undefined;
  /** Of `unlockBackup`, to look into an encrypted backup. */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Predicts what a restore removes. It asks the phone for its iOS version, and the backup for its domains if they matter. What it cannot find out
 * counts as unknown. Throws CancelledError.
 */
export async function foreseeRestore({ device, path, choices = {}, keys, signal }: ForeseeOptions): Promise<readonly RestoreRemoval[]> {
  const { productVersion } = await factsOf(device, signal);
  const domains = choices.system === true || choices.remove === true ? await domainsOf(path, keys, signal) : undefined;
  return foreseeRemovals({ choices, productVersion, domains });
}

/** A phone that does not answer here will not do so in the restore either, whose error says more. */
async function factsOf(device: Device, signal: AbortSignal | undefined): Promise<DeviceFacts> {
  try {
    return await readDeviceFacts(device, signal);
  } catch (error) {
    if (error instanceof DeviceProtocolError) return {};
    throw error;
  }
}
