/** What stands at a path of a tree that may be anything. */
import { lstatSync, type Stats } from 'node:fs';
import { systemErrorCode } from '../../base/index.ts';

/** A link is not followed, though those on the way are. Undefined where nothing is, and below a file. */
export function statusAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemErrorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
