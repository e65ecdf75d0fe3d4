/** A look at the folder and the disk before a backup: everything that is known without the device. Changes nothing. */
import { lstatSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { isCodedError } from '../../base/index.ts';
import { readFolderStatus } from '../folder/folder-status.ts';
import { FolderTransaction } from '../folder/folder-transaction.ts';
import { journalPathsOf, readJournalHeader } from '../folder/journal-layout.ts';
import { checkPreviousVersion } from '../folder/previous-version.ts';
import { freeBytesOn } from '../free-space.ts';
import { removableRoot } from '../locations.ts';
import type { BackupObstacle, BackupObstacleCode } from './backup-obstacle.ts';
import { hasLeftSnapshot } from './finished-by-run.ts';

/** Where a backup is to go. */
export interface ForeseeFolderOptions {
  /** The folder for backups. */
  readonly directory: string;
  readonly udid: string;
  /** A broken earlier backup will be moved aside, so it does not prevent the run. */
  readonly setAside?: boolean | undefined;
}

/** A device demands this much more than what it will send, however little that is (logs of two devices, exact to the byte). */
export const HEADROOM_BYTES = 128 * 1024 * 1024;

/** What FolderTransaction.check and checkPreviousVersion find, by the name of their errors. */
const FOLDER_CODES: ReadonlySet<string> = new Set<BackupObstacleCode>([
  'folder-missing',
  'folder-denied',
  'folder-protected',
  'folder-unwritable',
  'place-blocked',
  'backup-running',
  'file-io',
  'previous-broken',
]);

/**
 * What would prevent a backup into `directory`, the worst first. Empty if nothing would.
 *
 * @example
 * ```ts
 * for (const { code, weight } of foreseeFolder({ directory: 'backups', udid })) console.log(weight, code);
 * ```
 */
export function foreseeFolder(options: ForeseeFolderOptions): BackupObstacle[] {
  const { directory, udid } = options;
  const absent = absentDisk(directory);
  if (absent !== undefined) return [absent];
  const found = placeObstacle(options);
  if (found !== undefined && found.code !== 'previous-broken') return [found];
  const path = join(directory, udid);
  const left = found ?? leftByRun(path);
  return [...(left === undefined ? [] : [left]), ...spaceObstacle(directory), ...levelObstacle(directory)];
}

/** Free bytes for this account where backups go; undefined where the system does not tell. */
export function freeBytesAt(directory: string): number | undefined {
  try {
    return freeBytesOn(directory);
  } catch {
    return undefined;
  }
}

/** A disk that is gone leaves its place empty, or gone: whoever makes the folder anew there fills the wrong disk. */
function absentDisk(directory: string): BackupObstacle | undefined {
  const root = removableRoot(resolve(directory), process.platform);
  if (root === undefined) return undefined;
  const [standing, above] = [statusOf(root), statusOf(dirname(root))];
  const isMounted = standing !== undefined && (root === parse(root).root || standing.dev !== above?.dev);
  if (isMounted || statusOf(directory)?.isDirectory() === true) return undefined;
  // A place that is still there may also be an ordinary folder, in which the one for backups is just not made yet.
  const weight = standing === undefined ? 'blocks' : 'doubt';
  return obstacle('disk-absent', weight, 'the disk of the folder is not connected', { path: directory, disk: root });
}

function placeObstacle({ directory, udid, setAside = false }: ForeseeFolderOptions): BackupObstacle | undefined {
  try {
    const { backupPath } = FolderTransaction.check(directory, udid);
    if (!setAside) checkPreviousVersion(backupPath, false);
    return undefined;
  } catch (error) {
    if (!isCodedError(error) || !FOLDER_CODES.has(error.code)) throw error;
    return obstacle(error.code as BackupObstacleCode, 'blocks', error.message, error.data);
  }
}

/** A finished backup has no working folder, unless a run has been cut off; one of ours has left a journal, too. */
function leftByRun(path: string): BackupObstacle | undefined {
  const isFinished = readFolderStatus(path)?.snapshotState === 'finished';
  if (readJournalHeader(journalPathsOf(path)) !== undefined) {
    return obstacle('run-interrupted', 'note', 'an earlier run was interrupted', { path });
  }
  return isFinished && hasLeftSnapshot(path)
    ? obstacle('snapshot-left', 'doubt', 'a run of another program has left its Snapshot folder', { path: join(path, 'Snapshot') })
    : undefined;
}

function spaceObstacle(directory: string): BackupObstacle[] {
  const freeBytes = freeBytesAt(directory);
  if (freeBytes === undefined || freeBytes > HEADROOM_BYTES) return [];
  return [obstacle('space-missing', 'blocks', 'less is free than any device demands', { freeBytes, neededBytes: HEADROOM_BYTES })];
}

/** A backup inside a backup is found by nobody, and goes with it. */
function levelObstacle(directory: string): BackupObstacle[] {
  const isBackup = ['Manifest.plist', 'Manifest.db', 'Manifest.mbdb'].some((name) => statusOf(join(directory, name))?.isFile() === true);
  if (!isBackup) return [];
  return [obstacle('folder-is-backup', 'doubt', 'the folder is itself a backup', { path: directory, name: basename(directory) })];
}

function statusOf(path: string): ReturnType<typeof lstatSync> {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export function obstacle(
  code: BackupObstacleCode,
  weight: BackupObstacle['weight'],
  message: string,
  data: Readonly<Record<string, unknown>> = {},
): BackupObstacle {
  return { code, weight, message, data };
}
