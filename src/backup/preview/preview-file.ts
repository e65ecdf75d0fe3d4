/** Previews one file of a backup in a worker thread: what it is by its bytes, a part of it, and how far it can be trusted. */
import { throwIfAborted } from '../../base/index.ts';
import { fileIdOf } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import type { Backup, BackupFile, BackupFileDetails, Payload } from '../read/backup.ts';
import { readFailure } from '../read/stored-bytes.ts';
import { companionOf, COMPANION_SUFFIXES, sourceOf, type Companion, type ContentJob } from '../read/stored/content-job.ts';
import { formOfPayload } from '../read/stored/stored-form.ts';
import { runInWorker } from '../worker/run-in-worker.ts';
import type { PictureChoice } from './image-content.ts';
import type { PreviewJob, PreviewRun } from './preview-job.ts';
import type { Preview, PreviewForm, TextEncodingName, TreeWindow } from './preview.ts';

/** Which part of a file to preview, and in which form. */
export interface PreviewOptions {
  /** The keys that the backup was opened with. */
  readonly keys?: BackupKeys | undefined;
  /** `auto` unless given. JSON is text unless it is asked for as a tree. What cannot be shown in a form is shown as text or bytes. */
  readonly as?: PreviewForm | undefined;
  /** Of text and bytes: where the piece begins, in bytes of the content. */
  readonly from?: number | undefined;
  /** Of text and bytes: how long it is at most, in bytes; 64 KiB of text and 4 KiB of bytes unless given, at most 1 MiB and 256 KiB. */
  readonly length?: number | undefined;
  /** Of text; recognized unless given. */
  readonly encoding?: TextEncodingName | undefined;
  /** Of property lists, keyed archives and JSON. */
  readonly tree?: TreeWindow | undefined;
  /** Of pictures: facts only, with the small picture inside of the file, or with the whole file if a browser can show it; `whole` unless given. */
  readonly pictures?: PictureChoice | undefined;
  /** Compare all content with its digest, however long the file is. Unless given, files up to 16 MiB are. */
  readonly readAll?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; 10,000 unless given. */
  readonly timeLimit?: number | undefined;
}

/** The content is decoded in a heap of this size at most. */
const HEAP = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 16 };
const TIME_LIMIT_MS = 10_000;

/**
 * Previews one file. Its bytes decide what it is, never its name. Only the parts that are needed are read and decrypted. Content that contradicts
 * its record is shown all the same, and `trust` says so. Nothing is executed, and nothing in the folder changes.
 * @throws BackupError 'no-such-file' for what has no content, 'payload-missing', 'backup-encrypted', 'key-missing', 'file-io', 'content-damaged' (a
 * file of an encrypted backup without a record), 'range-invalid', 'preview-limit'; FormatError 'key-unwrap-failed'; CancelledError
 *
 * @example
 * ```ts
 * await using backup = await openBackup('backups/UDID');
 * const file = await backup.get('HomeDomain', 'Library/Preferences/com.apple.Preferences.plist');
 * if (file !== undefined) console.log((await previewFile(backup, file)).content);
 * ```
 */
export async function previewFile(backup: Backup, file: BackupFile, options: PreviewOptions = {}): Promise<Preview> {
  const { keys, signal, timeLimit = TIME_LIMIT_MS } = options;
  throwIfAborted(signal);
  const { fileID, domain, relativePath } = file;
  const details = await detailsOf(backup, file, signal);
  const content = contentJob(backup, details, await companionsOf(backup, file, signal));
  if (content.isEncrypted && (keys === undefined || keys.locked)) {
    throw new BackupError('backup-encrypted', 'the content is encrypted', { data: { domain, relativePath, fileID } });
  }
  const job = jobOf(content, details, options);
  const look = await withinTime(timeLimit, keys, signal, (either) => {
    const classKeys = content.isEncrypted ? keys?.classKeys.copy() : undefined;
    return runInWorker<PreviewRun>({
      address: new URL(import.meta.url.endsWith('.ts') ? './preview-worker.ts' : './workers/preview-worker.js', import.meta.url),
      name: 'preview',
      job: { ...job, classKeys },
      keys: classKeys,
      resourceLimits: HEAP,
      signal: either,
      onNews: () => undefined,
    });
  });
  return { fileID, domain, relativePath, ...look };
}

function jobOf(content: ContentJob, { fault }: BackupFileDetails, options: PreviewOptions): Omit<PreviewJob, 'classKeys'> {
  const { as = 'auto', from = 0, length, encoding, tree = {}, pictures = 'whole', readAll = false } = options;
  for (const number of [from, length ?? 0]) {
    if (!Number.isSafeInteger(number) || number < 0) throw new BackupError('range-invalid', 'no such place', { data: { from, length } });
  }
  return { content, fault, as, from, length, encoding, tree, pictures, readAll };
}

/** What is stored for a file, and what SQLite would find next to it. @throws as `Backup.open` */
export async function storedContentOf(backup: Backup, file: BackupFile, signal: AbortSignal | undefined): Promise<ContentJob> {
  return contentJob(backup, await detailsOf(backup, file, signal), await companionsOf(backup, file, signal));
}

type WithPayload = BackupFileDetails & { readonly payload: Payload };

/** @throws as `Backup.open` */
async function detailsOf(backup: Backup, { fileID, domain, relativePath, kind }: BackupFile, signal?: AbortSignal): Promise<WithPayload> {
  const data = { domain, relativePath, fileID };
  if (kind !== 'file') throw new BackupError('no-such-file', `a ${kind} has no content`, { data: { ...data, kind } });
  const details = await backup.details(fileID, signal);
  if (details?.payload !== undefined) return { ...details, payload: details.payload };
  if (backup.isLocked) throw new BackupError('backup-encrypted', 'files are encrypted', { data });
  throw new BackupError('payload-missing', `no content for ${fileID}`, { data });
}

/** What SQLite would find next to the file. */
async function companionsOf(backup: Backup, { domain, relativePath }: BackupFile, signal?: AbortSignal): Promise<Companion[]> {
  const companions: Companion[] = [];
  for (const suffix of COMPANION_SUFFIXES) {
    const { payload, record } = (await backup.details(fileIdOf(domain, relativePath + suffix), signal)) ?? {};
    const companion = reading(payload?.path ?? '', () => companionOf(suffix, payload, record, backup.summary.encrypted === true));
    if (companion !== undefined) companions.push(companion);
  }
  return companions;
}

function contentJob(backup: Backup, { file, record, payload, fault }: WithPayload, companions: readonly Companion[]): ContentJob {
  const { fileID, domain, relativePath } = file;
  const data = { domain, relativePath, fileID };
  const isEncryptedBackup = backup.summary.encrypted === true;
  if (record === undefined) {
    // Nothing tells more about it, and what is encrypted cannot be had.
    if (isEncryptedBackup) throw new BackupError('content-damaged', 'no record', { data: { ...data, reason: fault } });
    const { path, size } = payload;
    return { path, bytes: size, size, name: relativePath, isEncrypted: false, readAll: false, companions };
  }
  const source = sourceOf(
    payload,
    record,
    reading(payload.path, () => formOfPayload(payload, record, isEncryptedBackup)),
  );
  if (source.isEncrypted && source.wrappedKey === undefined) throw new BackupError('key-missing', `no key for ${fileID}`, { data });
  const digest = record.digest === undefined ? {} : { digest: Buffer.from(record.digest).toString('hex') };
  return { ...source, ...digest, name: relativePath, readAll: true, companions };
}

function reading<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw readFailure(path, error);
  }
}

/** Ends the work when the time is over, the keys are locked, or the caller wants no more of it. */
async function withinTime<T>(
  milliseconds: number,
  keys: BackupKeys | undefined,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const locked = new AbortController();
  const watch = keys?.onLock(() => {
    locked.abort();
  });
  const late = AbortSignal.timeout(milliseconds);
  try {
    return await work(AbortSignal.any([late, locked.signal, ...(signal === undefined ? [] : [signal])]));
  } catch (error) {
    if (isOutOfMemory(error)) throw new BackupError('preview-limit', 'out of memory', { data: { limit: 'memory' }, cause: error });
    if (!late.aborted || signal?.aborted === true || locked.signal.aborted) throw error;
    throw new BackupError('preview-limit', 'out of time', { data: { limit: 'time', seconds: milliseconds / 1000 }, cause: error });
  } finally {
    watch?.dispose();
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
