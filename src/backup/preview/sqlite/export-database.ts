/** Writes rows of a database of a backup as CSV, JSON or NDJSON: to a file that is either complete or not there, or to whatever takes the chunks. */
import { randomUUID } from 'node:crypto';
import { lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { systemErrorCode } from '../../../base/index.ts';
import { diskFailure } from '../../disk-failure.ts';
import { BackupError } from '../../errors.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import type { Backup, BackupFile } from '../../read/backup.ts';
import { runInWorker } from '../../worker/run-in-worker.ts';
import type { CancelledUpTo } from './database-limits.ts';
import { databaseSourceOf } from './database-source.ts';
import type { ExportedRows, ExportRun } from './export-job.ts';
import type { RowFormat } from './row-text.ts';

/** What to export, and as what. */
export interface ExportRowsOptions {
  readonly rows: ExportedRows;
  readonly format: RowFormat;
  /** The keys that the backup was opened with. Locking them cancels the export. */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
  /** After each chunk: rows and bytes so far. */
  readonly onProgress?: ((progress: { readonly rows: number; readonly bytes: number }) => void) | undefined;
}

/** What was exported. */
export interface ExportedFile {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes rows to `target`, which must not exist, unless `overwrite` is set. It appears when it is complete; until then the text is in a file next to it that only this
 * user can read, and that is removed when the export fails or is canceled.
 * @throws BackupError 'target-exists', 'target-inside-backup', 'folder-missing', 'folder-unwritable', 'disk-full', and as `streamRows`
 */
export async function exportRows(
  backup: Backup,
  file: BackupFile,
  target: string,
  options: ExportRowsOptions & { readonly overwrite?: boolean | undefined },
): Promise<ExportedFile> {
  const path = await checkedTarget(resolve(target), backup.summary.path, options.overwrite === true);
  const partial = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
  try {
    await using out = await open(partial, 'wx', 0o600);
    const exported = await streamRows(backup, file, { ...options, write: (chunk) => out.appendFile(chunk) });
    await out.close();
    if (options.overwrite !== true) await demandFree(path);
    await rename(partial, path);
    return exported;
  } catch (error) {
    await rm(partial, { force: true });
    throw systemErrorCode(error) === undefined ? error : diskFailure(error, path);
  }
}

/**
 * Hands rows out as text, in chunks. The next one is made when `write` has taken the last one, so memory does not grow with the rows.
 * @throws BackupError 'database-unreadable', 'no-such-table', 'query-invalid', 'preview-limit' (memory), and as `previewFile`; CancelledError
 */
export async function streamRows(
  backup: Backup,
  file: BackupFile,
  { rows, format, keys, signal, onProgress, write }: ExportRowsOptions & { readonly write: (chunk: Uint8Array) => Promise<unknown> },
): Promise<ExportedFile> {
  const source = await databaseSourceOf(backup, file, keys, signal);
  const ending = new AbortController();
  const watch = keys?.onLock(() => {
    ending.abort();
  });
  const cancelled: CancelledUpTo = new Int32Array(new SharedArrayBuffer(4));
  const classKeys = keys?.classKeys.copy();
  let bytes = 0;
  let failure: Error | undefined;
  const take = async ({ chunk, rows: done }: ExportRun['news'], answer: (answer: 'next') => void) => {
    try {
      await write(chunk);
      bytes += chunk.length;
      onProgress?.({ rows: done, bytes });
      answer('next');
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      ending.abort();
    }
  };
  try {
    const result = await runInWorker<ExportRun>({
      address: new URL(import.meta.url.endsWith('.ts') ? './export-worker.ts' : './workers/export-worker.js', import.meta.url),
      name: 'database export',
      job: { source: { ...source, keys: classKeys }, cancelled, rows, format },
      keys: classKeys,
      signal: AbortSignal.any([ending.signal, ...(signal === undefined ? [] : [signal])]),
      onCancel: () => {
        Atomics.store(cancelled, 0, 1);
      },
      onNews: (news, answer) => void take(news, answer),
    });
    return { rows: result.rows, bytes };
  } catch (error) {
    throw failure ?? error;
  } finally {
    watch?.dispose();
  }
}

async function checkedTarget(path: string, backup: string, overwrite: boolean): Promise<string> {
  if (!overwrite) await demandFree(path);
  try {
    const folder = await realpath(dirname(path));
    const inside = await realpath(backup);
    if (folder === inside || folder.startsWith(inside + sep)) {
      throw new BackupError('target-inside-backup', `${path} is inside the backup`, { data: { path } });
    }
    return join(folder, basename(path));
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    throw new BackupError('folder-missing', `no folder ${dirname(path)}`, { data: { path: dirname(path) }, cause: error });
  }
}

/** Nothing is there, not even a link. */
async function demandFree(path: string): Promise<void> {
  const status = await lstat(path).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (status !== undefined) throw new BackupError('target-exists', `${path} exists`, { data: { path } });
}
