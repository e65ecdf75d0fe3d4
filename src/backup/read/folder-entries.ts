/** Goes through a directory entry by entry, so that one of a million costs no more memory than one of ten. */
import { nextTurn } from '../../base/index.ts';
import { opendirSync, type Dirent } from 'node:fs';

/** Entries that are looked at before others get their turn. */
const TURN_ENTRIES = 10_000;

/** In no order. Ends the moment nobody asks for more. */
export async function* folderEntries(path: string): AsyncGenerator<Dirent, void, undefined> {
  const directory = opendirSync(path, { bufferSize: 512 });
  try {
    let seen = 0;
    // Read in this thread: the asynchronous way crosses threads for every few entries, and a directory may have a million.
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      yield entry;
      if (++seen % TURN_ENTRIES === 0) await nextTurn();
    }
  } finally {
    directory.closeSync();
  }
}

/** False for a directory that cannot be entered. */
export async function someEntry(path: string, test: (entry: Dirent) => boolean): Promise<boolean> {
  try {
    for await (const entry of folderEntries(path)) {
      if (test(entry)) return true;
    }
  } catch {
    return false;
  }
  return false;
}
