/** Turns the version before a run into a backup folder of its own, at the cost of clones or hard links. */
import { constants, copyFileSync, linkSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { diskFailure } from '../disk-failure.ts';
import { freeBytesOn } from '../free-space.ts';
import { readStatusFile } from './folder-status.ts';
import { journalPathsOf } from './journal-layout.ts';
import { readJournal, type LastGoodVersion } from './read-journal.ts';

/** What a disk is asked for: a test has one that can do less. */
const DISK = {
  clone: (source: string, target: string) => {
    copyFileSync(source, target, constants.COPYFILE_FICLONE_FORCE);
  },
  link: linkSync,
  freeBytes: freeBytesOn,
};

/**
 * Makes `UDID-YYYYMMDD-HHMMSS` (when that version was made, UTC) beside the folder and returns its path; undefined when there
 * was no version before. To be called while the journal still stands. It may share content with the new version: no file of
 * a backup is ever written in place. Throws 'disk-full', 'folder-unwritable', 'file-io'; then no folder is left.
 */
export function keepPreviousVersion(backupPath: string): string | undefined {
  try {
    return makeVersion(backupPath, keepFileOn(DISK));
  } catch (error) {
    throw diskFailure(error, backupPath);
  }
}

/** Why no version was kept: every file would have to be copied, or there is hardly any space left. */
export type NotKeptReason = 'would-copy' | 'little-space' | 'disk-failed';

/** At most one of them; neither if there was no version before. */
interface KeptIfCheap {
  readonly previous?: string;
  readonly notKept?: NotKeptReason;
}

/** A catalogue may have to be copied; so much must be free afterwards, for a new version is worth more than an old one. */
const LEAST_FREE_BYTES = 256 * 1024 * 1024;

/** Like keepPreviousVersion, but only where it costs next to nothing. Never throws: a run does not fail because a version cannot be kept. */
export function keepPreviousIfCheap(backupPath: string, disk: Partial<typeof DISK> = {}): KeptIfCheap {
  const asked = { ...DISK, ...disk };
  try {
    const previous = makeVersion(backupPath, cheaply(asked, backupPath));
    return previous === undefined ? {} : { previous };
  } catch (error) {
    return { notKept: error instanceof NotCheap ? error.reason : 'disk-failed' };
  }
}

/** Ends the making of a version. */
class NotCheap extends Error {
  readonly reason: NotKeptReason;

  constructor(reason: NotKeptReason) {
    super(reason);
    this.reason = reason;
  }
}

type KeepFile = (source: string, target: string, name: string) => void;

/** All or nothing. Throws what the disk says. */
function makeVersion(backupPath: string, keepFile: KeepFile): string | undefined {
  const previous = readJournal(backupPath);
  if (previous === undefined) return undefined;
  const { archive: unfinished } = journalPathsOf(backupPath);
  const target = freeName(`${backupPath}-${folderStamp(dateOf(previous))}`);
  try {
    rmSync(unfinished, { recursive: true, force: true });
    linkTree(previous, '', unfinished, keepFile);
    renameSync(unfinished, target);
    return target;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

function linkTree(version: LastGoodVersion, folder: string, target: string, keepFile: KeepFile): void {
  mkdirSync(target);
  for (const name of version.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const source = version.locate(path);
    if (source !== undefined && lstatSync(source, { throwIfNoEntry: false })?.isFile() === true) keepFile(source, join(target, name), name);
    else if (version.list(path).length > 0) linkTree(version, path, join(target, name), keepFile);
  }
}

/** What programs are known to write in place, which would reach into a hard link. */
const WRITTEN_IN_PLACE = /\.plist$|^Manifest\.(db|mbdb|mbdx)$/;

/** A clone where the disk can; otherwise a hard link, for payloads are only ever replaced by a rename; otherwise a copy. */
function keepFileOn(disk: typeof DISK): KeepFile {
  return (source, target, name) => {
    if (!isShared(disk, source, target, name)) copyFileSync(source, target);
  };
}

/** As above, but only what programs write in place is copied, and only where there is enough space for it. */
function cheaply(disk: typeof DISK, backupPath: string): KeepFile {
  let free = disk.freeBytes(dirname(backupPath));
  if (free < LEAST_FREE_BYTES) throw new NotCheap('little-space');
  return (source, target, name) => {
    if (isShared(disk, source, target, name)) return;
    if (!WRITTEN_IN_PLACE.test(name)) throw new NotCheap('would-copy');
    free -= lstatSync(source).size;
    if (free < LEAST_FREE_BYTES) throw new NotCheap('little-space');
    copyFileSync(source, target);
  };
}

function isShared(disk: typeof DISK, source: string, target: string, name: string): boolean {
  return tried(() => disk.clone(source, target)) || (!WRITTEN_IN_PLACE.test(name) && tried(() => disk.link(source, target)));
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
