/** Going on where an earlier run was interrupted. */
import type { BackupStatus } from '../../formats/index.ts';
import { finishStatus, moveIntoPlace, removeLeftovers } from './finish-snapshot.ts';
import { listPayloads } from './host-listing.ts';
import { readManifest } from './manifest-files.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { writeStatus, type RunIdentity } from './status-file.ts';

/** Brings a run that was interrupted while moving or removing to its end; the folder then holds a finished backup. */
export async function finishInterrupted(context: RunContext, status: BackupStatus): Promise<void> {
  const run: RunIdentity = { uuid: status.uuid, isFull: status.isFullBackup };
  const { root, snapshot } = hostPaths(context);
  if (status.snapshotState === 'moving') {
    await moveIntoPlace(context, await collect(listPayloads(context, snapshot), ({ fileIds }) => fileIds));
    await writeStatus(context, run, 'new', 'removing');
  }
  using manifest = await readManifest(context, 'interrupted.db');
  const unknown = await collect(listPayloads(context, root), ({ prefix, fileIds }) => {
    for (const fileId of manifest.fileIds(prefix)) fileIds.delete(fileId);
    return fileIds;
  });
  await removeLeftovers(context, unknown);
  await finishStatus(context, run);
}

/**
 * What an interrupted upload need not send again: payloads that this device has noted as sent under this status and that
 * the host still has in Snapshot. File id → identity of the content. Undefined when the device remembers nothing.
 */
export async function alreadySent(context: RunContext, uuid: string): Promise<Map<string, bigint> | undefined> {
  const sent = context.device.agentMemory.recall(uuid)?.toMap();
  if (sent === undefined) return undefined;
  const present = new Map<string, bigint>();
  for await (const { fileIds } of listPayloads(context, hostPaths(context).snapshot)) {
    for (const fileId of fileIds) {
      const identity = sent.get(fileId);
      if (identity !== undefined) present.set(fileId, identity);
    }
  }
  return present;
}

async function collect<T>(items: AsyncIterable<T>, pick: (item: T) => Iterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const item of items) all.push(...pick(item));
  return all;
}
