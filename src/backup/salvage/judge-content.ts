/** Whether what is stored fits to a record of the catalogue: by its digest, else by its padding or size. */
import { decryptTail, judgePadding, type ClassKeys, type MBFile } from '../../formats/index.ts';
import { isCodedError } from '../../base/index.ts';
import type { Payload } from '../read/backup.ts';
import { firstBytes, sqliteBytes } from '../read/catalogue/catalogue-probe.ts';
import { openStored, readFailure, storedBytes } from '../read/stored-bytes.ts';
import type { DigestState } from '../read/stored/running-digest.ts';
import { RunningDigest } from '../read/stored/running-digest.ts';
import { formOfPayload, isCutOff, startOf } from '../read/stored/stored-form.ts';

/** From the best to the worst. `locked`: no key that fits. */
export const CONTENT_STATES = ['proven', 'consistent', 'damaged', 'locked'] as const;
export type ContentState = (typeof CONTENT_STATES)[number];

export interface JudgingContext {
  readonly classKeys: ClassKeys | undefined;
  /** Most of what is stored is encrypted; see `storedForm`. */
  readonly isEncryptedBackup: boolean;
  readonly signal: AbortSignal;
}

/** @throws BackupError 'file-io', CancelledError */
export async function judgeContent(record: MBFile, payload: Payload, context: JudgingContext): Promise<ContentState> {
  const isClear = formOf(payload, record, context.isEncryptedBackup) === 'clear';
  const key = record.encryptionKey === undefined ? undefined : openKey(record.encryptionKey, context.classKeys);
  if (key === 'locked' && !isClear) return 'locked';
  const own = key === 'locked' ? undefined : key;
  try {
    const isDecrypted = record.encryptionKey !== undefined && (isClear || payload.size === 0);
    const digest = await digestState(payload, RunningDigest.of(record.digest, isDecrypted ? { key: own } : undefined), context.signal);
    if (digest !== undefined) return digest === 'matches' ? 'proven' : 'damaged';
    if (isClear && own !== undefined && payload.size === record.size && isCutOff(startOf(payload.path), own)) return 'damaged';
    const fits = isClear || own === undefined ? await fitsSize(payload, record.size) : await fitsPadding(payload, record.size, own);
    return fits ? 'consistent' : 'damaged';
  } finally {
    own?.fill(0);
  }
}

/** Another program may have decrypted a file whose record has a key. */
function formOf(payload: Payload, record: MBFile, isEncryptedBackup: boolean) {
  try {
    return formOfPayload(payload, record, isEncryptedBackup);
  } catch (error) {
    throw readFailure(payload.path, error);
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

/** Undefined where there is nothing to compare with. */
async function digestState(payload: Payload, digest: RunningDigest | undefined, signal: AbortSignal): Promise<DigestState | undefined> {
  if (digest === undefined) return undefined;
  await using file = await openStored(payload.path);
  for await (const chunk of storedBytes(file, payload.path, { signal, reuse: true })) digest.update(chunk);
  return digest.finish();
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
