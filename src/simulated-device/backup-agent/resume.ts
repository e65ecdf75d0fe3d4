/** Continues where an earlier run was interrupted. */
import type { BackupStatus } from '../../formats/index.ts';
import type { CatalogueReader } from './catalogue/catalogue.ts';
import { openKeybag } from './encryption/backup-keybag.ts';
import { finishStatus, moveIntoPlace, removeLeftovers } from './finish-snapshot.ts';
import { listPayloads } from './host-listing.ts';
import { readProperties, readSoundManifest } from './manifest-files.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { writeStatus, type RunIdentity } from './status-file.ts';

/** Brings a run that was interrupted while moving or removing to its end; the folder then holds a finished backup. */
export async function finishInterrupted(context: RunContext, status: BackupStatus): Promise<void> {
  const run: RunIdentity = { uuid: status.uuid, isFull: status.isFullBackup };
  const { snapshot } = hostPaths(context);
  if (status.snapshotState === 'moving') {
    await moveIntoPlace(context, await collect(listPayloads(context, snapshot), ({ fileIds }) => fileIds));
    await writeStatus(context, run, 'new', 'removing');
  }
  const properties = await readProperties(context);
  const keybag = properties.isEncrypted ? await openKeybag(context, properties.backupKeyBag) : undefined;
  const isReadable = !properties.isEncrypted || properties.manifestKey === undefined || keybag !== undefined;
  // The password was changed meanwhile: what the catalogue does not know, the full run that follows finds.
  if (!isReadable) await removeLeftovers(context, []);
  else {
    using manifest = await readSoundManifest(context, { name: 'interrupted.db', properties, classKeys: keybag?.classKeys });
    await removeLeftovers(context, await unknownPayloads(context, manifest));
  }
  await finishStatus(context, run);
}

/** Payloads on the host that no row of the catalogue names. */
export async function unknownPayloads(context: RunContext, manifest: CatalogueReader): Promise<string[]> {
  return await collect(listPayloads(context, hostPaths(context).root), ({ prefix, fileIds }) => {
    for (const fileId of manifest.fileIds(prefix)) fileIds.delete(fileId);
    return fileIds;
  });
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
