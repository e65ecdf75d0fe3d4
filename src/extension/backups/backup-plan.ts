/** Where a backup goes and how, and what would make it fail as far as this window can see. */
import { foreseeBackup, type BackupObstacle } from '../../backup/index.ts';
import type { App } from '../app.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import type { BackupChoices } from './backup-choices.ts';
import { listedFolders } from './backup-folders.ts';

export interface BackupPlan {
  readonly folder: string;
  readonly choices: BackupChoices;
}

/** The log hears of everything that is found, also of what nobody has to decide. Throws 'cancelled'. */
export async function foreseePlan(
  { reporter: { log } }: App,
  { mux, state: { udid } }: DeviceEntry,
  { folder, choices }: BackupPlan,
  signal?: AbortSignal,
): Promise<readonly BackupObstacle[]> {
  const obstacles = await foreseeBackup({ mux, udid, directory: folder, otherDirectories: listedFolders(), ...choices, signal, log });
  for (const { code, weight, message } of obstacles) log.info(`before the backup: ${weight} ${code}: ${message}`);
  return obstacles;
}
