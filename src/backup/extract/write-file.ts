/** Writes one file of a backup into the target: under a name of ours first, so that what stands under its own name is always whole. */
import { closeSync, constants, fstatSync, futimesSync, lstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { CodedError, isCodedError, systemErrorCode, type Disposable } from '../../base/index.ts';
import { PayloadDecipher, decryptPayload, type ClassKeys, type PaddingVerdict } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { payloadPlaces, type BackupFolder } from '../read/backup-folder.ts';
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
  /** As the catalogue has it. */
  readonly size?: number | undefined;
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
  | ({ readonly kind: 'failed' } & EntryFailure);

export interface WriteContext {
  readonly payloads: BackupFolder;
  readonly target: TargetFolders;
  readonly classKeys: ClassKeys | undefined;
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
export const DAMAGED_SUFFIX = '.damaged';

interface OpenPayload {
  readonly file: number;
  readonly size: number;
}

interface Copied {
  readonly bytes: number;
  /** Undefined for what is stored in the clear. */
  readonly verdict: PaddingVerdict | undefined;
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
      if (job.wrappedKey !== undefined && key === undefined) this.#throwNoKey(wrapped);
      return this.#write(job, key);
    } catch (error) {
      return { kind: 'failed', ...entryFailure(error, `${job.folder}/${job.name}`) };
    }
  }

  /** Content may have gone through the buffer. */
  dispose(): void {
    this.#buffer.fill(0);
  }

  #write(job: FileJob, key: Uint8Array | undefined): FileOutcome {
    const payload = this.#openPayload(job.fileID);
    try {
      return this.#writeFrom(payload, job, key);
    } finally {
      closeSync(payload.file);
    }
  }

  #writeFrom(payload: OpenPayload, job: FileJob, key: Uint8Array | undefined): FileOutcome {
    const folder = this.#context.target.at(job.folder);
    const part = `${folder}/${OWN_PREFIX}${this.#context.token}-${job.fileID}.part`;
    const file = openSync(part, CREATE, (job.mode & 0o777) | 0o600);
    try {
      let copied: Copied;
      try {
        copied = key === undefined ? this.#copy(payload, file) : this.#decrypt(payload, file, key, job.size);
        if (process.platform === 'darwin' && job.birth !== undefined && job.birth < job.modified) futimesSync(file, job.birth, job.birth);
        futimesSync(file, job.modified, job.modified);
      } finally {
        closeSync(file);
      }
      return this.#putInPlace(folder, part, job, copied);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  }

  #putInPlace(folder: string, part: string, job: FileJob, { bytes, verdict }: Copied): FileOutcome {
    const isDamaged = verdict !== undefined && verdict.contentBytes === undefined;
    if (isDamaged && !this.#context.keepsDamaged) {
      throw new BackupError('content-damaged', `padding: ${verdict.kind}`, { data: { reason: verdict.kind } });
    }
    const name = isDamaged ? job.name + DAMAGED_SUFFIX : job.name;
    const place = `${folder}/${name}`;
    if (!job.replaces && lstatSync(place, { throwIfNoEntry: false }) !== undefined) {
      throw new BackupError('target-exists', `${name} stands there`, { data: { path: `${job.folder}/${name}` } });
    }
    renameSync(part, place);
    if (isDamaged) return { kind: 'damaged', bytes, name, reason: verdict.kind };
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
    throw new CodedError('internal', 'a key that opens alone does not open among others');
  }

  #copy(payload: OpenPayload, file: number): Copied {
    let bytes = 0;
    for (;;) {
      const count = readSync(payload.file, this.#buffer, 0, CHUNK_BYTES, null);
      if (count === 0) return { bytes, verdict: undefined };
      this.#put(file, this.#buffer, count);
      bytes += count;
      if (count < CHUNK_BYTES && bytes >= payload.size) return { bytes, verdict: undefined };
    }
  }

  #decrypt(payload: OpenPayload, file: number, key: Uint8Array, manifestSize: number | undefined): Copied {
    if (payload.size > CHUNK_BYTES) return this.#decryptLarge(payload, file, key, manifestSize);
    const ciphertext = this.#buffer.subarray(0, this.#read(payload));
    const { plain, verdict } = decryptPayload(key, ciphertext, manifestSize);
    this.#put(file, plain, plain.length);
    return { bytes: plain.length, verdict };
  }

  #decryptLarge(payload: OpenPayload, file: number, key: Uint8Array, manifestSize: number | undefined): Copied {
    const decipher = PayloadDecipher.start(key, { ciphertextBytes: payload.size, manifestSize });
    let bytes = 0;
    const put = (plain: Uint8Array) => {
      this.#put(file, plain, plain.length);
      bytes += plain.length;
    };
    for (let left = payload.size; left > 0;) {
      const count = readSync(payload.file, this.#buffer, 0, Math.min(left, PIECE_BYTES), null);
      if (count === 0) break;
      left -= count;
      put(decipher.update(this.#buffer.subarray(0, count)));
    }
    const { tail, verdict } = decipher.finish();
    put(tail);
    return { bytes, verdict };
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

/** Undefined where nothing stands, or a link. */
function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, READ);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}
