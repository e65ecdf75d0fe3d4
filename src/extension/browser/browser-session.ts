/** One opened backup behind a browser page: answers the page's questions. Knows no VS Code. */
import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { abortable } from '../../base/index.ts';
import {
  BackupError,
  findBackups,
  markOf,
  openBackup,
  readEncryption,
  recallVerdict,
  type Backup,
  type BackupFile,
  type BackupFileDetails,
  type BackupKeys,
  type BackupSummary,
  type EncryptionFacts,
  type RememberedVerdict,
} from '../../backup/index.ts';
import {
  findingWords,
  type BrowserSummary,
  type DomainRow,
  type FileCheck,
  type FileDetails,
  type Locale,
  type Params,
  type Result,
} from '../../view/index.ts';
import { FileContents } from './file-contents.ts';
import { FileListAnswers, fileRow } from './file-list-answers.ts';
import { PersonalContents } from './personal-contents.ts';

const CIPHER_BLOCK_BYTES = 16;
const MARK_DIGITS = 16;

interface BrowserSessionOptions {
  readonly path: string;
  /** Whether this window makes a backup in that folder just now. */
  readonly isRunning: () => boolean;
  /** The keys of the backup while it is unlocked; asked at every question, which counts as a use. */
  readonly keys: () => BackupKeys | undefined;
  readonly lockAfterMinutes: () => number;
  readonly locale: Locale;
}

export class BrowserSession {
  readonly #options: BrowserSessionOptions;
  #opening: Promise<Backup> | undefined;
  /** Of the folder just before it was opened. */
  #mark = '';
  #closed = false;
  /** What is in its files. */
  readonly contents: FileContents;
  /** What its databases mean to a person. */
  readonly personal: PersonalContents;
  /** The last look at every payload, and of which verdict it was; aborted by what forgets it. */
  #look: { readonly at: number; readonly known: Promise<RememberedVerdict | undefined>; readonly stop: AbortController } | undefined;

  constructor(options: BrowserSessionOptions) {
    this.#options = options;
    const { keys, locale } = options;
    this.files = new FileListAnswers({ path: options.path, locale, backup: () => this.#backup(), mark: () => this.#mark });
    this.contents = new FileContents({ backup: () => this.#backup(), keys, locale });
    this.personal = new PersonalContents({ backup: () => this.#backup(), keys, locale });
  }

  async summary(): Promise<Result<'summary'>> {
    // A page asks for the summary first; whatever was open before belongs to an older state of the folder.
    await this.#release();
    const { isRunning, lockAfterMinutes } = this.#options;
    const live = { running: isRunning(), lockAfterMinutes: lockAfterMinutes() };
    try {
      const backup = await this.#backup();
      return { ...summaryRow(backup.summary), ...live, readable: backup.isLocked ? 'names' : 'all' };
    } catch (error) {
      return { ...summaryRow(await this.#summaryWithoutFiles(error)), ...live, readable: 'nothing' };
    }
  }

  /** Also of a backup that is locked: its keybag stands in the clear. */
  async encryption(signal: AbortSignal): Promise<EncryptionFacts> {
    const backup = await this.#backup().catch(() => undefined);
    return backup === undefined ? await readEncryption(this.#options.path) : await backup.encryption(signal);
  }

  async domains(signal: AbortSignal): Promise<readonly DomainRow[]> {
    const counts = await (await this.#backup()).domains(signal);
    return counts.map(({ domain, files, directories, symlinks }) => ({ domain, items: files + directories + symlinks }));
  }

  /** The files of the backup as lists. */
  readonly files: FileListAnswers;

  async details({ fileID }: Params<'details'>, signal: AbortSignal): Promise<FileDetails> {
    const backup = await this.#backup();
    const details = await backup.details(fileID, signal);
    if (details === undefined) throw new BackupError('no-such-file', `no row ${fileID}`);
    const check = this.#inWords(checkOf(details, await this.#recall(signal)));
    return { ...detailsRow(details, backup.summary), ...(check === undefined ? {} : { check }) };
  }

  #inWords(check: FileCheck | undefined): FileCheck | undefined {
    const { translate } = this.#options.locale;
    return check?.problem === undefined ? check : { ...check, title: translate(findingWords(check.problem, 'vscode').title, {}) };
  }

  /** For other questions about the same backup. Rejects with what keeps its list of files from being read. */
  opened(): Promise<Backup> {
    return this.#backup();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#release();
  }

  /** Opened at the first question, once; a failure is not kept, so that the next question tries again. */
  #backup(): Promise<Backup> {
    const { path } = this.#options;
    if (this.#closed) return Promise.reject(new BackupError('not-a-backup', 'the page is closed', { data: { path } }));
    const keys = this.#options.keys();
    this.#opening ??= this.#open(path, keys).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(path: string, keys: BackupKeys | undefined): Promise<Backup> {
    const mark = await markOf(path);
    const backup = await openBackup(path, { keys });
    this.#mark = createHash('sha1').update(mark).digest('hex').slice(0, MARK_DIGITS);
    return backup;
  }

  /**
   * The verdict that is true after a look at every payload, which may take seconds: so there is one look for all questions of a page, which goes on
   * when the one who asked no longer waits. A payload that is touched after it gives itself away by its own date; see checkOf.
   */
  async #recall(signal: AbortSignal): Promise<RememberedVerdict | undefined> {
    const { path } = this.#options;
    const quick = await recallVerdict(path, { signal });
    if (quick === undefined || this.#closed) return undefined;
    const at = quick.at.getTime();
    if (this.#look?.at !== at) {
      this.#forgetLook();
      const stop = new AbortController();
      // What cannot be looked at is not known to be true.
      this.#look = { at, stop, known: recallVerdict(path, { deep: true, signal: stop.signal }).catch(() => undefined) };
    }
    return await abortable(this.#look.known, signal);
  }

  #forgetLook(): void {
    this.#look?.stop.abort();
    this.#look = undefined;
  }

  /** A backup whose files cannot be listed (encrypted, damaged) may still say whose it is; the next question will say what is wrong. */
  async #summaryWithoutFiles(error: unknown): Promise<BackupSummary> {
    const [found] = await findBackups([this.#options.path]);
    if (found === undefined) throw error;
    return found.summary;
  }

  async #release(): Promise<void> {
    this.#forgetLook();
    await this.contents.close();
    await this.personal.close();
    const opening = this.#opening;
    this.#opening = undefined;
    const backup = await opening?.catch(() => undefined);
    await backup?.close();
  }
}

function summaryRow(summary: BackupSummary): Omit<BrowserSummary, 'running' | 'lockAfterMinutes' | 'readable'> {
  const { deviceName, udid, productType, productVersion, buildVersion, date, encrypted } = summary;
  return {
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

function detailsRow({ file, record, payload }: BackupFileDetails, { path, encrypted }: BackupSummary): FileDetails {
  return {
    ...fileRow(file),
    mode: file.mode,
    payload: payloadState(file, payload?.size, encrypted === true),
    ...(file.target === undefined ? {} : { target: file.target }),
    ...(payload === undefined ? {} : { storedAt: insideOf(path, payload.path), storedBytes: payload.size }),
    ...(record === undefined ? {} : { record: recordRow(record) }),
  };
}

/** Undefined where nothing is known of this file: no check, more trouble than was noted, or a payload that was touched after it. */
function checkOf({ file, payload }: BackupFileDetails, known: RememberedVerdict | undefined): FileCheck | undefined {
  if (known === undefined || file.kind !== 'file') return undefined;
  const { level, sample, at, problems, hasMoreProblems } = known;
  const problem = problems[file.fileID];
  if (problem === undefined && (hasMoreProblems || level === 'sample' || !isSettled(known))) return undefined;
  const touched = payload === undefined ? undefined : lstatSync(payload.path, { throwIfNoEntry: false });
  if (touched !== undefined && touched.ctimeMs > at.getTime()) return undefined;
  return { level, at: at.getTime(), ...(sample === undefined ? {} : { sample }), ...(problem === undefined ? {} : { problem }) };
}

/** Of what a check could not look at, it says nothing. */
function isSettled({ verdict }: RememberedVerdict): boolean {
  return verdict === 'good' || verdict === 'good-with-known-gaps' || verdict === 'partial' || verdict === 'damaged';
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

function payloadState(file: BackupFile, storedBytes: number | undefined, encrypted: boolean): FileDetails['payload'] {
  if (file.kind !== 'file') return 'none';
  if (storedBytes === undefined) return 'missing';
  return file.unreadable === true || fits(file.size, storedBytes, encrypted) ? 'present' : 'differs';
}

/** Encrypted content comes in whole blocks: up to one more than the size, and none for an empty file. */
function fits(size: number, storedBytes: number, encrypted: boolean): boolean {
  if (!encrypted) return storedBytes === size;
  return storedBytes % CIPHER_BLOCK_BYTES === 0 && storedBytes >= size && storedBytes <= size + CIPHER_BLOCK_BYTES;
}

function insideOf(folder: string, path: string): string {
  const inside = path.startsWith(folder) ? path.slice(folder.length) : path;
  return inside.replaceAll('\\', '/').replace(/^\/+/, '');
}
