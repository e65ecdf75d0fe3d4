/** The places beside a backup folder that are this program's own: looked at before anything there is read or written, never gone into through a link. */
import { lstatSync, mkdirSync, rmdirSync, type Stats } from 'node:fs';
import { systemErrorCode } from '../../base/index.ts';
import { noFileOf, placeBlocked } from '../small-file.ts';
import type { JournalPaths } from './journal-layout.ts';
import type { SafetyPaths } from './safety-copy.ts';

/** The header of a journal and a lock are lines of a few words. */
export const MOST_OWN_BYTES = 64 * 1024;

/**
 * Nothing but what this program makes stands in its places, as far as anything does.
 * @throws BackupError 'place-blocked', with the `path` and what is `standing` there
 */
export function checkOwnPlaces(journal: JournalPaths, safety: SafetyPaths): void {
  for (const path of [journal.root, safety.root, safety.next, safety.old]) ownFolder(path);
  for (const path of [journal.saved, journal.archive]) ownFolder(path);
  for (const path of [journal.header, journal.lock]) ownFile(path, MOST_OWN_BYTES);
  // The one has an entry for each file of a hostile device, the other is any file of one.
  for (const path of [journal.settled, journal.created, journal.incoming]) ownFile(path, Infinity);
}

/** What the folder is, to be compared later; undefined when there is none. @throws BackupError 'place-blocked' */
export function ownFolder(path: string): Stats | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined || status.isDirectory()) return status;
  throw placeBlocked(path, noFileOf(status) ?? 'file');
}

/** The folder above must exist; that of the journal and the safety copy is the user's. @throws BackupError 'place-blocked' */
export function makeOwnFolder(path: string): Stats {
  for (;;) {
    const found = ownFolder(path);
    if (found !== undefined) return found;
    try {
      mkdirSync(path);
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** To be called without a lock: a run that has begun since holds the folder by its own. */
export function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  }
}

function ownFile(path: string, maxBytes: number): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return;
  const standing = noFileOf(status);
  if (standing !== undefined) throw placeBlocked(path, standing);
  if (status.size > maxBytes) throw placeBlocked(path, 'large-file', status.size);
}
