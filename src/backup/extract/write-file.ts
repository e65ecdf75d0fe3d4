/** Writes one file of a backup into the target: under a name of ours first, so that what stands under its own name is always whole. */
import { closeSync, constants, fstatSync, futimesSync, lstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { CodedError, isCodedError, systemErrorCode, type Disposable } from '../../base/index.ts';
import { PayloadDecipher, catalogueFormatOf, decryptPayload, type ClassKeys, type PaddingVerdict } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { payloadPlaces, type BackupFolder } from '../read/backup-folder.ts';
import type { RowFault } from '../read/row-fault.ts';
import { SNIFF_BYTES } from '../read/stored/content-type.ts';
import type { DatabaseHealth } from '../read/stored/database-health.ts';
import { judgeStored, needsDatabase, type StoredFacts } from '../read/stored/judge-stored.ts';
import type { DigestState } from '../read/stored/running-digest.ts';
import { RunningDigest } from '../read/stored/running-digest.ts';
import { isCutOff, looksEncrypted, startOfFile, storedForm, type StoredForm } from '../read/stored/stored-form.ts';
import { OWN_PREFIX } from './disk-name.ts';
import type { SharedState } from './shared-state.ts';
import type { TargetFolders } from './target-folders.ts';
import { entryFailure, type EntryFailure } from './write-failure.ts';

export interface FileJob {
  readonly fileID: string;
  /** Relative to the target; it exists. */
  readonly folder: string;
  readonly name: string;
  /** What stands under the name may be replaced. */
  readonly replaces: boolean;
  /** Permissions; the user's umask takes more away. */
  readonly mode: number;
  /** Unix seconds. */
  readonly modified: number;
  readonly birth?: number | undefined;
  /** As the catalogue has it; undefined without a record. */
  readonly size?: number | undefined;
  /** Hexadecimal. */
  readonly digest?: string | undefined;
  /** Untrusted text, looked at for its ending only. */
  readonly relativePath: string;
  /** What is wrong with the row, whatever is stored. */
  readonly fault?: RowFault | undefined;
  /** What SQLite says, once it was asked. */
  readonly database?: DatabaseHealth['state'] | 'none' | undefined;
  /** Class and wrapped key of an encrypted file, in base64: small arrays of bytes are slow to send to a thread. */
  readonly wrappedKey?: string | undefined;
}

export type FileOutcome =
  /** Bytes written, and nothing else to say: as a rule. */
  | number
  /** Written, with a length that was found otherwise than by the padding. */
  | { readonly kind: 'odd-length'; readonly bytes: number; readonly reason: string }
  /** Written under another name although it is damaged. */
  | { readonly kind: 'damaged'; readonly bytes: number; readonly name: string; readonly reason: string }
  /** Nothing was written: a database is shorter than announced, and SQLite has to say whether it is whole. */
  | { readonly kind: 'database-decides' }
  | ({ readonly kind: 'failed' } & EntryFailure);

interface WriteContext {
  readonly payloads: BackupFolder;
  readonly target: TargetFolders;
  readonly classKeys: ClassKeys | undefined;
  /** Most files are stored encrypted; the bytes of each say whether it is. */
  readonly isEncryptedBackup: boolean;
  /** Tells the unfinished files of this run from all others. */
  readonly token: string;
  readonly keepsDamaged: boolean;
  readonly state: SharedState;
}

/** Up to here a file is decrypted in one go. */
const CHUNK_BYTES = 512 * 1024;
/** A larger one goes in pieces that stay in the cache of a core, and whose memory the system gives again without clearing it. */
const PIECE_BYTES = 64 * 1024;
/** A named pipe in place of a payload must not stop us. Windows has neither flag, and leaves them undefined. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const DAMAGED_SUFFIX = '.damaged';

interface OpenPayload {
  readonly file: number;
  readonly size: number;
}

interface Copied {
  readonly bytes: number;
  /** Undefined for what is stored in the clear. */
  readonly verdict: PaddingVerdict | undefined;
  /** The first bytes of the content. */
  readonly start: Uint8Array;
}

/** One file on its way. */
interface Passage {
  readonly job: FileJob;
  readonly payload: OpenPayload;
  /** The unfinished file. */
  readonly file: number;
  readonly digest: RunningDigest | undefined;
}

/** Writes files one after the other, with memory that is used again. Blocks, and belongs into a worker. */
export class FileWriter implements Disposable {
  readonly #context: WriteContext;
  readonly #buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);

  private constructor(context: WriteContext) {
    this.#context = context;
  }

  static for(context: WriteContext): FileWriter {
    return new FileWriter(context);
  }

  /**
   * One outcome for each, in their order.
   * @throws what ends the extraction (`entryFailure`); nothing of an unfinished file is left then
   */
  write(jobs: readonly FileJob[]): FileOutcome[] {
    const wrapped = jobs.map(({ wrappedKey = '' }) => Buffer.from(wrappedKey, 'base64'));
    const keys = this.#context.classKeys?.unwrapAll(wrapped) ?? [];
    try {
      return jobs.map((job, index) => this.#outcome(job, keys[index], wrapped[index]));
    } finally {
      for (const key of keys) key?.fill(0);
    }
  }

  #outcome(job: FileJob, key: Uint8Array | undefined, wrapped: Uint8Array | undefined): FileOutcome {
    this.#context.state.throwIfCancelled();
    try {
      return this.#write(job, key, wrapped);
    } catch (error) {
      return { kind: 'failed', ...entryFailure(error, `${job.folder}/${job.name}`) };
    }
  }

  /** Content may have gone through the buffer. */
  dispose(): void {
    this.#buffer.fill(0);
  }

  #write(job: FileJob, key: Uint8Array | undefined, wrapped: Uint8Array | undefined): FileOutcome {
    const payload = this.#openPayload(job.fileID);
    try {
      const { form, hasKey } = this.#formOf(payload, job);
      if (form === 'encrypted' && !hasKey) throw new BackupError('key-missing', 'no key', { data: { reason: 'no-key' } });
      if (form === 'encrypted' && key === undefined) this.#throwNoKey(wrapped);
      const digest = RunningDigest.of(
        job.digest === undefined ? undefined : Buffer.from(job.digest, 'hex'),
        hasKey && (form === 'clear' || payload.size === 0) ? { key } : undefined,
      );
      return this.#writeFrom(payload, job, { key, isEncrypted: form === 'encrypted' }, digest);
    } finally {
      closeSync(payload.file);
    }
  }

  #formOf({ file, size: bytes }: OpenPayload, { size, wrappedKey }: FileJob): { form: StoredForm; hasKey: boolean } {
    const hasKey = wrappedKey !== undefined;
    if (size === undefined) return { form: 'clear', hasKey };
    const { isEncryptedBackup } = this.#context;
    return { form: storedForm({ bytes, size, hasKey, isEncryptedBackup }, () => startOfFile(file)), hasKey };
  }

  #writeFrom(
    payload: OpenPayload,
    job: FileJob,
    { key, isEncrypted }: { readonly key: Uint8Array | undefined; readonly isEncrypted: boolean },
    digest: RunningDigest | undefined,
  ): FileOutcome {
    const folder = this.#context.target.at(job.folder);
    const part = `${folder}/${OWN_PREFIX}${this.#context.token}-${job.fileID}.part`;
    const file = openSync(part, CREATE, (job.mode & 0o777) | 0o600);
    try {
      let copied: Copied;
      try {
        const passage = { job, payload, file, digest };
        copied = isEncrypted && key !== undefined ? this.#decrypt(passage, key) : this.#copy(passage);
        if (process.platform === 'darwin' && job.birth !== undefined && job.birth < job.modified) futimesSync(file, job.birth, job.birth);
        futimesSync(file, job.modified, job.modified);
      } finally {
        closeSync(file);
      }
      const cutOff = !isEncrypted && key !== undefined && isCutOff(copied.start, key);
      const damage = damageOf(job, payload, copied, { digest: digest?.finish(), isCutOff: cutOff });
      if (damage !== 'database-decides') return this.#putInPlace(folder, part, job, copied, damage);
      rmSync(part, { force: true });
      return { kind: 'database-decides' };
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  }

  /** `damage` is its reason. */
  #putInPlace(folder: string, part: string, job: FileJob, { bytes, verdict }: Copied, damage: string | undefined): FileOutcome {
    if (damage !== undefined && !this.#context.keepsDamaged) {
      throw new BackupError('content-damaged', damage, { data: { reason: damage } });
    }
    const name = damage === undefined ? job.name : job.name + DAMAGED_SUFFIX;
    const place = `${folder}/${name}`;
    if (!job.replaces && lstatSync(place, { throwIfNoEntry: false }) !== undefined) {
      throw new BackupError('target-exists', `${name} is in the way`, { data: { path: `${job.folder}/${name}` } });
    }
    renameSync(part, place);
    if (damage !== undefined) return { kind: 'damaged', bytes, name, reason: damage };
    const isOdd = verdict?.kind === 'no-padding' || verdict?.kind === 'size-decides';
    return isOdd ? { kind: 'odd-length', bytes, reason: verdict.kind } : bytes;
  }

  #openPayload(fileID: string): OpenPayload {
    for (const place of payloadPlaces(fileID)) {
      const path = this.#context.payloads.locate(place);
      const file = path === undefined ? undefined : openIfThere(path);
      if (file === undefined) continue;
      const status = fstatSync(file);
      if (status.isFile()) return { file, size: status.size };
      closeSync(file);
    }
    throw new BackupError('payload-missing', `no content for ${fileID}`, { data: { fileID } });
  }

  #throwNoKey(wrapped: Uint8Array = new Uint8Array(0)): never {
    const { classKeys } = this.#context;
    if (classKeys === undefined) throw new BackupError('backup-encrypted', 'files are encrypted');
    try {
      classKeys.unwrap(wrapped).fill(0);
    } catch (error) {
      const reason = isCodedError(error, 'key-unwrap-failed') ? error.data.reason : undefined;
      if (reason !== 'device-only' && reason !== 'no-class-key') throw error;
      throw new BackupError('key-missing', `no key: ${reason}`, { data: { reason }, cause: error });
    }
    throw new CodedError('internal', 'the key opens alone but not together with others');
  }

  #copy({ payload, file, digest }: Passage): Copied {
    let bytes = 0;
    let start: Uint8Array = NOTHING;
    for (;;) {
      const count = readSync(payload.file, this.#buffer, 0, CHUNK_BYTES, null);
      if (bytes === 0) start = startIn(this.#buffer.subarray(0, count));
      if (count === 0) return { bytes, verdict: undefined, start };
      digest?.update(this.#buffer.subarray(0, count));
      this.#put(file, this.#buffer, count);
      bytes += count;
      if (count < CHUNK_BYTES && bytes >= payload.size) return { bytes, verdict: undefined, start };
    }
  }

  #decrypt(passage: Passage, key: Uint8Array): Copied {
    const { payload, file, digest, job } = passage;
    if (payload.size > CHUNK_BYTES) return this.#decryptLarge(passage, key);
    const ciphertext = this.#buffer.subarray(0, this.#read(payload));
    digest?.update(ciphertext);
    const { plain, verdict } = decryptPayload(key, ciphertext, job.size);
    this.#put(file, plain, plain.length);
    return { bytes: plain.length, verdict, start: startIn(plain) };
  }

  #decryptLarge({ payload, file, digest, job }: Passage, key: Uint8Array): Copied {
    const decipher = PayloadDecipher.start(key, { ciphertextBytes: payload.size, manifestSize: job.size });
    let bytes = 0;
    let start: Uint8Array = NOTHING;
    const put = (plain: Uint8Array) => {
      if (bytes === 0) start = startIn(plain);
      this.#put(file, plain, plain.length);
      bytes += plain.length;
    };
    for (let left = payload.size; left > 0;) {
      const count = readSync(payload.file, this.#buffer, 0, Math.min(left, PIECE_BYTES), null);
      if (count === 0) break;
      left -= count;
      digest?.update(this.#buffer.subarray(0, count));
      put(decipher.update(this.#buffer.subarray(0, count)));
    }
    const { tail, verdict } = decipher.finish();
    put(tail);
    return { bytes, verdict, start };
  }

  /** Fills the buffer as far as the file goes. */
  #read({ file, size }: OpenPayload): number {
    let filled = 0;
    while (filled < size) {
      const count = readSync(file, this.#buffer, filled, size - filled, null);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  #put(file: number, bytes: Uint8Array, count: number): void {
    this.#context.state.throwIfCancelled();
    for (let written = 0; written < count;) written += writeSync(file, bytes, written, count - written);
    this.#context.state.addBytes(count);
  }
}

const NOTHING = new Uint8Array(0);

/** Enough to see what it is; a copy, for the memory is used again. */
function startIn(content: Uint8Array): Uint8Array {
  return Uint8Array.from(content.subarray(0, SNIFF_BYTES));
}

/** The reason, if what was copied contradicts its row: by the rules of a verification. */
function damageOf(
  { fault, size, relativePath, database }: FileJob,
  payload: OpenPayload,
  { bytes, verdict, start }: Copied,
  seen: { readonly digest: DigestState | undefined; readonly isCutOff: boolean },
): string | undefined {
  if (fault !== undefined || size === undefined) return fault ?? 'no-record';
  const staysUnclear = verdict?.kind === 'no-padding' && looksEncrypted(start);
  const stored = verdict === undefined ? bytes : payload.size;
  const facts: StoredFacts = { relativePath, bytes: stored, size, padding: verdict, staysUnclear, ...seen };
  if (needsDatabase(facts) && database === undefined && catalogueFormatOf(start) === 'sqlite') return 'database-decides';
  const judgement = judgeStored({ ...facts, database: database === 'none' ? undefined : database });
  return judgement.kind === 'damaged' ? judgement.reason : undefined;
}

/** Undefined where nothing stands, or a link. */
function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, READ);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}
