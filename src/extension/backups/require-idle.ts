/** Refuses what would change a backup, or read it for a device, while a run of this window or of another program holds its folder. */
import { BackupError, requireNoRun } from '../../backup/index.ts';
import type { App } from '../app.ts';

/** Throws 'backup-running', which says who holds the folder as far as that is known, and 'place-blocked'. */
export function requireIdle(app: App, path: string): void {
  // A run that waits for the passcode has not touched the folder yet.
  if (app.jobs.running().some((running) => running.path === path)) {
    throw new BackupError('backup-running', 'this window is working with the backup', { data: { path } });
  }
  requireNoRun(path);
}
