/** Whatever shows a backup in this window: pages that browse it, folders of the workspace, and results of contracts. */
import type { App } from '../app.ts';

type Readers = Pick<App, 'browsers' | 'mounts' | 'reports' | 'contracts'>;

/** The folder is another one now, or was locked or unlocked: all of them read it again. */
export function readersChanged({ browsers, mounts, reports, contracts }: Readers, path: string): void {
  browsers.changed(path);
  mounts.changed(path);
  reports.changed(path);
  contracts.changed(path);
}

/** Gives up whatever is open in the folder, so that it can be moved or deleted. */
export async function closeReaders({ browsers, mounts }: Pick<Readers, 'browsers' | 'mounts'>, path: string): Promise<void> {
  await Promise.all([browsers.close(path), mounts.forget(path)]);
}

/** Backups that are shown somewhere. */
export function readPaths({ browsers, mounts, reports, contracts }: Readers): string[] {
  return [...new Set([...browsers.paths(), ...mounts.paths(), ...reports.paths(), ...contracts.paths()])];
}
