/** Puts a file or a folder at a place, whatever stands there. */
import { lstatSync, renameSync, rmSync, type Stats } from 'node:fs';
import { systemErrorCode } from '../../base/index.ts';

/** A rename cannot replace a folder by a file, or a folder that is not empty; systems say so in several ways. */
const IN_THE_WAY = new Set(['EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES']);

/** In one step where the system can. What stood there must have been kept. */
export function putInPlace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!IN_THE_WAY.has(systemErrorCode(error) ?? '')) throw error;
    // Two spellings of one name, on a file system without case.
    if (isSameFile(lstatSync(from), lstatSync(to, { throwIfNoEntry: false }))) throw error;
    rmSync(to, { recursive: true, force: true });
    renameSync(from, to);
  }
}

export function isSameFile(one: Stats, other: Stats | undefined): boolean {
  return one.dev === other?.dev && one.ino === other.ino;
}
