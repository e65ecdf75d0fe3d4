/** How many bytes the files of each domain have: as their records say, and as they are stored. One pass over the catalogue. */
import { nextTurn, throwIfAborted } from '../../base/index.ts';
import { findPayload, type BackupFolder } from './backup-folder.ts';
import type { RankedRows } from './catalogue/ranked-rows.ts';
import type { DomainSize } from './sizes.ts';
import { recordOf } from './file-rows.ts';

/** Records that are decoded before others get their turn: a few milliseconds. */
const SLICE_ROWS = 2000;

interface Sum {
  files: number;
  bytes: number;
  unknown: number;
  storedBytes: number;
  missing: number;
}

/** The largest first. With `folder`, every stored file is looked at, too. */
export async function sumDomains(store: RankedRows, folder: BackupFolder | undefined, signal: AbortSignal): Promise<DomainSize[]> {
  const sums = new Map<string, Sum>();
  for (const rows of store.fileRecords(SLICE_ROWS, folder !== undefined)) {
    for (const { fileID, domain, blob } of rows) {
      let sum = sums.get(domain);
      if (sum === undefined) sums.set(domain, (sum = { files: 0, bytes: 0, unknown: 0, storedBytes: 0, missing: 0 }));
      sum.files++;
      const { record } = recordOf({ blob });
      if (record === undefined) sum.unknown++;
      // No file has fewer than none, whatever a damaged record says.
      else sum.bytes += Math.max(0, record.size);
      if (folder !== undefined) addStored(sum, findPayload(folder, fileID)?.size);
    }
    await nextTurn();
    throwIfAborted(signal);
  }
  const sizes = [...sums].map(([domain, sum]) => sizeOf(domain, sum, folder !== undefined));
  return sizes.sort((one, other) => other.bytes - one.bytes || (one.domain < other.domain ? -1 : 1));
}

function addStored(sum: Sum, storedBytes: number | undefined): void {
  if (storedBytes === undefined) sum.missing++;
  else sum.storedBytes += storedBytes;
}

function sizeOf(domain: string, { files, bytes, unknown, storedBytes, missing }: Sum, isStored: boolean): DomainSize {
  return {
    domain,
    files,
    bytes,
    ...(unknown === 0 ? {} : { unknown }),
    ...(isStored ? { storedBytes } : {}),
    ...(missing === 0 ? {} : { missing }),
  };
}
