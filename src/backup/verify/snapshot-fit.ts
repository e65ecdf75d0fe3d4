/** Tells which of two catalogues fits what is stored: the one of the backup, or the one that an interrupted run left in Snapshot. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isCodedError, throwIfAborted } from '../../base/index.ts';
import type { Payload } from '../read/backup.ts';
import { findPayload, regularFile, viewFolder, type BackupFolder } from '../read/backup-folder.ts';
import type { RankedRows } from '../read/catalogue/ranked-rows.ts';
import { recordOf } from '../read/file-rows.ts';
import { openRankedRows } from '../read/catalogue/open-ranked-rows.ts';
import { openStored, storedBytes } from '../read/stored-bytes.ts';
import { inspectFolder } from '../read/summary.ts';
import type { CheckContext } from './check.ts';

export const SNAPSHOT = 'Snapshot';

/** How well a catalogue fits what is stored. */
interface Fit {
  readonly files: number;
  readonly missing: number;
  readonly digestsChecked: number;
  readonly digestsWrong: number;
}

export interface SnapshotFit {
  /** Absent where that catalogue cannot be read. */
  readonly own?: Fit;
  readonly snapshot?: Fit;
}

const BATCH_ROWS = 500;
/** Enough to tell which catalogue it is; a full verification takes all. */
const MOST_DIGESTS = 200;
const MOST_DIGEST_BYTES = 16 * 1024 * 1024;

/** Undefined when no catalogue lies in Snapshot. */
export async function snapshotFit(context: CheckContext): Promise<SnapshotFit | undefined> {
  const { folder, catalogue } = context;
  const hasCatalogue = ['Manifest.db', 'Manifest.mbdb'].some((name) => regularFile(folder, `${SNAPSHOT}/${name}`) !== undefined);
  if (!hasCatalogue || folder.throughJournal) return undefined;
  const own = catalogue && (await fitOf(context, catalogue, (fileID) => findPayload(folder, fileID)));
  const snapshot = await fitOfSnapshot(context);
  return { ...(own === undefined ? {} : { own }), ...(snapshot === undefined ? {} : { snapshot }) };
}

/** True when the one in Snapshot fits better; undefined when they fit alike, or cannot be compared. */
export function snapshotFitsBetter({ own, snapshot }: SnapshotFit): boolean | undefined {
  if (own === undefined || snapshot === undefined) return undefined;
  const [ours, theirs] = [misfits(own), misfits(snapshot)];
  return ours === theirs ? undefined : theirs < ours;
}

function misfits({ files, missing, digestsWrong, digestsChecked }: Fit): number {
  return missing / Math.max(1, files) + digestsWrong / Math.max(1, digestsChecked);
}

/** What is still in Snapshot counts as if it had been moved. */
async function fitOfSnapshot(context: CheckContext): Promise<Fit | undefined> {
  const path = join(context.folder.path, SNAPSHOT);
  const inside: BackupFolder = viewFolder(path, { asItIs: true });
  try {
    const inspected = await inspectFolder(path, { asItIs: true });
    await using store = await openRankedRows(inspected, context.classKeys, context.signal);
    return await fitOf(context, store, (fileID) => findPayload(inside, fileID) ?? findPayload(context.folder, fileID));
  } catch (error) {
    if (!isCodedError(error) || error.code === 'cancelled') throw error;
    return undefined;
  }
}

async function fitOf({ level, signal }: CheckContext, store: RankedRows, find: (fileID: string) => Payload | undefined): Promise<Fit> {
  const mostDigests = level === 'full' ? Infinity : MOST_DIGESTS;
  const fit = { files: 0, missing: 0, digestsChecked: 0, digestsWrong: 0 };
  const { last } = store.rangeOf(undefined);
  for (let first = 1; first <= last; first += BATCH_ROWS) {
    for (const row of store.rows({ first, last: first + BATCH_ROWS - 1 })) {
      throwIfAborted(signal);
      if (row.flags !== 1) continue;
      fit.files++;
      const payload = find(row.fileID);
      if (payload === undefined) fit.missing++;
      const expected = recordOf(row).record?.digest;
      if (payload === undefined || expected?.length !== 20 || payload.size > MOST_DIGEST_BYTES || fit.digestsChecked >= mostDigests) {
        continue;
      }
      fit.digestsChecked++;
      if (!(await sha1Of(payload, signal)).equals(expected)) fit.digestsWrong++;
    }
  }
  return fit;
}

async function sha1Of({ path }: Payload, signal: AbortSignal): Promise<Buffer> {
  const sum = createHash('sha1');
  await using file = await openStored(path);
  for await (const chunk of storedBytes(file, path, { signal, reuse: true })) sum.update(chunk);
  return sum.digest();
}
