/** Counts the regular files of each protection class, which only their records tell. */
import { throwIfAborted, nextTurn } from '../../base/index.ts';
import { recordOf } from './file-rows.ts';
import type { RankedRows } from './catalogue/ranked-rows.ts';
import type { FilesOfClass } from './encryption-facts.ts';

/** Records that are decoded before others get their turn: a few milliseconds. */
const SLICE_ROWS = 2000;

/** By class. A record that cannot be decoded counts nowhere. */
export async function countClasses(store: RankedRows, signal: AbortSignal): Promise<FilesOfClass[]> {
  const files = new Map<number, number>();
  for (const blobs of store.fileBlobs(SLICE_ROWS)) {
    for (const blob of blobs) {
      const { record } = recordOf({ blob });
      if (record !== undefined) files.set(record.protectionClass, (files.get(record.protectionClass) ?? 0) + 1);
    }
    await nextTurn();
    throwIfAborted(signal);
  }
  return [...files].sort(([a], [b]) => a - b).map(([protectionClass, count]) => ({ protectionClass, files: count }));
}
