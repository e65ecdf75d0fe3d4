/** A file that a command writes in addition to its data: events, traces. */
import { fchmodSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
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

/** Writes a result into it. @throws UsageError, other system errors */
export async function writeOutputFile(option: string, path: string, text: string, isNew = false): Promise<void> {
  try {
    await writeFile(path, text, { flag: isNew ? 'wx' : 'w' });
  } catch (error) {
    const reason = REASONS[systemErrorCode(error) ?? ''];
    if (reason === undefined) throw error;
    throw new UsageError(`${option} cannot write ${JSON.stringify(path)}: ${reason}.`);
  }
}

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
