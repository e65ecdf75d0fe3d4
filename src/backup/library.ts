/** Finds the backups in chosen folders, cheaply: headers and property lists are read, catalogues and sizes are not. */
import { lstat, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isCodedError, throwIfAborted } from '../base/index.ts';
import type { BackupError } from './errors.ts';
import type { BackupSummary } from './read/backup.ts';
import { backupsIn, checkFolder, folderError, isBackupFolder } from './read/find-folder.ts';
import { inspectFolder, obstacleOf } from './read/summary.ts';

export interface FoundBackup {
  readonly summary: BackupSummary;
  /** The chosen folder it was found in; the backup itself when that was chosen. */
  readonly foundIn: string;
  /** Kept aside by a host before it made a newer one (`UDID-20240601-123456`), with the date in its name. */
  readonly archivedAt?: Date;
  /** Why it cannot be opened, as far as that shows without opening it. An encrypted one only needs its password, and has no problem. */
  readonly problem?: BackupError;
}

export interface FindOptions {
  readonly signal?: AbortSignal;
  /** A chosen folder that cannot be looked into: 'folder-missing', 'folder-denied', 'folder-protected' or 'file-io'; the others are still searched. */
  readonly onProblem?: (folder: string, problem: BackupError) => void;
}

/** Looks at each folder and one level below it, newest backup first. A backup that is reached twice is listed once. */
export async function findBackups(folders: readonly string[], { signal, onProblem }: FindOptions = {}): Promise<FoundBackup[]> {
  const found = new Map<string, FoundBackup>();
  for (const folder of folders.map((each) => resolve(each))) {
    throwIfAborted(signal);
    try {
      for (const path of await backupsAt(folder)) {
        throwIfAborted(signal);
        if (!found.has(path)) found.set(path, await describeBackup(path, folder));
      }
    } catch (error) {
      if (isCodedError(error, 'cancelled')) throw error;
      onProblem?.(folder, folderError(folder, error));
    }
  }
  return [...found.values()].sort((a, b) => (b.summary.date?.getTime() ?? 0) - (a.summary.date?.getTime() ?? 0));
}

async function backupsAt(folder: string): Promise<string[]> {
  await checkFolder(folder);
  return (await isBackupFolder(folder)) ? [folder] : await backupsIn(folder);
}

async function describeBackup(path: string, foundIn: string): Promise<FoundBackup> {
  const inspected = await inspectFolder(path);
  const obstacle = obstacleOf(inspected);
  const archivedAt = archiveDate(basename(path));
  return {
    summary: inspected.summary,
    foundIn,
    ...(archivedAt === undefined ? {} : { archivedAt }),
    ...(obstacle === undefined || obstacle.code === 'backup-encrypted' ? {} : { problem: obstacle }),
  };
}

/** The date that iTunes and Finder append, in local time. */
function archiveDate(name: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = /-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/.exec(name)?.map(Number) ?? [];
  if (year === undefined || month === undefined || second === undefined) return undefined;
  const date = new Date(year, month - 1, day, hour, minute, second);
  return date.getMonth() === month - 1 ? date : undefined;
}

export interface BackupSize {
  /** Regular files, at whatever level. */
  readonly files: number;
  /** What they hold; blocks on disk may be more. */
  readonly bytes: number;
}

/** Adds up what a folder holds; only asked for on demand, for a real backup has some hundred thousand files. */
export async function measureBackup(path: string, options: { signal?: AbortSignal } = {}): Promise<BackupSize> {
  let files = 0;
  let bytes = 0;
  const folders = [resolve(path)];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    throwIfAborted(options.signal);
    for (const entry of await readdir(folder, { withFileTypes: true }).catch((error: unknown) =>
      Promise.reject(folderError(path, error)),
    )) {
      const inside = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(inside);
      else if (entry.isFile()) {
        files++;
        bytes += (await lstat(inside)).size;
      }
    }
  }
  return { files, bytes };
}
