/** Checks with directory listings whether the host has every payload of a list of files. */
import { isFileId } from '../../formats/index.ts';
import type { CatalogueReader } from './catalogue/catalogue.ts';
import { hostPaths, type RunContext } from './run-context.ts';

interface PayloadListing {
  /** What the ids begin with; '' where all payloads lie in one folder. */
  readonly prefix: string;
  readonly fileIds: Set<string>;
}

/**
 * Lists `folder` and each of its 256 payload folders that exists; yields one folder's payloads at a time, so that a
 * million names are never held at once. A folder that is missing comes as an empty set, without being asked for.
 */
export async function* listPayloads(context: RunContext, folder: string): AsyncGenerator<PayloadListing> {
  const root = await context.drive.list(folder);
  const { payloadFolders } = hostPaths(context);
  if (payloadFolders.length === 0) yield { prefix: '', fileIds: payloadsAmong(root) };
  for (const prefix of payloadFolders) {
    const names = root.get(prefix) === true ? await context.drive.list(`${folder}/${prefix}`) : new Map<string, boolean>();
    yield { prefix, fileIds: payloadsAmong(names) };
  }
}

function payloadsAmong(names: ReadonlyMap<string, boolean>): Set<string> {
  const fileIds = new Set<string>();
  for (const [name, isDirectory] of names) if (!isDirectory && isFileId(name)) fileIds.add(name);
  return fileIds;
}

/** The first payload that the catalogue names and the host does not list; every folder is listed in any case. */
export async function findMissing(context: RunContext, folder: string, manifest: CatalogueReader): Promise<string | undefined> {
  let missing: string | undefined;
  for await (const { prefix, fileIds } of listPayloads(context, folder)) {
    if (missing !== undefined) continue;
    for (const fileId of manifest.fileIds(prefix)) {
      if (fileIds.has(fileId)) continue;
      missing = fileId;
      break;
    }
  }
  return missing;
}
