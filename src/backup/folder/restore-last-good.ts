/** Puts the last good version back into a backup folder that an interrupted run has left in a state no device can continue from. */
import { constants, copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isCodedError, systemErrorCode } from '../../base/index.ts';
import { BACKUP_PLIST_LIMITS, decodeManifestProperties } from '../../formats/index.ts';
import { smallFileIfAny } from '../small-file.ts';
import { readFolderStatus } from './folder-status.ts';
import { Tree } from './read-journal.ts';
import { foldName, type SettledPaths } from './settled-paths.ts';
import { statusAt } from './status-at.ts';

const CATALOGUES = ['Manifest.db', 'Manifest.mbdb'];

/** What devices are known to read before anything else: where that fails, every run ends with 205 or 103. */
export function canBeContinued(backupPath: string): boolean {
  const snapshot = statusAt(join(backupPath, 'Snapshot'));
  if (snapshot !== undefined && !snapshot.isDirectory()) return false;
  const status = readFolderStatus(backupPath);
  if (status === undefined) return false;
  const { snapshotState, isFullBackup } = status;
  if (isFullBackup && (snapshotState === 'finished' || snapshotState === 'uploading')) return true;
  // What was cut off while files are moved into their places has the new manifests here or there.
  const folders = snapshotState === 'moving' ? [join(backupPath, 'Snapshot'), backupPath] : [backupPath];
  return folders.some(hasProperties) && folders.some(hasCatalogue);
}

/**
 * Changes only what differs: settled paths go, and what is kept comes back, as links where the file system has them. The journal must stay, for it
 * shows the last good version meanwhile. Status.plist comes last: without it a folder is not continued from, so that a second attempt follows one
 * that was cut off. No link is gone through, in the folder or in what is kept: both may come from somebody else.
 */
export function restoreLastGood(backupPath: string, saved: string, settled: SettledPaths): void {
  const [status, keptStatus] = [join(backupPath, 'Status.plist'), join(saved, 'Status.plist')];
  if (statusAt(keptStatus)?.isFile() === true) remove(status);
  const tree = new Tree(backupPath);
  for (const [folder, isSettled] of settled.byFolder()) {
    if (folder !== '' && tree.reaches(`${folder}/`) !== 'yes') continue;
    const path = tree.place(folder);
    for (const name of readdirSync(path).filter(isSettled)) remove(join(path, name));
  }
  if (settled.foldsNames) removeOtherSpellings(saved, backupPath);
  bringBack(saved, backupPath, backupPath, keptStatus);
  if (statusAt(keptStatus)?.isFile() === true) bringBackFile(keptStatus, status, backupPath);
}

/** Names that a file system without case may take for that of a kept file: none of them was in the last good version. */
function removeOtherSpellings(saved: string, folder: string): void {
  if (statusAt(saved)?.isDirectory() !== true || statusAt(folder)?.isDirectory() !== true) return;
  const kept = readdirSync(saved, { withFileTypes: true });
  const files = new Map(kept.filter((entry) => entry.isFile()).map(({ name }) => [foldName(name), name]));
  for (const name of readdirSync(folder)) {
    if ((files.get(foldName(name)) ?? name) !== name) remove(join(folder, name));
  }
  for (const entry of kept.filter((each) => each.isDirectory())) removeOtherSpellings(join(saved, entry.name), join(folder, entry.name));
}

function bringBack(saved: string, folder: string, backupPath: string, except: string): void {
  if (statusAt(saved)?.isDirectory() !== true) return;
  for (const entry of readdirSync(saved, { withFileTypes: true })) {
    const [from, to] = [join(saved, entry.name), join(folder, entry.name)];
    if (entry.isDirectory()) bringBack(from, to, backupPath, except);
    else if (entry.isFile() && from !== except) bringBackFile(from, to, backupPath);
  }
}

function bringBackFile(from: string, to: string, backupPath: string): void {
  makeFolder(dirname(to), backupPath);
  const [kept, standing] = [statusAt(from), statusAt(to)];
  if (kept !== undefined && kept.ino === standing?.ino && kept.dev === standing.dev) return;
  remove(to);
  try {
    linkSync(from, to);
  } catch (error) {
    if (systemErrorCode(error) === undefined || systemErrorCode(error) === 'ENOSPC') throw error;
    copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  }
}

/** From the top down: a file or a link where a folder belongs is none of the last good version. */
function makeFolder(path: string, backupPath: string): void {
  if (path === backupPath) return;
  makeFolder(dirname(path), backupPath);
  const standing = statusAt(path);
  if (standing?.isDirectory() === true) return;
  if (standing !== undefined) remove(path);
  mkdirSync(path);
}

function remove(path: string): void {
  if (statusAt(path) !== undefined) rmSync(path, { recursive: true, force: true });
}

function hasProperties(folder: string): boolean {
  const bytes = smallFileIfAny(join(folder, 'Manifest.plist'), BACKUP_PLIST_LIMITS['Manifest.plist'].maxBytes);
  if (bytes === undefined) return false;
  try {
    decodeManifestProperties(bytes);
    return true;
  } catch (error) {
    if (isCodedError(error)) return false;
    throw error;
  }
}

function hasCatalogue(folder: string): boolean {
  return CATALOGUES.some((name) => {
    const what = statusAt(join(folder, name));
    return what?.isFile() === true && what.size > 0;
  });
}
