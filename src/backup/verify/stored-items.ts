/** Walks through everything that lies in a backup folder, one directory at a time. */
import { isFileId } from '../../formats/index.ts';
import { statusOf, type BackupFolder } from '../read/backup-folder.ts';
import type { FileState, StoredItem } from './check.ts';
import { worse } from './row-facts.ts';

/** What stands beside the payloads; Snapshot is the matter of the check on the run. */
const OWN_NAMES = new Set([
  'Info.plist',
  'Manifest.plist',
  'Status.plist',
  'Manifest.db',
  'Manifest.db-wal',
  'Manifest.db-shm',
  'Manifest.mbdb',
  'Manifest.mbdx',
  'Snapshot',
]);

export function* storedItems(folder: BackupFolder, first: FileState): Iterable<StoredItem> {
  for (const name of folder.list('').sort()) {
    if (OWN_NAMES.has(name)) continue;
    if (/^[0-9a-f]{2}$/.test(name)) yield* itemsIn(folder, name, first);
    else yield itemAt(folder, name, isFileId(name) && statusOf(folder.locate(name))?.isFile() ? 'payload' : 'unknown', first);
  }
}

function* itemsIn(folder: BackupFolder, prefix: string, first: FileState): Iterable<StoredItem> {
  for (const name of folder.list(prefix).sort()) {
    const kind = !isFileId(name) ? 'unknown' : name.startsWith(prefix) ? 'payload' : 'misplaced-payload';
    yield itemAt(folder, `${prefix}/${name}`, kind, first);
  }
}

function itemAt(folder: BackupFolder, place: string, kind: StoredItem['kind'], first: FileState): StoredItem {
  const name = place.slice(place.indexOf('/') + 1);
  let state = first;
  return {
    place,
    kind,
    ...(kind === 'unknown' ? {} : { fileID: name }),
    bytes: () => statusOf(folder.locate(place))?.size ?? 0,
    get state() {
      return state;
    },
    mark(now) {
      state = worse(state, now);
    },
  };
}
