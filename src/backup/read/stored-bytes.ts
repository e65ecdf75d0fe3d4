/** The bytes of a stored file, in large chunks, never through a symbolic link. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { systemErrorCode, throwIfAborted } from '../../base/index.ts';
import { BackupError } from '../errors.ts';

const CHUNK_BYTES = 256 * 1024;

/** A file was looked at a moment ago, and must still be one. Windows has no O_NOFOLLOW and leaves it undefined, which counts as 0 here. */
const READ_NO_LINK = constants.O_RDONLY | constants.O_NOFOLLOW;

/** @throws BackupError 'file-io' */
export function openStored(path: string): Promise<FileHandle> {
  return readable(path, open(path, READ_NO_LINK));
}

/**
 * From the start to the end. A chunk is only good until the next one is asked for, when `reuse` is set.
 * @throws BackupError 'file-io', CancelledError
 */
export async function* storedBytes(file: FileHandle, path: string, options: { signal?: AbortSignal | undefined; reuse?: boolean } = {}) {
  let buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for (;;) {
    throwIfAborted(options.signal);
    const { bytesRead } = await readable(path, file.read(buffer, 0, CHUNK_BYTES, null));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead) as Uint8Array;
    if (options.reuse !== true) buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }
}

async function readable<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw readFailure(path, error);
  }
}

/** A failure of the disk as 'file-io'; anything else as it is. */
export function readFailure(path: string, error: unknown): unknown {
  const systemCode = systemErrorCode(error);
  if (systemCode === undefined) return error;
  return new BackupError('file-io', `cannot read ${path}`, { data: { path, systemCode }, cause: error });
}
