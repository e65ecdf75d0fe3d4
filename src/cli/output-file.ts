/** A file that a command writes in addition to its data: events, traces. */
import { fchmodSync, openSync } from 'node:fs';
import { systemErrorCode } from '../base/index.ts';
import { UsageError } from './failure.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
};

/** Opens it for writing and empties it. `mode` also applies to a file that exists. @throws UsageError */
export function openOutputFile(option: string, path: string, mode?: number): number {
  try {
    const file = openSync(path, 'w', mode);
    if (mode !== undefined) fchmodSync(file, mode);
    return file;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw new UsageError(`${option} cannot write ${JSON.stringify(path)}: ${REASONS[code] ?? code}.`);
  }
}
