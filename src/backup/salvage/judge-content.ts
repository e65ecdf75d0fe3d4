/** Whether what is stored fits to a record of the catalogue: by its digest, else by its padding or size. */
import { createHash } from 'node:crypto';
import { decryptTail, judgePadding, type ClassKeys, type MBFile } from '../../formats/index.ts';
import { isCodedError } from '../../base/index.ts';
import type { Payload } from '../read/backup.ts';
import { firstBytes, sqliteBytes } from '../read/catalogue-probe.ts';
import { openStored, storedBytes } from '../read/stored-bytes.ts';

/** From the best to the worst. `locked`: no key that fits. */
export const CONTENT_STATES = ['proven', 'consistent', 'damaged', 'locked'] as const;
export type ContentState = (typeof CONTENT_STATES)[number];

/** @throws BackupError 'file-io', CancelledError */
export async function judgeContent(
  record: MBFile,
  payload: Payload,
  classKeys: ClassKeys | undefined,
  signal: AbortSignal,
): Promise<ContentState> {
  const key = record.encryptionKey === undefined ? undefined : openKey(record.encryptionKey, classKeys);
  if (key === 'locked') return 'locked';
  try {
    const { digest } = record;
    if (digest?.length === 20 || digest?.length === 32) return (await hasDigest(payload, digest, signal)) ? 'proven' : 'damaged';
    const fits = key === undefined ? await fitsSize(payload, record.size) : await fitsPadding(payload, record.size, key);
    return fits ? 'consistent' : 'damaged';
  } finally {
    key?.fill(0);
  }
}

function openKey(wrapped: Uint8Array, classKeys: ClassKeys | undefined): Uint8Array | 'locked' {
  if (classKeys === undefined) return 'locked';
  try {
    return classKeys.unwrap(wrapped);
  } catch (error) {
    if (!isCodedError(error, 'key-unwrap-failed')) throw error;
    return 'locked';
  }
}

/** Of the bytes as they are stored; the length tells SHA-1 from SHA-256. */
async function hasDigest(payload: Payload, digest: Uint8Array, signal: AbortSignal): Promise<boolean> {
  await using file = await openStored(payload.path);
  const hash = createHash(digest.length === 20 ? 'sha1' : 'sha256');
  for await (const chunk of storedBytes(file, payload.path, { signal, reuse: true })) hash.update(chunk);
  return hash.digest().equals(digest);
}

/** Live files grow while they are backed up; a shorter one is whole only where its own header says so. */
async function fitsSize(payload: Payload, size: number): Promise<boolean> {
  if (payload.size >= size) return true;
  return sqliteBytes(await firstBytes(payload.path)) === payload.size;
}

const TAIL_BYTES = 32;

async function fitsPadding(payload: Payload, size: number, key: Uint8Array): Promise<boolean> {
  await using file = await openStored(payload.path);
  const tail = Buffer.alloc(Math.min(TAIL_BYTES, payload.size));
  if (payload.size % 16 !== 0) return false;
  await file.read(tail, 0, tail.length, payload.size - tail.length);
  const lastBlock = tail.length === 0 ? undefined : decryptTail(key, tail);
  return judgePadding(lastBlock, payload.size, size).contentBytes !== undefined;
}
