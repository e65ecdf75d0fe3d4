/** Whether the stored bytes of a file are encrypted: the bytes say so, file by file, whatever property lists and records claim. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { PayloadDecipher, type MBFile } from '../../../formats/index.ts';
import type { Payload } from '../backup.ts';
import { contentTypeOf, SNIFF_BYTES } from './content-type.ts';

export type StoredForm = 'clear' | 'encrypted';

interface FormFacts {
  readonly bytes: number;
  /** As the record says. */
  readonly size: number;
  /** The record has a key. */
  readonly hasKey: boolean;
  /** Most files of this backup are stored encrypted; it decides where this file alone says nothing. */
  readonly isEncryptedBackup: boolean;
}

const BLOCK_BYTES = 16;

/** AES-CBC with PKCS#7 padding: always at least one byte more, up to the next 16. */
export function paddedSize(size: number): number {
  return (Math.floor(size / BLOCK_BYTES) + 1) * BLOCK_BYTES;
}

/**
 * Encrypted content has the padded length of its record, or whole blocks of another length where the file changed meanwhile. Of the same length as
 * the record is what another program has decrypted; or, rarely, what it has encrypted without padding, and then it looks like nothing.
 * @param start the first `SNIFF_BYTES`, asked for only where lengths do not decide
 */
export function storedForm({ bytes, size, hasKey, isEncryptedBackup }: FormFacts, start: () => Uint8Array): StoredForm {
  if (bytes === 0) return hasKey && isEncryptedBackup ? 'encrypted' : 'clear';
  if (bytes === size) {
    const cannotTell = bytes % BLOCK_BYTES === 0 && isEncryptedBackup;
    return cannotTell && looksEncrypted(start()) ? 'encrypted' : 'clear';
  }
  if (bytes === paddedSize(size)) return hasKey || isEncryptedBackup || looksEncrypted(start()) ? 'encrypted' : 'clear';
  if (!hasKey && !isEncryptedBackup) return 'clear';
  return contentTypeOf(start()).type === 'unknown' ? 'encrypted' : 'clear';
}

/** As `storedForm`, of a stored file. @throws system errors of opening and reading */
export function formOfPayload(
  { path, size: bytes }: Payload,
  { size, encryptionKey }: Pick<MBFile, 'size' | 'encryptionKey'>,
  isEncryptedBackup: boolean,
): StoredForm {
  return storedForm({ bytes, size, hasKey: encryptionKey !== undefined, isEncryptedBackup }, () => startOf(path));
}

/** What no program writes and every cipher does: no signature, no text, and all values of bytes alike. */
export function looksEncrypted(start: Uint8Array): boolean {
  return contentTypeOf(start).type === 'unknown' && unevenness(start) <= MOST_UNEVEN;
}

/**
 * What has the length of its record and was taken for clear by that may be encrypted content that was cut off just there: its key makes sense of it then.
 * @param start the first `SNIFF_BYTES` as stored
 */
export function isCutOff(start: Uint8Array, key: Uint8Array): boolean {
  if (start.length < BLOCK_BYTES || !looksEncrypted(start)) return false;
  const blocks = start.subarray(0, start.length - (start.length % BLOCK_BYTES));
  return !looksEncrypted(PayloadDecipher.start(key, { ciphertextBytes: Infinity }).update(blocks));
}

/** For random bytes it is about 255, with a deviation of 23, whatever their number. */
const MOST_UNEVEN = 436;

/** Chi-squared over the 256 values of a byte. */
function unevenness(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const squares = counts.reduce((sum, count) => sum + count * count, 0);
  return (squares * 256) / bytes.length - bytes.length;
}

/** The first `SNIFF_BYTES` as stored. Never through a link; Windows has no such flags and leaves them undefined, which counts as 0 here. */
export function startOf(path: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return startOfFile(file);
  } finally {
    closeSync(file);
  }
}

/** Of an open file, wherever it has been read to. */
export function startOfFile(file: number): Uint8Array {
  const start = new Uint8Array(SNIFF_BYTES);
  return start.subarray(0, readSync(file, start, 0, SNIFF_BYTES, 0));
}
