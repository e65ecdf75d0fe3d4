/** The safety copy: catalogue and property lists of a finished backup, kept beside it, because without them all files are lost. */
import { constants, lstatSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../../base/index.ts';
import { BackupError } from '../errors.ts';
import { diskFailure } from '../disk-failure.ts';

/** What makes a folder of payloads a backup. Manifest.db-wal only where somebody left one. */
const KEPT_FILES = ['Manifest.db', 'Manifest.db-wal', 'Manifest.mbdb', 'Manifest.plist', 'Status.plist', 'Info.plist'];

/**
 * It stands beside the backup folder, under a name with a dot in front, so that neither the device nor another host meets it:
 *
 * | folder | what |
 * |---|---|
 * | `.UDID.safety` | the copy |
 * | `.UDID.safety.next` | a copy that is just being made; worth nothing |
 * | `.UDID.safety.old` | the copy before, while the new one takes its place |
 */
export interface SafetyPaths {
  readonly root: string;
  readonly next: string;
  readonly old: string;
}

export function safetyPathsOf(backupPath: string): SafetyPaths {
  const root = join(dirname(backupPath), `.${basename(backupPath)}.safety`);
  return { root, next: `${root}.next`, old: `${root}.old` };
}

/** The folder of a whole copy; undefined when there is none. A crash between two renames leaves the one before. */
export function findSafetyCopy(backupPath: string): string | undefined {
  const { root, old } = safetyPathsOf(backupPath);
  return [root, old].find((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}

/**
 * Replaces the safety copy of a backup that has just been finished; the caller holds the run lock. The copy before stays until the new one
 * is whole. Costs no space where the file system shares blocks, and none of this thread's time. Only what a power failure takes within
 * seconds is not guarded against: this is a second copy, the first was forced to the disk.
 * @throws BackupError 'disk-full', 'folder-unwritable', 'file-io'; then the copy before is still there
 */
export async function writeSafetyCopy(backupPath: string): Promise<void> {
  const { root, next, old } = safetyPathsOf(backupPath);
  try {
    await rm(next, { recursive: true, force: true });
    await mkdir(next, { mode: 0o700 });
    for (const name of KEPT_FILES) await copyIfFile(join(backupPath, name), join(next, name));
    const before = findSafetyCopy(backupPath);
    if (before === root) {
      await rm(old, { recursive: true, force: true });
      await rename(root, old);
    }
    await rename(next, root);
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    await rm(next, { recursive: true, force: true }).catch(() => undefined);
    throw diskFailure(error, root);
  }
}

/** As writeSafetyCopy; a backup is no worse for want of a second copy of its catalogue, so a failing disk is only told to the log. */
export async function keepSafetyCopy(backupPath: string, log: Log): Promise<void> {
  try {
    await writeSafetyCopy(backupPath);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    log.warn(`no safety copy of Manifest.db: ${error.message}`);
  }
}

async function copyIfFile(from: string, to: string): Promise<void> {
  const status = lstatSync(from, { throwIfNoEntry: false });
  if (status?.isFile() !== true || status.size === 0) return;
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}
