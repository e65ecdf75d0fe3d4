/** Finds the backup that a path means: the folder itself, or one level below or above it. */
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isCodedError, systemErrorCode, throwIfAborted } from '../../base/index.ts';
import { nameOfJournaled } from '../folder/journal-layout.ts';
import { BackupError } from '../errors.ts';
import type { FolderHint } from './backup.ts';
import { regularFile, statusOf, viewFolder } from './backup-folder.ts';
import { folderEntries, someEntry } from './folder-entries.ts';
import { dictionaryOf, readPlists } from './plist-reading.ts';

export interface FoundFolder {
  readonly path: string;
  readonly hint?: FolderHint;
}

const TELLING_NAMES = ['Manifest.db', 'Manifest.mbdb', 'Manifest.mbdx', 'Manifest.plist', 'Status.plist'];
const PAYLOAD_NAME = /^[0-9a-f]{40}(\.md(info|data))?$/;
const PAYLOAD_FOLDER = /^[0-9a-f]{2}$/;

/** Folders that are looked into, one level below the one that was named; nobody has as many phones. */
const MOST_CANDIDATES = 10_000;
const NAMES_TOLD = 20;

/**
 * @throws BackupError 'folder-missing', 'folder-denied', 'folder-protected', 'file-io'; 'several-backups' one level below,
 * with their `candidates`; 'not-a-backup', with `found`, some names that are there instead; CancelledError
 */
export async function findBackupFolder(path: string, signal?: AbortSignal): Promise<FoundFolder> {
  const given = resolve(path);
  if (!isDirectory(given) && hasLastGood(given)) return { path: given };
  const isFolder = (await statusOfFolder(given)).isDirectory();
  const parent = dirname(given);
  const mayBeInside = !isFolder || basename(given) === 'Snapshot' || PAYLOAD_FOLDER.test(basename(given));
  if (mayBeInside && (await isBackupFolder(parent))) return { path: parent, hint: 'was-one-level-below' };
  if (!isFolder) throw new BackupError('not-a-backup', `${given} is a file`, { data: { path: given } });
  if (await isBackupFolder(given)) return { path: given };
  const candidates = await backupsIn(given, signal);
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return { path: only, hint: 'was-one-level-above' };
  if (candidates.length > 1) {
    const names = candidates.map((each) => basename(each)).join(', ');
    throw new BackupError('several-backups', `${candidates.length} backups in ${given}`, { data: { path: given, candidates, names } });
  }
  throw new BackupError('not-a-backup', `no backup in ${given}`, { data: { path: given, found: await someNamesOf(given) } });
}

/** The backups directly inside a folder, in the order of their names. @throws BackupError as `folderError`; CancelledError */
export async function backupsIn(folder: string, signal?: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  for (const path of await candidatesIn(folder, signal)) {
    throwIfAborted(signal);
    if (await isBackupFolder(path)) found.push(path);
  }
  return found;
}

/**
 * A dot in front hides: the waste basket of a system, and the journal of a backup, which may be all that an interrupted run has left of it. A link may
 * lead to a folder on another disk.
 */
async function candidatesIn(folder: string, signal: AbortSignal | undefined): Promise<string[]> {
  const names = new Set<string>();
  try {
    for await (const entry of folderEntries(folder)) {
      throwIfAborted(signal);
      const isHidden = entry.name.startsWith('.');
      const journaled = isHidden && entry.isDirectory() ? nameOfJournaled(entry.name) : undefined;
      if (journaled !== undefined) names.add(journaled);
      if (!isHidden && (entry.isDirectory() || entry.isSymbolicLink())) names.add(entry.name);
      if (names.size >= MOST_CANDIDATES) break;
    }
  } catch (error) {
    if (isCodedError(error, 'cancelled')) throw error;
    throw folderError(folder, error);
  }
  return [...names].sort().map((name) => join(folder, name));
}

/** True for a folder that holds at least a trace of a backup. One that cannot be entered is none. */
export async function isBackupFolder(path: string): Promise<boolean> {
  if (TELLING_NAMES.some((name) => isThere(join(path, name)))) return true;
  if (isThere(join(path, 'Info.plist')) && isInfoOfBackup(path)) return true;
  const payloadFolders: string[] = [];
  // A folder may be called like a payload: an older UDID has as many digits.
  const hasPayload = await someEntry(path, (entry) => {
    if (PAYLOAD_FOLDER.test(entry.name)) payloadFolders.push(join(path, entry.name));
    return PAYLOAD_NAME.test(entry.name) && entry.isFile();
  });
  if (hasPayload) return true;
  // All 256 at most: a small backup has left most of them empty, and in which order a disk names them says nothing.
  for (const inside of payloadFolders) {
    const prefix = basename(inside);
    if (await someEntry(inside, ({ name }) => PAYLOAD_NAME.test(name) && name.startsWith(prefix))) return true;
  }
  return hasLastGood(path);
}

/** Whatever a run has done to the folder that was interrupted, removed it even: the journal still knows the last good version. */
function hasLastGood(path: string): boolean {
  return succeeds(() => {
    const folder = viewFolder(path);
    return folder.throughJournal && TELLING_NAMES.some((name) => regularFile(folder, name) !== undefined);
  });
}

function isDirectory(path: string): boolean {
  return succeeds(() => statSync(path).isDirectory());
}

/** What cannot be looked at is not there. */
function isThere(path: string): boolean {
  return succeeds(() => statusOf(path) !== undefined);
}

function succeeds(test: () => boolean): boolean {
  try {
    return test();
  } catch {
    return false;
  }
}

/** Programs of macOS have an Info.plist, too. */
function isInfoOfBackup(path: string): boolean {
  const info = dictionaryOf(readPlists(viewFolder(path))['Info.plist']);
  return info !== undefined && (info.has('Target Identifier') || info.has('Unique Identifier'));
}

async function someNamesOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of folderEntries(folder)) {
      names.push(name);
      if (names.length === NAMES_TOLD) break;
    }
  } catch (error) {
    throw folderError(folder, error);
  }
  return names.sort();
}

async function statusOfFolder(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    throw folderError(path, error);
  }
}

/** EACCES is a matter of permissions; EPERM on a folder is a system that keeps programs out (macOS without Full Disk Access). */
export function folderError(path: string, error: unknown): BackupError {
  if (error instanceof BackupError) return error;
  const systemCode = systemErrorCode(error);
  const options = { data: { path, systemCode }, cause: error };
  switch (systemCode) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new BackupError('folder-missing', `${path} does not exist`, options);
    case 'EACCES':
      return new BackupError('folder-denied', `no permission for ${path}`, options);
    case 'EPERM':
      return new BackupError('folder-protected', `the system protects ${path}`, options);
    default:
      return new BackupError('file-io', `cannot read ${path}`, options);
  }
}
