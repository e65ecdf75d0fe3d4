/** Opens a backup for reading: finds the folder, reads what it says about itself, and starts the worker that pages its catalogue. */
import { CancelledError, throwIfAborted, type Disposable } from '../../base/index.ts';
import { fileIdOf, type ClassKeys } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { domainsByApp, sizesByApp } from './app-sizes.ts';
import { appIconsOf } from './app-icons.ts';
import { appNamesOf } from './app-names.ts';
import type {
  Backup,
  BackupFile,
  BackupFileDetails,
  BackupSummary,
  DomainCount,
  FileQuery,
  OpenContentOptions,
  Page,
  PageRequest,
  Payload,
  PlaceRange,
} from './backup.ts';
import type { BackupKeys } from './backup-keys.ts';
import { findPayload } from './backup-folder.ts';
import { catalogueSourceOf } from './catalogue/catalogue-source.ts';
import { CatalogueClient } from './catalogue/catalogue-client.ts';
import { contentOf } from './content.ts';
import type { EncryptionFacts } from './encryption-facts.ts';
import { findBackupFolder } from './find-folder.ts';
import { encryptionFactsOf } from './read-encryption.ts';
import { dictionaryOf } from './plist-reading.ts';
import { judgedContentOf, type FileNames } from './judged-content.ts';
import { samplesAreEncrypted } from './sampled-files.ts';
import { companionOf, COMPANION_SUFFIXES, type Companion, type ContentJob } from './stored/content-job.ts';
import type { DatabaseHealth } from './stored/database-health.ts';
import type { AppDomains, BackupSizes, SizesOptions } from './sizes.ts';
import { inspectFolder, withEncryption, type InspectedFolder } from './summary.ts';

/** How to open a backup. */
export interface OpenOptions {
  /** Of `unlockBackup`; the backup is closed when they are locked. Without them an encrypted Manifest.db is 'backup-encrypted'. */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the backup in `path`, or one level below or above it (`summary.hint` says so). If the last run of a folder was interrupted, the last
 * good version is read through the journal. Nothing in the folder changes: no byte, no date, and no file is added next to Manifest.db.
 * @throws BackupError 'folder-missing', 'folder-denied', 'folder-protected', 'not-a-backup', 'several-backups', 'catalogue-missing', 'catalogue-unreadable'
 * with its `reason`, 'plist-unreadable' (for the property list that shows whether a catalogue is encrypted or damaged), 'backup-encrypted',
 * 'too-old', 'file-io'; CancelledError
 *
 * @example
 * ```ts
 * await using backup = await openBackup('backups/UDID');
 * const { rows } = await backup.list({ domain: 'HomeDomain', limit: 100 });
 * const sms = await backup.get('HomeDomain', 'Library/SMS/sms.db');
 * if (sms !== undefined) for await (const chunk of backup.open(sms)) console.log(rows.length, chunk.length);
 * ```
 */
export async function openBackup(path: string, { signal, keys }: OpenOptions = {}): Promise<Backup> {
  throwIfAborted(signal);
  const found = await findBackupFolder(path, signal);
  const inspected = await inspectFolder(found.path, found);
  throwIfAborted(signal);
  const classKeys = keys === undefined || keys.locked ? undefined : keys.classKeys;
  const source = catalogueSourceOf(inspected, classKeys !== undefined);
  return OpenedBackup.start(inspected, await CatalogueClient.open(source, classKeys, signal), classKeys && keys);
}

class OpenedBackup implements Backup {
  readonly summary: BackupSummary;
  readonly #inspected: InspectedFolder;
  readonly #catalogue: CatalogueClient;
  readonly #keys: BackupKeys | undefined;
  readonly #untilLocked: Disposable | undefined;
  readonly #closing = new AbortController();

  private constructor(summary: BackupSummary, inspected: InspectedFolder, catalogue: CatalogueClient, keys: BackupKeys | undefined) {
    this.summary = summary;
    this.#inspected = inspected;
    this.#catalogue = catalogue;
    this.#keys = keys;
    this.#untilLocked = keys?.onLock(() => this.close());
  }

  /** Takes the catalogue over; it is closed if the first look at its rows fails. */
  static async start(inspected: InspectedFolder, catalogue: CatalogueClient, keys: BackupKeys | undefined): Promise<OpenedBackup> {
    try {
      const encrypted = samplesAreEncrypted(await catalogue.ask('sample', {}, undefined), inspected.folder);
      if (keys?.locked === true) throw new CancelledError();
      const summary = encrypted === undefined ? inspected.summary : withEncryption(inspected.summary, encrypted);
      return new OpenedBackup(summary, inspected, catalogue, keys);
    } catch (error) {
      await catalogue.close();
      throw error;
    }
  }

  get isLocked(): boolean {
    return this.summary.encrypted === true && this.#classKeys === undefined;
  }

  domains(signal?: AbortSignal): Promise<readonly DomainCount[]> {
    return this.#catalogue.ask('domains', {}, signal);
  }

  async apps(signal?: AbortSignal): Promise<readonly AppDomains[]> {
    return domainsByApp(await this.domains(signal), appNamesOf(dictionaryOf(this.#inspected.plists['Info.plist'])));
  }

  get appIcons(): ReadonlyMap<string, Uint8Array> {
    return appIconsOf(dictionaryOf(this.#inspected.plists['Info.plist']));
  }

  list({ signal, ...request }: PageRequest): Promise<Page<BackupFile>> {
    return this.#catalogue.ask('list', request, signal);
  }

  count(query: FileQuery, signal?: AbortSignal): Promise<number> {
    return this.#catalogue.ask('count', query, signal);
  }

  placeOf(query: FileQuery, fileID: string, signal?: AbortSignal): Promise<number | undefined> {
    return this.#catalogue.ask('place', { query, fileID }, signal);
  }

  fileIDs(query: FileQuery, places: readonly PlaceRange[], signal?: AbortSignal): Promise<readonly string[]> {
    return this.#catalogue.ask('fileIDs', { query, places }, signal);
  }

  folders(domain: string, folder: string, signal?: AbortSignal): Promise<readonly string[]> {
    return this.#catalogue.ask('folders', { domain, folder }, signal);
  }

  unusableRows(signal?: AbortSignal): Promise<number> {
    return this.#catalogue.ask('unusable', {}, signal);
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
    const { file, record, fault } = found;
    const payload = file.kind === 'file' ? findPayload(this.#inspected.folder, file.fileID) : undefined;
    return {
      file,
      ...(record === undefined ? {} : { record }),
      ...(fault === undefined ? {} : { fault }),
      ...(payload === undefined ? {} : { payload }),
    };
  }

  async encryption(signal?: AbortSignal): Promise<EncryptionFacts> {
    const filesByClass = await this.#catalogue.ask('classes', {}, signal);
    return { ...encryptionFactsOf({ ...this.#inspected, summary: this.summary }, this.#classKeys), filesByClass };
  }

  async sizes({ stored = false, signal }: SizesOptions = {}): Promise<BackupSizes> {
    const { folder, plists } = this.#inspected;
    const domains = await this.#catalogue.ask('sizes', { storedIn: stored ? folder.path : undefined }, signal);
    return { apps: sizesByApp(domains, appNamesOf(dictionaryOf(plists['Info.plist']))), domains };
  }

  async *open(file: BackupFile, signal?: AbortSignal, { onDamage }: OpenContentOptions = {}): AsyncIterable<Uint8Array> {
    const closing = this.#closing.signal;
    const either = signal === undefined ? closing : AbortSignal.any([signal, closing]);
    throwIfAborted(either);
    const payload = this.#payloadOf(file);
    const { fileID, domain, relativePath } = file;
    const names = { domain, relativePath, fileID };
    const { record, fault } = (await this.#catalogue.ask('record', { fileID }, either)) ?? { fault: 'no-record' as const };
    const damage = (reason: string) => new BackupError('content-damaged', `${payload.place}: ${reason}`, { data: { ...names, reason } });
    if (fault !== undefined && onDamage === undefined) throw damage(fault);
    if (record === undefined) {
      // Nothing tells more about it, and what is encrypted cannot be had.
      if (this.summary.encrypted === true) throw damage('no-record');
      yield* contentOf(payload, { signal: either });
      onDamage?.(damage('no-record'));
      return;
    }
    const isEncryptedBackup = this.summary.encrypted === true;
    const database = (job: ContentJob) => this.#lookIntoDatabase(job, names, either);
    const content = { payload, record, names, classKeys: this.#classKeys, isEncryptedBackup, database, signal: either };
    yield* judgedContentOf(content, onDamage);
    if (fault !== undefined) onDamage?.(damage(fault));
  }

  /** @throws BackupError 'no-such-file', 'payload-missing' */
  #payloadOf(file: BackupFile): Payload {
    const data = { domain: file.domain, relativePath: file.relativePath, fileID: file.fileID };
    if (file.kind !== 'file') {
      throw new BackupError('no-such-file', `a ${file.kind} has no content`, { data: { ...data, kind: file.kind } });
    }
    const payload = findPayload(this.#inspected.folder, file.fileID);
    if (payload === undefined) {
      // Of a backup that is locked, that is the first thing to be said.
      if (this.isLocked) throw new BackupError('backup-encrypted', 'files are encrypted', { data });
      throw new BackupError('payload-missing', `no content for ${file.fileID}`, { data });
    }
    return payload;
  }

  /** With what SQLite would find beside it. */
  async #lookIntoDatabase(
    job: ContentJob,
    { domain, relativePath }: FileNames,
    signal: AbortSignal,
  ): Promise<DatabaseHealth['state'] | undefined> {
    const companions: Companion[] = [];
    for (const suffix of COMPANION_SUFFIXES) {
      const fileID = fileIdOf(domain, relativePath + suffix);
      const record = (await this.#catalogue.ask('record', { fileID }, signal))?.record;
      const payload = findPayload(this.#inspected.folder, fileID);
      const companion = companionOf(suffix, payload, record, this.summary.encrypted === true);
      if (companion !== undefined) companions.push(companion);
    }
    const keys = this.#classKeys?.copy();
    try {
      return (await this.#catalogue.ask('database', { job: { ...job, companions }, keys }, signal))?.state;
    } finally {
      for (const [, key] of keys?.keys ?? []) key.fill(0);
    }
  }

  get #classKeys(): ClassKeys | undefined {
    return this.#keys === undefined || this.#keys.locked ? undefined : this.#keys.classKeys;
  }

  async close(): Promise<void> {
    this.#untilLocked?.dispose();
    this.#closing.abort();
    await this.#catalogue.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
