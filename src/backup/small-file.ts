/** The one way to read a small file whole: what stands there and how long it is are looked at first, so that nothing hangs or fills the memory. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { systemErrorCode } from '../base/index.ts';
import { BackupError } from './errors.ts';

/** What can stand in the place of a file. */
export type NoFile = 'folder' | 'link' | 'pipe' | 'socket' | 'device';

/** Whatever stands there, as data: whoever reads a backup goes on without it. */
export type SmallFile =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'missing' }
  | { readonly state: 'no-file'; readonly standing: NoFile }
  | { readonly state: 'too-large'; readonly bytes: number }
  | { readonly state: 'unreadable'; readonly systemCode: string; readonly cause: unknown };

/** Windows has neither flag and leaves them undefined, which counts as 0. With O_NONBLOCK a pipe that was put there a moment ago opens at once. */
const READ_NO_LINK = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a regular file of at most `maxBytes`; a link is never followed. The folders above it are the caller's matter. Never throws for the disk. */
export function readSmallFile(path: string, maxBytes: number): SmallFile {
  try {
    // Before it is opened: opening a device can set something off.
    const standing = lstatSync(path, { throwIfNoEntry: false });
    if (standing === undefined) return { state: 'missing' };
    return unfit(standing, maxBytes) ?? readOpen(path, maxBytes);
  } catch (error) {
    return troubleOf(error);
  }
}

/** As readSmallFile, for whom only the content counts: undefined when there is none that can be read. */
export function smallFileIfAny(path: string, maxBytes: number): Uint8Array | undefined {
  const file = readSmallFile(path, maxBytes);
  return file.state === 'read' ? file.bytes : undefined;
}

/**
 * As readSmallFile, for a file that this program keeps for itself; undefined when there is none.
 * @throws BackupError 'place-blocked' when something else stands there; 'file-io'
 */
export function readOwnFile(path: string, maxBytes: number): Uint8Array | undefined {
  const file = readSmallFile(path, maxBytes);
  switch (file.state) {
    case 'read':
      return file.bytes;
    case 'missing':
      return undefined;
    case 'no-file':
      throw placeBlocked(path, file.standing);
    case 'too-large':
      throw placeBlocked(path, 'large-file', file.bytes);
    case 'unreadable':
      throw new BackupError('file-io', `cannot read ${path}`, { data: { path, systemCode: file.systemCode }, cause: file.cause });
  }
}

/** Something stands where this program keeps what is its own. */
export function placeBlocked(path: string, standing: NoFile | 'file' | 'large-file', bytes?: number): BackupError {
  return new BackupError('place-blocked', `a ${standing} blocks ${path}`, {
    data: { path, standing, ...(bytes === undefined ? {} : { bytes }) },
  });
}

/** What stands there instead of a regular file; undefined for one. */
export function noFileOf(status: Stats): NoFile | undefined {
  if (status.isFile()) return undefined;
  if (status.isDirectory()) return 'folder';
  if (status.isSymbolicLink()) return 'link';
  if (status.isFIFO()) return 'pipe';
  return status.isSocket() ? 'socket' : 'device';
}

function unfit(status: Stats, maxBytes: number): SmallFile | undefined {
  const standing = noFileOf(status);
  if (standing !== undefined) return { state: 'no-file', standing };
  return status.size > maxBytes ? { state: 'too-large', bytes: status.size } : undefined;
}

function readOpen(path: string, maxBytes: number): SmallFile {
  const file = openSync(path, READ_NO_LINK);
  try {
    const status = fstatSync(file);
    return unfit(status, maxBytes) ?? readAll(file, status.size, maxBytes);
  } finally {
    closeSync(file);
  }
}

/** One byte more than there should be tells whether it grows meanwhile. */
function readAll(file: number, size: number, maxBytes: number): SmallFile {
  const buffer = Buffer.allocUnsafeSlow(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(file, buffer, length, buffer.length - length, length);
    length += count;
    if (count === 0) return { state: 'read', bytes: new Uint8Array(buffer.buffer, buffer.byteOffset, length) };
    if (length < buffer.length) continue;
    return size < maxBytes ? readAll(file, Math.min(maxBytes, 2 * size + 4096), maxBytes) : { state: 'too-large', bytes: length };
  }
}

function troubleOf(error: unknown): SmallFile {
  const systemCode = systemErrorCode(error);
  if (systemCode === undefined) throw error;
  if (systemCode === 'ENOENT' || systemCode === 'ENOTDIR') return { state: 'missing' };
  return systemCode === 'ELOOP' ? { state: 'no-file', standing: 'link' } : { state: 'unreadable', systemCode, cause: error };
}
