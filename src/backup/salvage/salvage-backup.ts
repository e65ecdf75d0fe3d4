/** Salvages a backup whose catalogue or property lists are lost or damaged: writes to another folder what can be had back. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { throwIfAborted, type OnProgress } from '../../base/index.ts';
import { diskFailure } from '../disk-failure.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import { guardPrivateFolders } from '../read/private-folder.ts';
import { verifyBackup } from '../verify/verify-backup.ts';
import { runInWorker } from '../worker/run-in-worker.ts';
import { FLOWING_HEAP } from '../worker/thread-heap.ts';
import type { SalvageRun } from './salvage-job.ts';
import { SALVAGE_SCHEMA, type SalvagePhase, type SalvageReport } from './salvage-report.ts';
import { checkTarget, REPORT } from './salvage-target.ts';
import type { SalvageKeys } from './unlock-for-salvage.ts';

/** What to salvage, and where to. */
export interface SalvageOptions {
  /** For an encrypted backup: from `unlockForSalvage`, or from `unlockBackup` if Manifest.plist is intact. Locking them cancels the salvage. */
  readonly keys?: BackupKeys | SalvageKeys | undefined;
  /** A folder that is empty or not there yet, outside of the backup. */
  readonly target: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<SalvagePhase>;
}

/**
 * Recovers what it can from a damaged backup. It tries every source in order of trust (see the README of this folder), writes a repaired backup
 * and a list of all files, and verifies the result. The damaged backup is only read: no byte, no date and no file in it changes. A salvage that
 * does not finish leaves nothing behind.
 * @throws BackupError 'backup-encrypted' if a keybag is left and no keys were given; 'nothing-to-salvage'; 'target-exists' if the target is not
 * empty, 'target-inside-backup'; 'disk-full', 'folder-unwritable', 'file-io'; 'folder-missing', 'folder-denied', 'folder-protected',
 * 'not-a-backup', 'several-backups'; CancelledError, when everything is cleaned up
 *
 * @example
 * ```ts
 * const { repaired, counts, losses } = await salvageBackup('backups/UDID', { target: 'repaired' });
 * console.log(repaired, counts.proven, losses.length);
 * ```
 */
export async function salvageBackup(path: string, options: SalvageOptions): Promise<SalvageReport> {
  const { keys, signal, onProgress } = options;
  throwIfAborted(signal);
  guardPrivateFolders();
  const { path: backup } = await findBackupFolder(path);
  const target = checkTarget(options.target, backup);
  const locked = new AbortController();
  const watch = keys?.onLock(() => {
    locked.abort();
  });
  const either = AbortSignal.any([locked.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    const wasThere = existsSync(target);
    const keybag = keys !== undefined && 'keybag' in keys ? keys.keybag : undefined;
    const classKeys = keys?.classKeys.copy();
    const report = await runInWorker<SalvageRun>({
      address: new URL(import.meta.url.endsWith('.ts') ? './salvage-worker.ts' : './workers/salvage-worker.js', import.meta.url),
      name: 'salvage',
      job: { path: backup, target, classKeys, keybag },
      keys: classKeys,
      resourceLimits: FLOWING_HEAP,
      signal: either,
      onNews: (progress) => onProgress?.(progress),
      onForced: () => {
        removeTarget(target, wasThere);
      },
    });
    try {
      throwIfAborted(either);
      return await judged(report, { ...options, signal: either });
    } catch (error) {
      removeTarget(target, wasThere);
      throw error;
    }
  } finally {
    watch?.dispose();
  }
}

async function judged(report: SalvageReport, { keys, signal, onProgress }: SalvageOptions): Promise<SalvageReport> {
  const { repaired, target } = report;
  onProgress?.({ phase: 'verifying', done: 0, unit: 'files' });
  const verified = repaired === null ? undefined : await verifyBackup(repaired, { keys, signal });
  const complete = { ...report, verdict: verified?.verdict ?? null };
  const file = join(target, REPORT);
  try {
    writeFileSync(file, `${JSON.stringify({ schema: SALVAGE_SCHEMA, ...complete }, undefined, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    throw diskFailure(error, file);
  }
  return complete;
}

/** A thread that was ended by force may be in the middle of making one more file. */
function removeTarget(target: string, wasThere: boolean): void {
  if (!existsSync(target)) return;
  for (const name of readdirSync(target)) rmSync(join(target, name), { recursive: true, force: true, maxRetries: 3 });
  if (!wasThere) rmSync(target, { recursive: true, force: true });
}
