/** Walks through everything that lies in a backup folder, one directory at a time. */
import { LEFT_OUT_FILE } from '../edit/changed-copy.ts';
import { isFileId } from '../../formats/index.ts';
import { statusOf, type BackupFolder } from '../read/backup-folder.ts';
import type { FileState, StoredItem } from './check.ts';
import { worse } from './file-state.ts';

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
  LEFT_OUT_FILE,
]);

/** A backup of ten million files has 40,000 in each directory. */
const PORTION_NAMES = 40_000;

/** An item is there (`before` is undefined), or is in another state than before, which may be said long after it was passed on. */
export type OnItemState = (kind: StoredItem['kind'], before: FileState | undefined, now: FileState) => void;

export function* storedItems(folder: BackupFolder, onState: OnItemState): Iterable<StoredItem> {
  for (const name of inOrder(folder.eachName(''))) {
    if (OWN_NAMES.has(name)) continue;
    if (/^[0-9a-f]{2}$/.test(name)) yield* itemsIn(folder, name, onState);
    else yield itemAt(folder, name, isFileId(name) && statusOf(folder.locate(name))?.isFile() ? 'payload' : 'unknown', onState);
  }
}

function* itemsIn(folder: BackupFolder, prefix: string, onState: OnItemState): Iterable<StoredItem> {
  for (const name of inOrder(folder.eachName(prefix))) {
    const kind = !isFileId(name) ? 'unknown' : name.startsWith(prefix) ? 'payload' : 'misplaced-payload';
    yield itemAt(folder, `${prefix}/${name}`, kind, onState);
  }
}

/** Sorted as far as a directory that any backup has goes; what holds more is taken in portions. */
function* inOrder(names: Iterable<string>): Generator<string, void, undefined> {
  let portion: string[] = [];
  for (const name of names) {
    if (portion.push(name) < PORTION_NAMES) continue;
    yield* portion.sort();
    portion = [];
  }
  yield* portion.sort();
}

function itemAt(folder: BackupFolder, place: string, kind: StoredItem['kind'], onState: OnItemState): StoredItem {
  const name = place.slice(place.indexOf('/') + 1);
  let state: FileState = 'notChecked';
  onState(kind, undefined, state);
  return {
    place,
    kind,
    ...(kind === 'unknown' ? {} : { fileID: name }),
    bytes: () => statusOf(folder.locate(place))?.size ?? 0,
    get state() {
      return state;
    },
    mark(now) {
      const before = state;
      state = worse(before, now);
      onState(kind, before, state);
    },
  };
}
