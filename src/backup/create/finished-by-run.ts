/** Whether the run that has just ended is the one that finished the folder: a device's success alone proves nothing about what lies there. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { viewFolder } from '../read/backup-folder.ts';
import { readFolderStatus, readStatusFile } from '../folder/folder-status.ts';

const STATUS = 'Status.plist';
const MANIFEST = 'Manifest.plist';
const CATALOGUES = ['Manifest.db', 'Manifest.mbdb'];
const SNAPSHOT = 'Snapshot';

/** What stood in the folder before the device was asked. */
export interface FolderBefore {
  /** Readers saw a finished backup here, if need be through the journal of an interrupted run. */
  readonly hasLastGood: boolean;
  /** An interrupted run had got so far that its manifests may be in place already. */
  readonly mayHaveManifests: boolean;
  /** By name, the identity of each decisive file as it lay there. */
  readonly asItLay: ReadonlyMap<string, string>;
  /** The same for the version that readers saw. */
  readonly lastGood: ReadonlyMap<string, string>;
}

/** Why a run has not finished the folder. */
type UnfinishedReason =
  | 'status-not-finished'
  | 'status-not-written' // Status.plist says "finished", and is that of an earlier run
  | 'manifests-not-written' // what lies there is the catalogue of an earlier run, or none
  | 'manifests-in-snapshot'; // the new catalogue was never moved to its place

/** Changes nothing. */
export function lookBefore(backupPath: string): FolderBefore {
  const view = viewFolder(backupPath);
  const seen = view.locate(STATUS);
  const lastGood = identities((name) => view.locate(name));
  const state = readFolderStatus(backupPath)?.snapshotState;
  return {
    hasLastGood: seen !== undefined && readStatusFile(seen)?.snapshotState === 'finished' && hasManifests(lastGood),
    mayHaveManifests: state === 'moving' || state === 'removing',
    asItLay: identities((name) => join(backupPath, name)),
    lastGood,
  };
}

/**
 * Every run, also one for which nothing has changed, ends with a Status.plist of its own and two new manifests, moved out of Snapshot (device
 * protocol 3.8). Dates and UUIDs say nothing: a device keeps the UUID, and its clock may stand. Undefined when this run has finished.
 */
export function whyUnfinished(before: FolderBefore, backupPath: string): UnfinishedReason | undefined {
  if (readFolderStatus(backupPath)?.snapshotState !== 'finished') return 'status-not-finished';
  const now = identities((name) => join(backupPath, name));
  if (now.get(STATUS) === before.asItLay.get(STATUS)) return 'status-not-written';
  if (!hasManifests(now)) return 'manifests-not-written';
  const isNew = (name: string) =>
    now.get(name) !== before.lastGood.get(name) && (before.mayHaveManifests || now.get(name) !== before.asItLay.get(name));
  const catalogues = CATALOGUES.filter((name) => now.has(name));
  if (!isNew(MANIFEST) || !catalogues.some(isNew)) return 'manifests-not-written';
  const snapshot = identities((name) => join(backupPath, SNAPSHOT, name));
  return [MANIFEST, ...CATALOGUES].some((name) => snapshot.has(name)) ? 'manifests-in-snapshot' : undefined;
}

/** The device has said that it is done, and has not removed its working folder. */
export function hasLeftSnapshot(backupPath: string): boolean {
  return lstatSync(join(backupPath, SNAPSHOT), { throwIfNoEntry: false }) !== undefined;
}

function hasManifests(found: ReadonlyMap<string, string>): boolean {
  return found.has(MANIFEST) && CATALOGUES.some((name) => found.has(name));
}

/** A file that was replaced is another one, whatever it holds; only regular files count. */
function identities(locate: (name: string) => string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of [STATUS, MANIFEST, ...CATALOGUES]) {
    const path = locate(name);
    const what = path === undefined ? undefined : lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (what?.isFile() === true) found.set(name, `${String(what.ino)}:${String(what.size)}:${String(what.mtimeNs)}`);
  }
  return found;
}
