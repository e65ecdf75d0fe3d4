/** Everywhere that parts of a backup may lie: the folder itself, its journal, its Snapshot, its safety copy. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { findSafetyCopy } from '../folder/safety-copy.ts';
import { findPayload, regularFile, statusOf, viewFolder, type BackupFolder } from '../read/backup-folder.ts';
import type { Payload } from '../read/backup.ts';
import { readPlists, type PlistReadings } from '../read/plist-reading.ts';
import { isFileId } from '../../formats/index.ts';

export interface SalvagePlace {
  readonly kind: 'journal' | 'folder' | 'snapshot' | 'safety-copy';
  readonly folder: BackupFolder;
  readonly plists: PlistReadings;
}

/** In the order of trust. After an interrupted run of ours, the last good version comes before what lies in the folder. */
export function placesOf(path: string): SalvagePlace[] {
  const lastGood = viewFolder(path);
  const snapshot = join(path, 'Snapshot');
  const safetyCopy = findSafetyCopy(path);
  const folders: (readonly [SalvagePlace['kind'], BackupFolder])[] = [];
  if (lastGood.throughJournal) folders.push(['journal', lastGood]);
  folders.push(['folder', viewFolder(path, { asItIs: true })]);
  if (lstatSync(snapshot, { throwIfNoEntry: false })?.isDirectory() === true) {
    folders.push(['snapshot', viewFolder(snapshot, { asItIs: true })]);
  }
  if (safetyCopy !== undefined) folders.push(['safety-copy', viewFolder(safetyCopy, { asItIs: true })]);
  return folders.map(([kind, folder]) => ({ kind, folder, plists: readPlists(folder) }));
}

/** A file that several places may have, each copy once, the most trusted first. */
export function copiesOf(
  places: readonly SalvagePlace[],
  name: string,
): (Payload & { readonly place: string; readonly kind: SalvagePlace['kind'] })[] {
  const copies = new Map<string, Payload & { kind: SalvagePlace['kind'] }>();
  for (const { kind, folder } of places) {
    const file = regularFile(folder, name);
    // What the last good version shares with the folder is the folder's.
    const standsInFolder = kind === 'journal' && file?.path.startsWith(join(folder.path, '/')) === true;
    if (file !== undefined && !copies.has(file.path)) copies.set(file.path, { ...file, kind: standsInFolder ? 'folder' : kind });
  }
  return [...copies.values()];
}

/** Every stored copy of the content of a file, the most trusted first. */
export function storedCopies(places: readonly SalvagePlace[], fileID: string): Payload[] {
  const copies = new Map<string, Payload>();
  for (const { folder } of places) {
    const payload = findPayload(folder, fileID);
    if (payload !== undefined && !copies.has(payload.path)) copies.set(payload.path, payload);
  }
  return [...copies.values()];
}

/** The fileIDs of everything that is stored anywhere; some more than once. */
export function* storedFileIDs(places: readonly SalvagePlace[]): Generator<string> {
  for (const { folder } of places) {
    for (const name of folder.list('')) {
      if (/^[0-9a-f]{2}$/.test(name)) {
        for (const inside of folder.list(name)) if (isFileId(inside) && inside.startsWith(name)) yield inside;
      } else if (isFileId(name) && statusOf(folder.locate(name))?.isFile() === true) {
        yield name;
      }
    }
  }
}
