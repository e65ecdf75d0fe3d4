/** Looking through the host's folder by listings: is every payload there that a catalogue names? */
import { isFileId } from '../../formats/index.ts';
import type { ManifestReader } from './manifest-reader.ts';
import { PREFIXES, type RunContext } from './run-context.ts';

/**
 * Lists `folder` and each of its 256 payload folders that exists; yields one folder's payloads at a time, so that a
 * million names are never held at once. A folder that is missing comes as an empty set, without being asked for.
 */
export async function* listPayloads(context: RunContext, folder: string): AsyncGenerator<{ prefix: string; fileIds: Set<string> }> {
  const root = await context.drive.list(folder);
  for (const prefix of PREFIXES) {
    const names = root.get(prefix) === true ? await context.drive.list(`${folder}/${prefix}`) : new Map<string, boolean>();
    const fileIds = new Set<string>();
    for (const [name, isDirectory] of names) if (!isDirectory && isFileId(name)) fileIds.add(name);
    yield { prefix, fileIds };
  }
}

/** The first payload that the catalogue names and the host does not list; every folder is listed in any case. */
export async function findMissing(context: RunContext, folder: string, manifest: ManifestReader): Promise<string | undefined> {
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
