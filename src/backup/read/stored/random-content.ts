/** The content of a stored file, read at any place: nothing is copied, and what is encrypted is decrypted where it is read, in memory only. */
import { createDecipheriv } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { decryptTail, judgePadding, type ClassKeys } from '../../../formats/index.ts';
import { BackupError } from '../../errors.ts';
import { readFailure } from '../stored-bytes.ts';
import type { ContentJob } from './content-job.ts';

export interface RandomContent {
  readonly bytes: number;
  /** Fills `into` from `position` on, and returns how many bytes there were. @throws system errors of reading */
  readAt(into: Uint8Array, position: number): number;
  /** The file is no longer the one that was opened: it was written to. */
  hasChanged(): boolean;
  close(): void;
}

type Stored = Pick<ContentJob, 'path' | 'bytes' | 'size' | 'isEncrypted' | 'wrappedKey'>;

const BLOCK_BYTES = 16;
const CHUNK_BYTES = 64 * 1024;
/** Decrypted chunks that are kept; a page is often asked for again. */
const MOST_CHUNKS = 16;

/**
 * Never through a link. The padding decides how long encrypted content is; all blocks count where it is no padding.
 * @throws BackupError 'backup-encrypted' without keys, 'key-missing', 'file-io'; FormatError 'key-unwrap-failed'
 */
export function openRandom(stored: Stored, classKeys: ClassKeys | undefined): RandomContent {
  const key = keyOf(stored, classKeys);
  try {
    const file = openSync(stored.path, constants.O_RDONLY | constants.O_NOFOLLOW);
    return key === undefined ? new PlainContent(file) : new EncryptedContent(file, key, stored.size);
  } catch (error) {
    key?.fill(0);
    throw readFailure(stored.path, error);
  }
}

function keyOf({ isEncrypted, wrappedKey, path }: Stored, classKeys: ClassKeys | undefined): Uint8Array | undefined {
  if (!isEncrypted) return undefined;
  if (wrappedKey === undefined) throw new BackupError('key-missing', 'the record has no key', { data: { path } });
  if (classKeys === undefined) throw new BackupError('backup-encrypted', 'the content is encrypted', { data: { path } });
  return classKeys.unwrap(wrappedKey);
}

class PlainContent implements RandomContent {
  readonly bytes: number;
  readonly #file: number;
  readonly #opened: Stats;

  constructor(file: number) {
    this.#file = file;
    this.#opened = fstatSync(file);
    this.bytes = this.#opened.size;
  }

  readAt(into: Uint8Array, position: number): number {
    return readSync(this.#file, into, 0, into.length, position);
  }

  hasChanged(): boolean {
    const { size, mtimeMs } = fstatSync(this.#file);
    return size !== this.#opened.size || mtimeMs !== this.#opened.mtimeMs;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** AES-CBC can be decrypted from any block on: the block before it is the initialization vector. */
class EncryptedContent implements RandomContent {
  readonly bytes: number;
  readonly #stored: PlainContent;
  readonly #key: Uint8Array;
  readonly #chunks = new Map<number, Uint8Array>();
  readonly #buffer = new Uint8Array(BLOCK_BYTES + CHUNK_BYTES);

  constructor(file: number, key: Uint8Array, recordSize: number) {
    this.#stored = new PlainContent(file);
    this.#key = key;
    this.bytes = this.#contentBytes(recordSize);
  }

  readAt(into: Uint8Array, position: number): number {
    let done = 0;
    while (done < into.length && position + done < this.bytes) {
      const at = position + done;
      const chunk = this.#chunk(Math.floor(at / CHUNK_BYTES));
      const start = at % CHUNK_BYTES;
      const length = Math.min(into.length - done, chunk.length - start, this.bytes - at);
      if (length <= 0) break;
      into.set(chunk.subarray(start, start + length), done);
      done += length;
    }
    return done;
  }

  hasChanged(): boolean {
    return this.#stored.hasChanged();
  }

  close(): void {
    this.#key.fill(0);
    for (const chunk of this.#chunks.values()) chunk.fill(0);
    this.#chunks.clear();
    this.#stored.close();
  }

  #chunk(number: number): Uint8Array {
    const kept = this.#chunks.get(number);
    if (kept !== undefined) return kept;
    const chunk = this.#decrypt(number);
    const oldest = this.#chunks.size < MOST_CHUNKS ? undefined : this.#chunks.keys().next().value;
    if (oldest !== undefined) this.#chunks.delete(oldest);
    this.#chunks.set(number, chunk);
    return chunk;
  }

  #decrypt(number: number): Uint8Array {
    const buffer = this.#buffer;
    const start = number * CHUNK_BYTES;
    buffer.fill(0, 0, BLOCK_BYTES);
    const before = start === 0 ? BLOCK_BYTES : 0;
    const read = this.#stored.readAt(buffer.subarray(before), start === 0 ? 0 : start - BLOCK_BYTES) + before;
    const blocks = Math.max(0, Math.floor((read - BLOCK_BYTES) / BLOCK_BYTES)) * BLOCK_BYTES;
    const decipher = createDecipheriv('aes-256-cbc', this.#key, buffer.subarray(0, BLOCK_BYTES)).setAutoPadding(false);
    return decipher.update(buffer.subarray(BLOCK_BYTES, BLOCK_BYTES + blocks));
  }

  #contentBytes(recordSize: number): number {
    const { bytes } = this.#stored;
    const end = new Uint8Array(Math.min(bytes, 2 * BLOCK_BYTES));
    const isWhole = bytes > 0 && bytes % BLOCK_BYTES === 0 && this.#stored.readAt(end, bytes - end.length) === end.length;
    const verdict = judgePadding(isWhole ? decryptTail(this.#key, end) : undefined, bytes, recordSize);
    return verdict.contentBytes ?? bytes - (bytes % BLOCK_BYTES);
  }
}
