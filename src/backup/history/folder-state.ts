/** The state of a backup folder in a few bytes: what a verdict was given on, and whether that still lies there. */
import { createHash, type Hash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode, throwIfAborted } from '../../base/index.ts';
import { isFileId } from '../../formats/index.ts';
import { folderEntries } from '../read/folder-entries.ts';

/**
 * `quick` covers size and times of what makes the folder a backup, and which payloads there are: the dates of the folders 00 to ff change with every
 * file that comes, goes or is renamed. That is some 260 looks at the disk, whatever the size of the backup.
 *
 * `listing` covers the size and date of every payload, too, for a file can also be changed in its place. That costs one look a payload (some four
 * seconds for 100,000), so beyond so many nobody waits for it: there a change in place is for the next verification to find. So is one that
 * was made to leave size and date alone: when the inode changed does not count here, for a version that is kept beside shares payloads by hard
 * links, and each link that comes or goes changes it.
 *
 * Numbers of devices and inodes are left out: network drives and memory sticks give new ones at every mount. A copy is another folder all the
 * same, for nobody can copy the time at which an inode changed.
 */
export interface FolderState {
  readonly quick: string;
  readonly listing?: string;
}

/** More payloads than can be looked at one by one while somebody waits. */
const MOST_LISTED_PAYLOADS = 100_000;

const DECISIVE = ['Info.plist', 'Status.plist', 'Manifest.plist', 'Manifest.db', 'Manifest.db-wal', 'Manifest.mbdb'];
/** Backups up to iOS 9 have all of their files in one folder. */
const MOST_FLAT_PAYLOADS = 500_000;
/** A payload's has 40 characters. */
const LONGEST_NAME = 64;
const SNAPSHOT = 'Snapshot';
const PAYLOAD_FOLDER = /^[0-9a-f]{2}$/;
const LOOKS_AT_ONCE = 32;

interface StateOptions {
  /** With `listing`, where it is affordable. */
  readonly deep?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** As the folder lies there; undefined when it cannot be looked at. Changes nothing. @throws CancelledError */
export async function readFolderState(path: string, { deep = false, signal }: StateOptions = {}): Promise<FolderState | undefined> {
  try {
    const names = await namesIn(path, MOST_FLAT_PAYLOADS, signal, isTelling);
    // No backup has as many: what is said of such a folder is not kept.
    if (names === undefined) return undefined;
    const quick = createHash('sha256');
    for (const name of DECISIVE) add(quick, name, await decisiveFacts(join(path, name)));
    add(quick, SNAPSHOT, names.includes(SNAPSHOT));
    const folders = names.filter((name) => PAYLOAD_FOLDER.test(name));
    const flat = names.filter((name) => isFileId(name));
    for (const name of folders) add(quick, name, (await statusAt(join(path, name)))?.mtimeMs ?? null);
    for (const name of flat) add(quick, name);
    const listing = deep ? await listingOf(path, folders, flat, signal) : undefined;
    return { quick: quick.digest('hex'), ...(listing === undefined ? {} : { listing }) };
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

async function listingOf(
  path: string,
  folders: readonly string[],
  flat: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const listing = createHash('sha256');
  let left = MOST_LISTED_PAYLOADS;
  for (const folder of ['', ...folders]) {
    const names = folder === '' ? flat : await namesIn(join(path, folder), left, signal);
    if (names === undefined || names.length > left) return undefined;
    left -= names.length;
    for (let first = 0; first < names.length; first += LOOKS_AT_ONCE) {
      throwIfAborted(signal);
      const some = names.slice(first, first + LOOKS_AT_ONCE);
      const looks = await Promise.all(some.map((name) => statusAt(join(path, folder, name))));
      for (const [index, name] of some.entries()) {
        const what = looks[index];
        add(listing, folder, name, what?.isFile() === true ? [what.size, what.mtimeMs] : null);
      }
    }
  }
  return listing.digest('hex');
}

function isTelling(name: string): boolean {
  return name === SNAPSHOT || PAYLOAD_FOLDER.test(name) || isFileId(name);
}

/** Sorted; undefined when there are more than `most`, or longer ones than payloads have on average, which are not all read. */
async function namesIn(
  path: string,
  most: number,
  signal: AbortSignal | undefined,
  counts: (name: string) => boolean = () => true,
): Promise<string[] | undefined> {
  const names: string[] = [];
  let left = most * LONGEST_NAME;
  for await (const { name } of folderEntries(path)) {
    throwIfAborted(signal);
    if (!counts(name)) continue;
    left -= name.length;
    if (names.length >= most || left < 0) return undefined;
    names.push(name);
  }
  return names.sort();
}

/** Also when the inode changed: dates can be set, that one cannot. */
async function decisiveFacts(path: string): Promise<unknown> {
  const what = await statusAt(path);
  return what?.isFile() === true ? [what.size, what.mtimeMs, what.ctimeMs] : what !== undefined;
}

/** Links are not followed. */
async function statusAt(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** One line of JSON for each fact: no name can pass for another. */
function add(hash: Hash, ...facts: readonly unknown[]): void {
  hash.update(`${JSON.stringify(facts)}\n`);
}
