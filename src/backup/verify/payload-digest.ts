/** Compares the stored bytes of a file with the digest in its record. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { throwIfAborted } from '../../base/index.ts';
import type { RowFacts } from './check.ts';

export type DigestState = 'matches' | 'differs' | 'none';

const CHUNK_BYTES = 1024 * 1024;

/** 20 bytes in host backups; 32 in newer transfers between devices (backup format 2.4). Another length cannot be checked. */
const ALGORITHMS: Readonly<Record<number, string>> = { 20: 'sha1', 32: 'sha256' };

export async function digestState({ record, payload }: RowFacts, signal: AbortSignal): Promise<DigestState> {
  const algorithm = record?.digest && ALGORITHMS[record.digest.length];
  if (record?.digest === undefined || algorithm === undefined || payload === undefined) return 'none';
  return (await digestOf(payload.path, algorithm, signal)).equals(record.digest) ? 'matches' : 'differs';
}

async function digestOf(path: string, algorithm: string, signal: AbortSignal): Promise<Buffer> {
  const hash = createHash(algorithm);
  const buffer = new Uint8Array(CHUNK_BYTES);
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  for (;;) {
    throwIfAborted(signal);
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return hash.digest();
    hash.update(buffer.subarray(0, bytesRead));
  }
}
