/** Finds the backups in chosen folders, cheaply: headers and property lists are read, catalogues and sizes are not. */
import { existsSync } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isCodedError, systemErrorCode, throwIfAborted } from '../base/index.ts';
import { journalPathsOf } from './folder/journal-layout.ts';
import type { BackupError } from './errors.ts';
import type { BackupSummary } from './read/backup.ts';
import { backupsIn, findBackupFolder, folderError, type FoundFolder } from './read/find-folder.ts';
import { folderEntries } from './read/folder-entries.ts';
import { inspectFolder, obstacleOf } from './read/summary.ts';

/** A backup that was found, with the facts that are available without opening it. */
export interface FoundBackup {
  readonly summary: BackupSummary;
  /** The chosen folder it was found in; the backup itself when that was chosen. */
  readonly foundIn: string;
  /** Kept aside by a host before it made a newer one (`UDID-20240601-123456`), with the date in its name. */
  readonly archivedAt?: Date;
  /** Why it cannot be opened, if that is visible without opening it. An encrypted backup only needs its password, so that is not a problem. */
  readonly problem?: BackupError;
}

/** How to look for backups. */
export interface FindOptions {
  readonly signal?: AbortSignal;
  /** A chosen folder that cannot be looked into: 'folder-missing', 'folder-denied', 'folder-protected' or 'file-io'; the others are still searched. */
  readonly onProblem?: (folder: string, problem: BackupError) => void;
}

/**
 * Finds backups in each folder and one level below it, newest first. A backup that is reached twice, even through links, is listed once. A
 * folder one level too high (`MobileSync` instead of `MobileSync/Backup`) or inside a backup also works, and `summary.hint` then says so. Throws
 * `cancelled`. Folders that cannot be read are reported to `onProblem`.
 *
 * @example
 * ```ts
 * for (const { summary, problem } of await findBackups(['backups'])) console.log(summary.path, problem?.code);
 * ```
 */
export async function findBackups(folders: readonly string[], { signal, onProblem }: FindOptions = {}): Promise<FoundBackup[]> {
  const found = new Map<string, FoundBackup>();
  for (const folder of folders.map((each) => resolve(each))) {
    throwIfAborted(signal);
    try {
      for (const at of await backupsAt(folder, signal)) {
        throwIfAborted(signal);
        const identity = await realpath(at.path).catch(() => at.path);
        if (!found.has(identity)) found.set(identity, await describeBackup(at, folder));
      }
    } catch (error) {
      if (isCodedError(error, 'cancelled')) throw error;
      onProblem?.(folder, folderError(folder, error));
    }
  }
  return [...found.values()].sort((a, b) => (b.summary.date?.getTime() ?? 0) - (a.summary.date?.getTime() ?? 0));
}

async function backupsAt(folder: string, signal: AbortSignal | undefined): Promise<FoundFolder[]> {
  try {
    const found = await findBackupFolder(folder, signal);
    // That a folder of backups holds one is no mistake of anybody.
    return [found.hint === 'was-one-level-above' ? { path: found.path } : found];
  } catch (error) {
    if (isCodedError(error, 'several-backups')) return (await backupsIn(folder, signal)).map((path) => ({ path }));
    if (isCodedError(error, 'not-a-backup')) return await oneLevelDeeper(folder, signal);
    throw error;
  }
}

/** Folders that are looked into when the chosen one holds no backup itself: it is a guess, and must stay cheap. */
const MOST_DEEPER = 50;

async function oneLevelDeeper(folder: string, signal: AbortSignal | undefined): Promise<FoundFolder[]> {
  const found: FoundFolder[] = [];
  for (const name of await someFoldersIn(folder)) {
    throwIfAborted(signal);
    // One that cannot be entered was not what was chosen.
    for (const path of await backupsIn(join(folder, name), signal).catch(unlessCancelled)) {
      found.push({ path, hint: 'was-one-level-above' });
    }
  }
  return found;
}

/** None where they cannot be listed. */
async function someFoldersIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of folderEntries(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith('.') && names.push(entry.name) === MOST_DEEPER) break;
    }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  }
  return names;
}

function unlessCancelled(error: unknown): string[] {
  if (isCodedError(error, 'cancelled')) throw error;
  return [];
}

async function describeBackup({ path, hint }: FoundFolder, foundIn: string): Promise<FoundBackup> {
  const inspected = await inspectFolder(path, hint === undefined ? {} : { hint });
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

/** The size of a backup folder. */
export interface BackupSize {
  /** Regular files, at whatever level. */
  readonly files: number;
  /** The size of their content. They can take up more space on the disk. */
  readonly bytes: number;
}

/**
 * Adds up the files of a folder. Call it only on demand, because a real backup has several hundred thousand files. Throws `cancelled`,
 * `folder-missing`, `folder-denied`, `folder-protected`, `file-io`.
 */
export async function measureBackup(path: string, options: { signal?: AbortSignal } = {}): Promise<BackupSize> {
  let files = 0;
  let bytes = 0;
  const backup = resolve(path);
  // A run that was interrupted may have removed the folder; what it kept is all there is then.
  const folders = [existsSync(backup) ? backup : journalPathsOf(backup).saved];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for await (const entry of folderEntries(folder)) {
        throwIfAborted(options.signal);
        const inside = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(inside);
        else if (entry.isFile()) {
          files++;
          bytes += (await lstat(inside)).size;
        }
      }
    } catch (error) {
      if (isCodedError(error, 'cancelled')) throw error;
      throw folderError(path, error);
    }
  }
  return { files, bytes };
}
