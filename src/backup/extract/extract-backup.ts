/** Extracts files of a backup into a folder, in worker threads. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { systemErrorCode, throwIfAborted } from '../../base/index.ts';
import { BackupError } from '../errors.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { findBackupFolder, folderError } from '../read/find-folder.ts';
import { runInWorker } from '../worker/run-in-worker.ts';
import type { ExtractRun } from './extract-messages.ts';
import type { ConflictPolicy, ExtractEvent, ExtractProgress, ExtractReport, NameRules, Selection } from './report.ts';
import type { ExtractionJob } from './run-extraction.ts';
import { SharedState } from './shared-state.ts';

/** What to extract, where to, and how. */
export interface ExtractOptions {
  /** Required for an encrypted backup. Locking them cancels the extraction. */
  readonly keys?: BackupKeys | undefined;
  /** Created if it is missing. It must not be inside the backup. */
  readonly target: string;
  /** Everything unless said. */
  readonly select?: Selection;
  /** `fail` unless said. */
  readonly onConflict?: ConflictPolicy;
  /** A damaged file is reported, and written only with `keep`: as NAME.damaged, whatever it decrypts to. `skip` unless said. */
  readonly damaged?: 'skip' | 'keep';
  /** By default, trying shows what the target accepts. */
  readonly names?: NameRules;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ExtractProgress) => void) | undefined;
  readonly onEvent?: ((event: ExtractEvent) => void) | undefined;
}

/**
 * Extracts the backup in `path`, or one level below or above it, to TARGET/DOMAIN/RELATIVEPATH. A file that fails does not stop the others. The
 * report lists it with its code. A run that was canceled or killed continues if it is started again with the same target, and a file is always
 * either complete or absent. Nothing in the backup changes, and nothing is written outside the target or through a link in it.
 * @throws BackupError 'target-exists' (policy `fail`, or the target is a file), 'target-inside-backup', 'unsafe-path' (a link stands where the
 * ledger or, by policy `fail`, a folder belongs), 'disk-full', 'folder-unwritable', 'no-such-file' (a fileID), 'backup-encrypted' without keys, and
 * those of opening the backup; CancelledError, when all threads have cleaned up
 *
 * @example
 * ```ts
 * const report = await extractBackup('backups/UDID', { target: 'photos', select: { domain: 'CameraRollDomain' } });
 * console.log(report.files, report.bytes, report.failures.length);
 * ```
 */
export async function extractBackup(path: string, options: ExtractOptions): Promise<ExtractReport> {
  const { keys, select = {}, onConflict = 'fail', damaged = 'skip', names, signal } = options;
  throwIfAborted(signal);
  const found = await findBackupFolder(path);
  const target = await realTarget(options.target, found.path);
  throwIfAborted(signal);
  if (keys?.locked === true) throw new BackupError('backup-encrypted', 'the backup was locked', { data: { path: found.path } });
  const job = { path: found.path, target, selection: select, policy: onConflict, keepsDamaged: damaged === 'keep', names };
  return await inWorker({ ...job, keys: keys?.classKeys.copy() }, options);
}

/** Without links, as far as it exists. */
async function realTarget(target: string, backup: string): Promise<string> {
  const full = resolve(target);
  const real = await realPathOf(full);
  const inside = await realPathOf(backup);
  if (real === inside || real.startsWith(inside + sep)) {
    throw new BackupError('target-inside-backup', `${full} is inside the backup`, { data: { path: full } });
  }
  return real;
}

async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOTDIR') throw new BackupError('target-exists', `${path} is a file`, { data: { path } });
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) throw folderError(path, error);
    return join(await realPathOf(dirname(path)), basename(path));
  }
}

async function inWorker(job: ExtractionJob, { keys, signal, onProgress, onEvent }: ExtractOptions): Promise<ExtractReport> {
  const state = SharedState.from();
  const locked = new AbortController();
  const watch = keys?.onLock(() => {
    locked.abort();
  });
  const running = runInWorker<ExtractRun>({
    address: new URL(import.meta.url.endsWith('.ts') ? './extract-worker.ts' : './workers/extract-worker.js', import.meta.url),
    name: 'backup extraction',
    job: { ...job, state: state.buffer },
    keys: job.keys,
    signal: AbortSignal.any([locked.signal, ...(signal === undefined ? [] : [signal])]),
    // The threads that write files look only at the shared state.
    onCancel: () => {
      state.cancel();
    },
    onNews: (news) => {
      if (news.kind === 'progress') onProgress?.(news.progress);
      else for (const event of news.events) onEvent?.(event);
    },
  });
  return await running.finally(() => watch?.dispose());
}
