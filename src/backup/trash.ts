/** Moves a backup to the trash, with everything of ours that stands beside it. Whose trash that is, the caller says. */
import { lstatSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { journalPathsOf, type JournalPaths } from './folder/journal-layout.ts';
import { takeFolderLock, throwIfRunning, type FolderLock } from './folder/folder-lock.ts';
import { diskFailure } from './disk-failure.ts';
import { checkOwnPlaces, removeIfEmpty } from './folder/own-places.ts';
import { safetyPathsOf } from './folder/safety-copy.ts';
import { BackupError } from './errors.ts';
import { historyPathsOf } from './history/history-file.ts';
import { findBackupFolder } from './read/find-folder.ts';
import { forgetFile, stateFileOf } from './own-state.ts';

/** What is moved when a backup goes to the trash. */
export interface TrashPlan {
  /** The backup folder. */
  readonly path: string;
  /** Its journal, its safety copy and its history, if they exist. They are worthless without it. */
  readonly companions: readonly string[];
}

/**
 * Lists what goes to the trash together with this backup. `path` must be the backup itself, so that the folder above it is never deleted.
 * @throws BackupError 'folder-missing', 'folder-denied', 'folder-protected', 'not-a-backup', 'several-backups',
 * 'backup-running', 'place-blocked', 'file-io'
 *
 * @example
 * ```ts
 * const { path, companions } = await trashPlan('backups/UDID');
 * console.log('would go:', path, ...companions);
 * ```
 */
export async function trashPlan(path: string): Promise<TrashPlan> {
  const backup = resolve(path);
  const found = await findBackupFolder(backup);
  if (found.path !== backup) {
    throw new BackupError('not-a-backup', `${backup} is not a backup itself`, { data: { path: backup, found: [] } });
  }
  const journal = journalPathsOf(backup);
  const safety = safetyPathsOf(backup);
  checkOwnPlaces(journal, safety);
  throwIfRunning(journal);
  const { root, next, old } = safety;
  return { path: backup, companions: [journal.root, root, next, old, historyPathsOf(backup).beside].filter(isThere) };
}

/**
 * Moves the backup to the trash with `trash`, then its companions. No run can start during that time. Returns the companions that could not be
 * moved. Without the backup they are worthless, so this does not count as a failure.
 * @throws as trashPlan; 'folder-unwritable'; 'trash-unavailable' if `trash` fails, with the `path` that could not be moved (everything that was
 * not moved is unchanged)
 */
export async function moveToTrash(path: string, trash: (path: string) => Promise<void>): Promise<readonly string[]> {
  const plan = await trashPlan(path);
  // By the path that it has now.
  const known = [historyPathsOf(plan.path).own, stateFileOf('sizes', plan.path)];
  // After an interrupted run the journal may be all that is left of the backup.
  const first = isThere(plan.path) ? plan.path : journalPathsOf(plan.path).root;
  await withRunLock(plan.path, () => handOver(first, trash));
  for (const file of known) forgetFile(file);
  const left: string[] = [];
  for (const companion of plan.companions.filter((each) => each !== first)) await trash(companion).catch(() => left.push(companion));
  return left;
}

/** The lock lies in the folder of the journal; one that was made only for the lock goes again. */
async function withRunLock(backup: string, work: () => Promise<void>): Promise<void> {
  const paths = journalPathsOf(backup);
  const hadJournal = isThere(paths.root);
  const lock = lockFor(paths);
  try {
    await work();
  } finally {
    lock.release();
    if (!hadJournal) removeIfEmpty(paths.root);
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function lockFor(paths: JournalPaths): FolderLock {
  try {
    return takeFolderLock(paths);
  } catch (error) {
    // The folder that people know: ours is hidden, and not what they can do something about.
    throw diskFailure(error, dirname(paths.root));
  }
}

async function handOver(path: string, trash: (path: string) => Promise<void>): Promise<void> {
  try {
    await trash(path);
  } catch (error) {
    throw new BackupError('trash-unavailable', `${path} cannot be moved to the trash`, { data: { path }, cause: error });
  }
}
