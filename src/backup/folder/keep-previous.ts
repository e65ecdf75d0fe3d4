/** Turns the version before a run into a backup folder of its own, at the cost of clones or hard links. */
import { constants, copyFileSync, linkSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { diskFailure } from '../disk-failure.ts';
import { readStatusFile } from './folder-status.ts';
import { journalPathsOf } from './journal-layout.ts';
import { readJournal, type LastGoodVersion } from './read-journal.ts';

/**
 * Makes `UDID-YYYYMMDD-HHMMSS` (when that version was made, UTC) beside the folder and returns its path; undefined when there
 * was no version before. To be called while the journal still stands. It may share content with the new version: no file of
 * a backup is ever written in place. Throws 'disk-full', 'folder-unwritable', 'file-io'; then no folder is left.
 */
export function keepPreviousVersion(backupPath: string): string | undefined {
  const previous = readJournal(backupPath);
  if (previous === undefined) return undefined;
  const { archive: unfinished } = journalPathsOf(backupPath);
  const target = freeName(`${backupPath}-${folderStamp(dateOf(previous))}`);
  try {
    rmSync(unfinished, { recursive: true, force: true });
    linkTree(previous, '', unfinished);
    renameSync(unfinished, target);
    return target;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw diskFailure(error, target);
  }
}

function linkTree(version: LastGoodVersion, folder: string, target: string): void {
  mkdirSync(target);
  for (const name of version.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const source = version.locate(path);
    if (source !== undefined && lstatSync(source, { throwIfNoEntry: false })?.isFile() === true) keepFile(source, join(target, name), name);
    else if (version.list(path).length > 0) linkTree(version, path, join(target, name));
  }
}

/** What programs are known to write in place, which would reach into a hard link. */
const WRITTEN_IN_PLACE = /\.plist$|^Manifest\.(db|mbdb|mbdx)$/;

/** A clone where the disk can; otherwise a hard link, for payloads are only ever replaced by a rename; otherwise a copy. */
function keepFile(source: string, target: string, name: string): void {
  if (tried(() => copyFileSync(source, target, constants.COPYFILE_FICLONE_FORCE))) return;
  if (!WRITTEN_IN_PLACE.test(name) && tried(() => linkSync(source, target))) return;
  copyFileSync(source, target);
}

/** False if the disk cannot do that. Throws if it is full, whatever it can do. */
function tried(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOSPC') throw error;
    return false;
  }
}

function dateOf(version: LastGoodVersion): Date {
  const status = version.locate('Status.plist');
  return (status === undefined ? undefined : readStatusFile(status)?.date) ?? version.changedSince ?? new Date();
}

/** `20260301-120000`, UTC. */
export function folderStamp(date: Date): string {
  return date.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
}

/** Two folders of the same second do not replace each other. */
export function freeName(wanted: string): string {
  let name = wanted;
  // A link that leads nowhere is there, too.
  for (let count = 2; lstatSync(name, { throwIfNoEntry: false }) !== undefined; count++) name = `${wanted}-${count}`;
  return name;
}
