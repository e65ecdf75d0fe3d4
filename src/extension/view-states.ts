/** What the context keys of empty views hold: why nothing is shown. Knows no VS Code. */
import { isCodedError } from '../base/index.ts';
import type { BackupError } from '../backup/index.ts';

/** Undefined while usbmuxd can be reached. */
export function usbmuxdState(problem: unknown): 'ok' | 'missing' | 'denied' {
  if (problem === undefined) return 'ok';
  return isCodedError(problem, 'usbmuxd-denied') ? 'denied' : 'missing';
}

/**
 * `ok` as soon as one of the folders could be looked into, and none is shut. What macOS protects needs another permission than what the owner of a
 * folder has forbidden.
 */
export function backupFolderState(
  folders: number,
  problems: readonly Pick<BackupError, 'code'>[],
): 'ok' | 'missing' | 'denied' | 'protected' {
  const has = (wanted: BackupError['code']) => problems.some(({ code }) => code === wanted);
  if (has('folder-protected')) return 'protected';
  if (has('folder-denied')) return 'denied';
  return problems.length < folders ? 'ok' : 'missing';
}

/** Folders that could not be looked into, for a sentence above the backups of the others; one that is not there yet is no trouble. */
export function shutFolders(problems: readonly BackupError[]): string[] {
  return problems.flatMap(({ code, data }) => (code !== 'folder-missing' && typeof data.path === 'string' ? [data.path] : []));
}
