/** Whether backups in some folders have changed on disk, found out by dates and sizes alone: cheap enough to ask every few seconds. Knows no VS Code. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { closeMarkOf, markOf } from '../../backup/index.ts';

/** A folder with more entries is no folder of backups; its own date still counts. */
const MOST_ENTRIES = 2000;

/** Behind the name of a backup: its mark with payloads. */
const PAYLOADS = '\0payloads';

/** Folder → a text that is another one when something in it changed. A folder that cannot be read has one too. */
export type FolderMarks = ReadonlyMap<string, string>;

/** Marks of the folders and of what lies directly in them; of backups that are looked at closely, also of their payloads. */
export async function markFolders(folders: readonly string[], closely: readonly string[], signal: AbortSignal): Promise<FolderMarks> {
  const marks = new Map<string, string>();
  for (const backup of closely) {
    marks.set(backup, await markOf(backup));
    marks.set(backup + PAYLOADS, await closeMarkOf(backup));
  }
  for (const folder of folders.map((each) => resolve(each))) {
    for (const place of [folder, ...(await entriesOf(folder))]) {
      if (signal.aborted) return marks;
      if (!marks.has(place)) marks.set(place, await markOf(place));
    }
  }
  return marks;
}

/** Folders that came, went or changed. One that is looked at closely from now on has not changed by that. */
export function changedFolders(before: FolderMarks, after: FolderMarks): string[] {
  const folders = [...new Set([...before.keys(), ...after.keys()])].filter((folder) => !folder.endsWith(PAYLOADS));
  const hasOtherPayloads = (folder: string) => {
    const [one, other] = [before, after].map((marks) => marks.get(folder + PAYLOADS));
    return one !== undefined && other !== undefined && one !== other;
  };
  return folders.filter((folder) => before.get(folder) !== after.get(folder) || hasOtherPayloads(folder));
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .slice(0, MOST_ENTRIES)
      .filter((entry) => !entry.isFile())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
