/** Opens a backup for reading: finds the folder, reads what it says about itself, and starts the worker that pages its catalogue. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { systemErrorCode, throwIfAborted } from '../../base/index.ts';
import { fileIdOf } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { Backup, BackupFile, BackupFileDetails, BackupSummary, DomainCount, FileQuery, Page, PageRequest } from './backup.ts';
import { findPayload, type BackupFolder } from './backup-folder.ts';
import { Catalogue } from './catalogue.ts';
import { findBackupFolder } from './find-folder.ts';
import { inspectFolder, obstacleOf, unreadable, withEncryption } from './summary.ts';

const CHUNK_BYTES = 256 * 1024;

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the backup in `path`, or one level below or above it (`summary.hint` says so). A folder whose last run was interrupted is read
 * through its journal, as the last good version. Nothing in the folder changes: no byte, no date, no file beside Manifest.db.
 * @throws BackupError 'folder-missing', 'folder-denied', 'folder-protected', 'not-a-backup', 'several-backups', 'catalogue-missing', 'catalogue-unreadable',
 * 'plist-unreadable' (the one that would tell an encrypted catalogue from a damaged one), 'backup-encrypted', 'too-old', 'file-io';
 * CancelledError
 */
export async function openBackup(path: string, { signal }: OpenOptions = {}): Promise<Backup> {
  throwIfAborted(signal);
  const found = await findBackupFolder(path);
  const inspected = await inspectFolder(found.path, found);
  throwIfAborted(signal);
  const obstacle = obstacleOf(inspected);
  if (obstacle !== undefined) throw obstacle;
  const { folder, summary } = inspected;
  const catalogue = folder.locate('Manifest.db');
  if (catalogue === undefined) throw unreadable(folder.path, 'not-a-file', {});
  return OpenedBackup.start(folder, summary, await Catalogue.open({ path: catalogue, log: folder.locate('Manifest.db-wal') }, signal));
}

class OpenedBackup implements Backup {
  readonly summary: BackupSummary;
  readonly #folder: BackupFolder;
  readonly #catalogue: Catalogue;

  private constructor(folder: BackupFolder, summary: BackupSummary, catalogue: Catalogue) {
    this.#folder = folder;
    this.summary = summary;
    this.#catalogue = catalogue;
  }

  /** Takes the catalogue over; it is closed if the first look at its rows fails. */
  static async start(folder: BackupFolder, summary: BackupSummary, catalogue: Catalogue): Promise<OpenedBackup> {
    try {
      const encrypted = await catalogue.ask('encrypted', {}, undefined);
      return new OpenedBackup(folder, encrypted === undefined ? summary : withEncryption(summary, encrypted), catalogue);
    } catch (error) {
      await catalogue.close();
      throw error;
    }
  }

  domains(signal?: AbortSignal): Promise<readonly DomainCount[]> {
    return this.#catalogue.ask('domains', {}, signal);
  }

  list({ signal, ...request }: PageRequest): Promise<Page<BackupFile>> {
    return this.#catalogue.ask('list', request, signal);
  }

  count(query: FileQuery, signal?: AbortSignal): Promise<number> {
    return this.#catalogue.ask('count', query, signal);
  }

  async get(domain: string, relativePath: string, signal?: AbortSignal): Promise<BackupFile | undefined> {
    const file = await this.getById(fileIdOf(domain, relativePath), signal);
    return file?.domain === domain && file.relativePath === relativePath ? file : undefined;
  }

  getById(fileID: string, signal?: AbortSignal): Promise<BackupFile | undefined> {
    return this.#catalogue.ask('file', { fileID }, signal);
  }

  async details(fileID: string, signal?: AbortSignal): Promise<BackupFileDetails | undefined> {
    const found = await this.#catalogue.ask('record', { fileID }, signal);
    if (found === undefined) return undefined;
    const { file, record } = found;
    const payload = file.kind === 'file' ? findPayload(this.#folder, file.fileID) : undefined;
    return { file, ...(record === undefined ? {} : { record }), ...(payload === undefined ? {} : { payload }) };
  }

  async *open(file: BackupFile, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    throwIfAborted(signal);
    const name = { domain: file.domain, relativePath: file.relativePath, fileID: file.fileID };
    if (file.kind !== 'file') {
      throw new BackupError('no-such-file', `a ${file.kind} has no content`, { data: { ...name, kind: file.kind } });
    }
    if (this.summary.encrypted === true) throw new BackupError('backup-encrypted', 'files are encrypted', { data: name });
    const payload = findPayload(this.#folder, file.fileID);
    if (payload === undefined) throw new BackupError('payload-missing', `no content for ${file.fileID}`, { data: name });
    yield* streamFile(payload.path, signal);
  }

  close(): Promise<void> {
    return this.#catalogue.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Never through a symbolic link: the file was looked at a moment ago, and must still be one. */
async function* streamFile(path: string, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  try {
    // Windows has no O_NOFOLLOW and leaves it undefined, which counts as 0 here.
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    for await (const chunk of file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false })) {
      throwIfAborted(signal);
      yield chunk as Uint8Array;
    }
  } catch (error) {
    const systemCode = systemErrorCode(error);
    if (systemCode === undefined) throw error;
    throw new BackupError('file-io', `cannot read ${path}`, { data: { path, systemCode }, cause: error });
  }
}
