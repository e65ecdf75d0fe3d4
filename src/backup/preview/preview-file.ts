/** Previews one file of a backup in a worker thread: what it is by its bytes, a part of it, and how far it can be trusted. */
import { throwIfAborted } from '../../base/index.ts';
import { fileIdOf } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { Backup, BackupFile, BackupFileDetails, Payload } from '../read/backup.ts';
import { readFailure } from '../read/stored-bytes.ts';
import { companionOf, COMPANION_SUFFIXES, sourceOf, type Companion, type ContentJob } from '../read/stored/content-job.ts';
import { formOfPayload } from '../read/stored/stored-form.ts';
import type { FileJob, PreviewRun } from './preview-job.ts';
import { previewPart, type PreviewOptions } from './preview-options.ts';
import type { Preview } from './preview.ts';
import { runPreview } from './run-preview.ts';

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
  const { keys, signal, readAll = false } = options;
  throwIfAborted(signal);
  const { fileID, domain, relativePath } = file;
  const { content, fault } = await previewJobOf(backup, file, signal);
  if (content.isEncrypted && (keys === undefined || keys.locked)) {
    throw new BackupError('backup-encrypted', 'the content is encrypted', { data: { domain, relativePath, fileID } });
  }
  const part = previewPart(options, content.companions);
  const look = await runPreview<PreviewRun>(options, () => {
    const classKeys = content.isEncrypted ? keys?.classKeys.copy() : undefined;
    return { job: { content, fault, part, readAll, classKeys }, classKeys };
  });
  return { fileID, domain, relativePath, ...look };
}

/** What is stored for a file, and what contradicts in its row and its record. @throws as `Backup.open` */
export async function previewJobOf(
  backup: Backup,
  file: BackupFile,
  signal: AbortSignal | undefined,
): Promise<Pick<FileJob, 'content' | 'fault'>> {
  const details = await detailsOf(backup, file, signal);
  return { content: contentJob(backup, details, await companionsOf(backup, file, signal)), fault: details.fault };
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
