/** The stored content of one file, in a content thread: read at most once while small, decrypted where there is a key, judged by its end. */
import { createDecipheriv } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isCodedError } from '../../../base/index.ts';
import { decryptTail, judgePadding, PayloadDecipher, type ClassKeys, type PaddingVerdict } from '../../../formats/index.ts';
import type { SqliteEngine } from '../sqlite/sqlite.ts';
import type { ContentJob } from './content-job.ts';
import { RunningDigest, type DigestState } from './running-digest.ts';
import { isCutOff, looksEncrypted, startOfFile } from './stored-form.ts';

/** What a content thread has, and its files share. */
export interface ContentTools {
  readonly classKeys: ClassKeys | undefined;
  readonly sqlite: SqliteEngine;
  readonly privateFolder: string;
  /** Files up to its length are read once. */
  readonly buffer: Uint8Array<ArrayBuffer>;
  countBytes(bytes: number): void;
}

/** Why the key of a file does not open. */
export interface KeyFailure {
  readonly reason: string;
  readonly protectionClass?: number;
}

const BLOCK_BYTES = 16;
const TWO_BLOCKS = 2 * BLOCK_BYTES;
const ZERO_IV = new Uint8Array(BLOCK_BYTES);

/** The length of decrypted content that is held in memory. */
const MOST_BYTES_IN_MEMORY = 16 * 1024 * 1024;

export class PayloadContent {
  readonly job: ContentJob;
  readonly tools: ContentTools;
  readonly keyFailure: KeyFailure | undefined;
  /** Of encrypted content whose key opens. */
  readonly padding: PaddingVerdict | undefined;
  readonly #fd: number;
  readonly #key: Uint8Array | undefined;
  /** All bytes as stored, in the shared buffer, if they fit. */
  #stored: Uint8Array | undefined;

  private constructor(job: ContentJob, tools: ContentTools, fd: number, { key, failure }: OpenedKey) {
    this.job = job;
    this.tools = tools;
    this.#fd = fd;
    this.keyFailure = failure;
    this.#key = key;
    this.padding = this.#key && judgePadding(this.#lastBlock(this.#key), job.bytes, job.size);
  }

  /** @throws system errors of opening and reading */
  static look<T>(job: ContentJob, tools: ContentTools, work: (content: PayloadContent) => T): T {
    // Never through a link; Windows has no O_NOFOLLOW and leaves it undefined, which counts as 0 here.
    const fd = openSync(job.path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const opened = openKey(job, tools.classKeys);
    try {
      return work(new PayloadContent(job, tools, fd, opened));
    } finally {
      opened.key?.fill(0);
      closeSync(fd);
    }
  }

  /** What is in the file can be seen: it is in the clear, or its key is there. */
  get isReadable(): boolean {
    return !this.job.isEncrypted || this.#key !== undefined;
  }

  /** Bytes of content; undefined when it cannot be seen, or is not to be trusted. */
  get contentBytes(): number | undefined {
    return this.job.isEncrypted ? this.padding?.contentBytes : this.job.bytes;
  }

  /** The level asks for all content, or something about its length does. */
  get isRead(): boolean {
    if (this.job.readAll) return true;
    return this.job.isEncrypted ? this.padding !== undefined && this.padding.kind !== 'ok' : this.job.bytes !== this.job.size;
  }

  /** The first 16 bytes of content, or fewer; undefined when they cannot be seen. */
  head(): Uint8Array | undefined {
    if (!this.isReadable) return undefined;
    const stored = (this.#small() ?? this.#readAt(0, BLOCK_BYTES)).subarray(0, BLOCK_BYTES);
    if (this.#key === undefined) return stored;
    const plain = stored.length === BLOCK_BYTES ? decryptTail(this.#key, stored) : stored;
    return plain.subarray(0, Math.min(BLOCK_BYTES, this.contentBytes ?? BLOCK_BYTES));
  }

  /** Bytes that `plainAt` can give: the content, or the whole blocks of what has no end to be trusted. */
  get visibleBytes(): number {
    const { bytes, isEncrypted } = this.job;
    return this.contentBytes ?? (isEncrypted ? bytes - (bytes % BLOCK_BYTES) : bytes);
  }

  /** A piece of the content in the clear, shorter at its end: only the blocks that it touches are decrypted. A buffer of its own. */
  plainAt(position: number, length: number): Uint8Array {
    const end = Math.min(position + length, this.visibleBytes);
    if (end <= position) return new Uint8Array(0);
    if (this.#key === undefined) return this.#readAt(position, end - position);
    // In CBC mode, the block before is all that a block needs.
    const first = position - (position % BLOCK_BYTES);
    const before = first === 0 ? 0 : BLOCK_BYTES;
    const stored = this.#readAt(first - before, Math.ceil((end - first) / BLOCK_BYTES) * BLOCK_BYTES + before);
    const whole = stored.subarray(0, stored.length - (stored.length % BLOCK_BYTES));
    const iv = before === 0 ? ZERO_IV : whole.subarray(0, before);
    if (iv.length !== BLOCK_BYTES) return new Uint8Array(0);
    const plain = createDecipheriv('aes-256-cbc', this.#key, iv).setAutoPadding(false).update(whole.subarray(before));
    return Uint8Array.from(plain.subarray(position - first, end - first));
  }

  /** Size, dates and number of the open file: two that differ mean that somebody has changed it. */
  state(): string {
    const { ino, size, mtimeNs, ctimeNs } = fstatSync(this.#fd, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  }

  /** Bytes that are stored now: others than those of the job, if somebody has replaced the file since it was found. */
  get bytesNow(): number {
    return fstatSync(this.#fd).size;
  }

  /** Undefined where there is no digest that can be compared. */
  digestState(): DigestState | undefined {
    const { digest, isEncrypted, wrappedKey, bytes } = this.job;
    if (digest === undefined) return undefined;
    const isDecrypted = (!isEncrypted || bytes === 0) && wrappedKey !== undefined;
    const { key } = isDecrypted ? openKey({ ...this.job, isEncrypted: true }, this.tools.classKeys) : {};
    const running = RunningDigest.of(Buffer.from(digest, 'hex'), isDecrypted ? { key } : undefined);
    key?.fill(0);
    const small = this.#small();
    for (const chunk of small === undefined ? this.chunks() : [small]) running?.update(chunk);
    return running?.finish();
  }

  /** What was decrypted looks as if it were still encrypted: it may have been in the clear before, and is not to be trusted without another proof. */
  get staysUnclear(): boolean {
    if (this.#key === undefined || this.padding?.kind !== 'no-padding') return false;
    const decipher = PayloadDecipher.start(this.#key, { ciphertextBytes: Infinity });
    return looksEncrypted(decipher.update(startOfFile(this.#fd)));
  }

  /** What was taken for clear is encrypted content that lacks its end. */
  get isCutOff(): boolean {
    const { isEncrypted, wrappedKey, bytes, size, digest } = this.job;
    if (isEncrypted || wrappedKey === undefined || bytes !== size || digest !== undefined) return false;
    const { key } = openKey({ ...this.job, isEncrypted: true }, this.tools.classKeys);
    const answer = key !== undefined && isCutOff(startOfFile(this.#fd), key);
    key?.fill(0);
    return answer;
  }

  /** Reads all bytes, for those that cannot be read; a failing disk throws. */
  readThrough(): void {
    if (this.#small() !== undefined) return;
    for (const _chunk of this.chunks());
  }

  /** All content, in the clear, if it is not too long; undefined when it is, or cannot be seen. */
  plain(): Uint8Array | undefined {
    const { contentBytes } = this;
    if (contentBytes === undefined || contentBytes > MOST_BYTES_IN_MEMORY || !this.isReadable) return undefined;
    const pieces: Uint8Array[] = [];
    for (const piece of this.plainChunks()) pieces.push(Uint8Array.from(piece));
    return Buffer.concat(pieces);
  }

  /** The content in the clear; a chunk holds until the next one is asked for. */
  *plainChunks(): Generator<Uint8Array> {
    const chunks = this.#small() === undefined ? this.chunks() : [this.#small() ?? ZERO_IV];
    if (this.#key === undefined) {
      yield* chunks;
      return;
    }
    const decipher = createDecipheriv('aes-256-cbc', this.#key, ZERO_IV).setAutoPadding(false);
    let left = this.contentBytes ?? 0;
    for (const chunk of chunks) {
      const plain = decipher.update(chunk).subarray(0, left);
      left -= plain.length;
      if (plain.length > 0) yield plain;
    }
  }

  /** The bytes as stored; a chunk holds until the next one is asked for. */
  *chunks(): Generator<Uint8Array> {
    const { buffer } = this.tools;
    for (let position = 0; ;) {
      const length = readSync(this.#fd, buffer, 0, buffer.length, position);
      if (length === 0) return;
      position += length;
      this.tools.countBytes(length);
      yield buffer.subarray(0, length);
    }
  }

  #small(): Uint8Array | undefined {
    if (this.#stored === undefined && this.job.bytes <= this.tools.buffer.length) {
      const length = this.job.bytes === 0 ? 0 : readSync(this.#fd, this.tools.buffer, 0, this.job.bytes, 0);
      this.tools.countBytes(length);
      this.#stored = this.tools.buffer.subarray(0, length);
    }
    return this.#stored;
  }

  #lastBlock(key: Uint8Array): Uint8Array | undefined {
    const { bytes, readAll } = this.job;
    if (bytes === 0 || bytes % BLOCK_BYTES !== 0) return undefined;
    const length = Math.min(bytes, TWO_BLOCKS);
    const end = (readAll ? this.#small()?.subarray(-length) : undefined) ?? this.#readAt(bytes - length, length);
    return end.length === length ? decryptTail(key, end) : undefined;
  }

  #readAt(position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let read = 0;
    for (let more = 1; more > 0 && read < length; read += more) more = readSync(this.#fd, bytes, read, length - read, position + read);
    return bytes.subarray(0, read);
  }
}

interface OpenedKey {
  readonly key?: Uint8Array;
  readonly failure?: KeyFailure;
}

function openKey({ isEncrypted, wrappedKey }: ContentJob, classKeys: ClassKeys | undefined): OpenedKey {
  if (!isEncrypted || classKeys === undefined) return {};
  if (wrappedKey === undefined) return { failure: { reason: 'no-key' } };
  try {
    return { key: classKeys.unwrap(wrappedKey) };
  } catch (error) {
    if (!isCodedError(error, 'key-unwrap-failed')) throw error;
    const { reason, protectionClass } = error.data;
    return { failure: { reason: String(reason), ...(typeof protectionClass === 'number' ? { protectionClass } : {}) } };
  }
}
