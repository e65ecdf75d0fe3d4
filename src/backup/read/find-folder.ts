/** Finds the backup that a path means: the folder itself, or one level below or above it. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { BackupError } from '../errors.ts';
import type { FolderHint } from './backup.ts';
import { regularFile, viewFolder } from './backup-folder.ts';
import { dictionaryOf, readPlists } from './plist-reading.ts';

export interface FoundFolder {
  readonly path: string;
  readonly hint?: FolderHint;
}

const TELLING_NAMES = ['Manifest.db', 'Manifest.mbdb', 'Manifest.mbdx', 'Manifest.plist', 'Status.plist'];
const PAYLOAD_NAME = /^[0-9a-f]{40}(\.md(info|data))?$/;
const PAYLOAD_FOLDER = /^[0-9a-f]{2}$/;

/**
 * @throws BackupError 'folder-missing', 'folder-denied', 'folder-protected', 'file-io'; 'several-backups' one level below,
 * with their `candidates`; 'not-a-backup', with `found`, the first names that are there instead
 */
export async function findBackupFolder(path: string): Promise<FoundFolder> {
  const given = resolve(path);
  const isFolder = (await statusOfFolder(given)).isDirectory();
  const parent = dirname(given);
  const mayBeInside = !isFolder || basename(given) === 'Snapshot' || PAYLOAD_FOLDER.test(basename(given));
  if (mayBeInside && (await isBackupFolder(parent))) return { path: parent, hint: 'was-one-level-below' };
  if (!isFolder) throw new BackupError('not-a-backup', `${given} is a file`, { data: { path: given } });
  if (await isBackupFolder(given)) return { path: given };
  const candidates = await backupsIn(given);
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return { path: only, hint: 'was-one-level-above' };
  if (candidates.length > 1) {
    const names = candidates.map((each) => basename(each)).join(', ');
    throw new BackupError('several-backups', `${candidates.length} backups in ${given}`, { data: { path: given, candidates, names } });
  }
  const found = (await namesOf(given)).slice(0, 20);
  throw new BackupError('not-a-backup', `no backup in ${given}`, { data: { path: given, found } });
}

/** The backups directly inside a folder, in the order of their names. */
export async function backupsIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesOf(folder)) {
    // A dot in front hides: the journal of a backup, the waste basket of a system.
    if (!name.startsWith('.') && (await isBackupFolder(join(folder, name)))) found.push(join(folder, name));
  }
  return found;
}

/** True for a folder that holds at least a trace of a backup. One that cannot be entered is none. */
export async function isBackupFolder(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return false;
  const names = entries.map(({ name }) => name);
  // A folder may be called like a payload: an older UDID has as many digits.
  if (entries.some((entry) => TELLING_NAMES.includes(entry.name) || (PAYLOAD_NAME.test(entry.name) && entry.isFile()))) return true;
  if (names.includes('Info.plist') && (await isInfoOfBackup(path))) return true;
  for (const name of names.filter((each) => PAYLOAD_FOLDER.test(each)).slice(0, 4)) {
    const inside = await readdir(join(path, name)).catch(() => []);
    if (inside.some((each) => PAYLOAD_NAME.test(each) && each.startsWith(name))) return true;
  }
  // After a first run that was interrupted, or lost everything, only the journal may still know the catalogue.
  return regularFile(viewFolder(path), 'Manifest.db') !== undefined;
}

/** Programs of macOS have an Info.plist, too. */
async function isInfoOfBackup(path: string): Promise<boolean> {
  const info = dictionaryOf((await readPlists(viewFolder(path)))['Info.plist']);
  return info !== undefined && (info.has('Target Identifier') || info.has('Unique Identifier'));
}

/** @throws BackupError why a folder cannot be looked into; nothing when it can */
export async function checkFolder(path: string): Promise<void> {
  await namesOf(path);
}

async function namesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    throw folderError(folder, error);
  }
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
