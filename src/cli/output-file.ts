/** A file that an option names and that a command writes beside its data: events, traces. */
import { fchmodSync, openSync } from 'node:fs';
import { systemErrorCode } from '../base/index.ts';
import { UsageError } from './failure.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk can only be read',
};

/** Opens it for writing, empty, whatever stood there; `mode` counts for one that stood there too. @throws UsageError */
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
