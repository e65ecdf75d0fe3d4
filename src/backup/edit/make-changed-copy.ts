/** Makes copies of a backup that differ from it on purpose: a smaller one, or one with another file in it. The backup itself is only read. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { throwIfAborted, type OnProgress } from '../../base/index.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import { checkTarget } from '../salvage/salvage-target.ts';
import type { VerifyLevel } from '../verify/report.ts';
import { verifyBackup } from '../verify/verify-backup.ts';
import { runInWorker } from '../worker/run-in-worker.ts';
import { FLOWING_HEAP } from '../worker/thread-heap.ts';
import type { ChangedCopy, CopiedBackup, CopyChange, CopyPhase, FileEdit, ThinChoice } from './changed-copy.ts';
import type { ChangedCopyRun } from './changed-copy-job.ts';

/** Where a copy goes, and what opens the backup. */
export interface ChangedCopyOptions {
  /** A folder that is empty or not there yet, outside of the backup. The copy becomes `target/UDID`. */
  readonly target: string;
  /** Of `unlockBackup`; needed if the list of files, or the file to change, is encrypted. Locking them cancels. */
  readonly keys?: BackupKeys | undefined;
  /** How the copy is verified; `quick` unless given. */
  readonly verify?: VerifyLevel | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<CopyPhase>;
}

/**
 * Makes a smaller backup: only the chosen files, with the folders above them. What was left out is recorded in the copy, and a verification calls it
 * `partial`. A copy that does not come to its end leaves nothing behind.
 * @throws BackupError as `openBackup`; 'backup-unfinished', 'target-exists', 'target-inside-backup', 'disk-full', 'folder-unwritable', 'file-io', 'no-such-file' if
 * nothing fits; CancelledError, when everything is cleaned up
 *
 * @example
 * ```ts
 * const { path, verdict, leftOut } = await thinBackup('backups/UDID', { apps: ['com.example.app'] }, { target: 'smaller' });
 * console.log(path, verdict, leftOut.length);
 * ```
 */
export function thinBackup(path: string, choice: ThinChoice, options: ChangedCopyOptions): Promise<ChangedCopy> {
  return makeChangedCopy(path, { kind: 'thin', choice }, options);
}

/**
 * Copies a backup and replaces or deletes one file in the copy: content, key, padding, digest, size and dates of its record fit each other again.
 * @throws as `thinBackup`; BackupError 'no-such-file', 'key-missing', 'backup-encrypted' without keys for an encrypted file
 *
 * @example
 * ```ts
 * const edit = { domain: 'HomeDomain', relativePath: 'Library/Preferences/com.example.plist', replacement: 'new.plist' };
 * const { path, verdict } = await editBackup('backups/UDID', edit, { target: 'edited' });
 * console.log(path, verdict);
 * ```
 */
export function editBackup(path: string, edit: FileEdit, options: ChangedCopyOptions): Promise<ChangedCopy> {
  return makeChangedCopy(path, { kind: 'edit', edit }, options);
}

async function makeChangedCopy(from: string, change: CopyChange, options: ChangedCopyOptions): Promise<ChangedCopy> {
  const { keys, signal, onProgress, verify = 'quick' } = options;
  throwIfAborted(signal);
  const { path } = await findBackupFolder(from, signal);
  const target = checkTarget(options.target, path);
  const wasThere = existsSync(target);
  const locked = new AbortController();
  const watch = keys?.onLock(() => locked.abort());
  const either = AbortSignal.any([locked.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    const classKeys = keys?.classKeys.copy();
    const copied = await runInWorker<ChangedCopyRun>({
      address: new URL(import.meta.url.endsWith('.ts') ? './changed-copy-worker.ts' : './workers/changed-copy-worker.js', import.meta.url),
      name: 'copy of a backup',
      job: { path, target, change, classKeys },
      keys: classKeys,
      resourceLimits: FLOWING_HEAP,
      signal: either,
      onNews: (progress) => onProgress?.(progress),
      onForced: () => removeTarget(target, wasThere),
    });
    try {
      throwIfAborted(either);
      onProgress?.({ phase: 'verifying', done: 0, unit: 'files' });
      return await verified(copied, keys, verify, either);
    } catch (error) {
      removeTarget(target, wasThere);
      throw error;
    }
  } finally {
    watch?.dispose();
  }
}

async function verified(copied: CopiedBackup, keys: BackupKeys | undefined, level: VerifyLevel, signal: AbortSignal): Promise<ChangedCopy> {
  const { verdict } = await verifyBackup(copied.path, { keys, level, signal });
  return { ...copied, verdict };
}

function removeTarget(target: string, wasThere: boolean): void {
  if (!existsSync(target)) return;
  for (const name of readdirSync(target)) rmSync(join(target, name), { recursive: true, force: true, maxRetries: 3 });
  if (!wasThere) rmSync(target, { recursive: true, force: true });
}
