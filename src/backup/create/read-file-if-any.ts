/** A small file that may well not be there. */
import { readFileSync } from 'node:fs';
import { systemErrorCode } from '../../base/index.ts';

/** Undefined when there is no such file; other errors are thrown. */
export function readFileIfAny(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
