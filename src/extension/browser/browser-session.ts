/** One opened backup behind a browser page: answers the page's questions. Knows no VS Code. */
import {
  BackupError,
  findBackups,
  openBackup,
  type Backup,
  type BackupFile,
  type BackupFileDetails,
  type BackupSummary,
} from '../../backup/index.ts';
import type { BrowserSummary, DomainRow, FileDetails, FileQuery, FileRow, Params, Result } from '../../view/index.ts';

export class BrowserSession {
  readonly path: string;
  readonly #isRunning: () => boolean;
  #opening: Promise<Backup> | undefined;
  #closed = false;

  /** `isRunning` tells whether this window makes a backup in that folder just now. */
  constructor(path: string, isRunning: () => boolean = () => false) {
    this.path = path;
    this.#isRunning = isRunning;
  }

  async summary(): Promise<Result<'summary'>> {
    // A page asks for the summary first; whatever was open before belongs to an older state of the folder.
    await this.#release();
    const backup = await this.#backup().catch((error: unknown) => this.#summaryWithoutFiles(error));
    return { ...summaryRow(backup.summary), running: this.#isRunning() };
  }

  async domains(signal: AbortSignal): Promise<readonly DomainRow[]> {
    const counts = await (await this.#backup()).domains(signal);
    return counts.map(({ domain, files, directories, symlinks }) => ({ domain, items: files + directories + symlinks }));
  }

  async count(query: FileQuery, signal: AbortSignal): Promise<Result<'count'>> {
    return { items: await (await this.#backup()).count(queryOf(query), signal) };
  }

  async rows({ first, count, ...query }: Params<'rows'>, signal: AbortSignal): Promise<Result<'rows'>> {
    const backup = await this.#backup();
    const page = await backup.list({ ...queryOf(query), position: first, limit: count, signal });
    return { rows: page.rows.map(fileRow) };
  }

  async details({ fileID }: Params<'details'>, signal: AbortSignal): Promise<FileDetails> {
    const backup = await this.#backup();
    const details = await backup.details(fileID, signal);
    if (details === undefined) throw new BackupError('no-such-file', `no row ${fileID}`);
    return detailsRow(details, backup.summary.path);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#release();
  }

  /** Opened at the first question, once; a failure is not kept, so that the next question tries again. */
  #backup(): Promise<Backup> {
    if (this.#closed) return Promise.reject(new BackupError('not-a-backup', 'the page is closed', { data: { path: this.path } }));
    this.#opening ??= openBackup(this.path).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** A backup whose files cannot be listed (encrypted, damaged) may still say whose it is; the next question will say what is wrong. */
  async #summaryWithoutFiles(error: unknown): Promise<{ readonly summary: BackupSummary }> {
    const [found] = await findBackups([this.path]);
    if (found === undefined) throw error;
    return found;
  }

  async #release(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    const backup = await opening?.catch(() => undefined);
    await backup?.close();
  }
}

/** Only what a page may ask with: nothing else of its message reaches the reader. */
function queryOf({ domain, search }: FileQuery): FileQuery {
  return { ...(domain === undefined ? {} : { domain }), ...(search === undefined || search === '' ? {} : { search }) };
}

function summaryRow(summary: BackupSummary): Omit<BrowserSummary, 'running'> {
  const { path, deviceName, udid, productType, productVersion, buildVersion, date, encrypted } = summary;
  return {
    path,
    finished: summary.isFinished,
    throughJournal: summary.throughJournal,
    ...(deviceName === undefined ? {} : { deviceName }),
    ...(udid === undefined ? {} : { udid }),
    ...(productType === undefined ? {} : { productType }),
    ...(productVersion === undefined ? {} : { productVersion }),
    ...(buildVersion === undefined ? {} : { buildVersion }),
    ...(date === undefined ? {} : { date: date.getTime() }),
    ...(encrypted === undefined ? {} : { encrypted }),
  };
}

function fileRow({ fileID, domain, relativePath, kind, size, modified }: BackupFile): FileRow {
  return { fileID, domain, relativePath, kind, size, modified: modified === null ? null : Date.parse(modified) };
}

function detailsRow({ file, record, payload }: BackupFileDetails, folder: string): FileDetails {
  return {
    ...fileRow(file),
    mode: file.mode,
    protectionClass: file.protectionClass,
    unreadable: file.unreadable === true,
    payload: payloadState(file, payload?.size),
    ...(file.target === undefined ? {} : { target: file.target }),
    ...(payload === undefined ? {} : { storedAt: insideOf(folder, payload.path), storedBytes: payload.size }),
    ...(record === undefined ? {} : { record: recordRow(record) }),
  };
}

function recordRow(record: NonNullable<BackupFileDetails['record']>): NonNullable<FileDetails['record']> {
  const { userId, groupId, flags, digest, extendedAttributes } = record;
  return {
    userId,
    groupId,
    inode: String(record.inode),
    birth: record.birth * 1000,
    statusChange: record.lastStatusChange * 1000,
    flags,
    ...(digest === undefined ? {} : { digest: Buffer.from(digest).toString('hex') }),
    ...(extendedAttributes === undefined ? {} : { extendedAttributeBytes: extendedAttributes.length }),
  };
}

function payloadState(file: BackupFile, storedBytes: number | undefined): FileDetails['payload'] {
  if (file.kind !== 'file') return 'none';
  if (storedBytes === undefined) return 'missing';
  return file.unreadable === true || storedBytes === file.size ? 'present' : 'differs';
}

function insideOf(folder: string, path: string): string {
  const inside = path.startsWith(folder) ? path.slice(folder.length) : path;
  return inside.replaceAll('\\', '/').replace(/^\/+/, '');
}
