/** The second half of a run, also used to resume one: moves files from Snapshot into place, removes old ones, sets the status to finished. */
import type { BackupState } from '../../formats/index.ts';
import { BATCH_FILES } from './host-drive.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { writeStatus, type RunIdentity } from './status-file.ts';

/** Payloads in batches of 128, then the two manifests, each in a message of its own; those two may be in place already. */
export async function moveIntoPlace(context: RunContext, fileIds: Iterable<string>): Promise<void> {
  const { manifestPlist, snapshotManifestPlist, catalogue, snapshotCatalogue, payload, snapshotPayload } = hostPaths(context);
  for (const batch of batches(fileIds)) await context.drive.move(batch.map((fileId) => [snapshotPayload(fileId), payload(fileId)]));
  await context.drive.move([[snapshotManifestPlist, manifestPlist]], true);
  await context.drive.move([[snapshotCatalogue, catalogue]], true);
}

/** Payloads in batches of 128, the emptied Snapshot, and the index that backups of iOS 4 had. */
export async function removeLeftovers(context: RunContext, fileIds: Iterable<string>): Promise<void> {
  const { snapshot, oldIndex, payload } = hostPaths(context);
  for (const batch of batches(fileIds)) await context.drive.remove(batch.map(payload), 'Error removing files');
  await context.drive.remove([snapshot], 'Error removing snapshot directory');
  await context.drive.remove([oldIndex], 'Error removing manifest index');
}

export async function finishStatus(context: RunContext, run: RunIdentity, backupState: BackupState = 'new'): Promise<void> {
  await writeStatus(context, run, backupState, 'finished');
}

function* batches(fileIds: Iterable<string>): Generator<string[]> {
  let batch: string[] = [];
  for (const fileId of fileIds) {
    batch.push(fileId);
    if (batch.length < BATCH_FILES) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
