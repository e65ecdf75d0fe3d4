/** One run at a time writes into a backup folder: a lock file that outlives no process. */
import { createHash, randomUUID } from 'node:crypto';
import { linkSync, lstatSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isCodedError, systemErrorCode } from '../../base/index.ts';
import { BackupError } from '../errors.ts';
import { readOwnFile } from '../small-file.ts';
import { journalPathsOf, type JournalPaths } from './journal-layout.ts';
import { decodeHolder, encodeHolder, ownHolder, stateOf, type Holder, type HolderState } from './lock-holder.ts';
import { makeOwnFolder, MOST_OWN_BYTES, ownFolder } from './own-places.ts';
import type { ProgramName } from './program-name.ts';

export interface FolderLock {
  /** Never throws; a lock that somebody else has taken over in the meantime is left alone. */
  release(): void;
}

/** Throws 'backup-running' while another run holds the folder; 'place-blocked'. Looks only; nothing on the disk changes. */
export function throwIfRunning(paths: JournalPaths): void {
  if (ownFolder(paths.root) === undefined) return;
  const found = readLock(paths.lock);
  if (found !== undefined && found.state !== 'gone') throw running(paths, found);
}

/**
 * Throws 'backup-running', with what is known of who holds the folder, while a run of whatever process writes into a backup; 'place-blocked'.
 * Changes nothing.
 *
 * @example
 * ```ts
 * requireNoRun('backups/UDID');
 * ```
 */
export function requireNoRun(path: string): void {
  throwIfRunning(journalPathsOf(resolve(path)));
}

/** A run that writes into a backup folder now, of whatever process. */
export interface FolderRun {
  /** `running`: its process lives. `perhaps`: a process has its number. `elsewhere`: it began on a computer whose processes cannot be seen from here. */
  readonly state: 'running' | 'perhaps' | 'elsewhere';
  readonly pid: number;
  readonly host: string;
  /** Absent where the program has not said which it is. */
  readonly program?: ProgramName;
  /** It is this process. */
  readonly isOwn: boolean;
}

/** Returns the run that holds a backup folder, or undefined if there is none or it cannot be determined. Changes nothing and never throws because of the disk. */
export function findFolderRun(path: string): FolderRun | undefined {
  try {
    const paths = journalPathsOf(resolve(path));
    const found = ownFolder(paths.root) === undefined ? undefined : readLock(paths.lock);
    if (found?.holder === undefined || found.state === 'gone') return undefined;
    const { pid, host, program } = found.holder;
    return { state: found.state, pid, host, ...(program === undefined ? {} : { program }), isOwn: isOwn(found) };
  } catch (error) {
    if (!isCodedError(error) && systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

function isOwn({ state, holder }: FoundLock): boolean {
  return state === 'running' && holder?.pid === process.pid;
}

/** Takes the lock, in the folder of the journal, which is made for it; one whose process is dead is taken over. Throws 'backup-running', 'place-blocked'. */
export function takeFolderLock(paths: JournalPaths): FolderLock {
  const holder = ownHolder();
  for (;;) {
    makeOwnFolder(paths.root);
    const found = readLock(paths.lock);
    if (found !== undefined && found.state !== 'gone') throw running(paths, found);
    if (found !== undefined) removeStale(paths, paths.lock, found.content);
    else if (createLock(paths.lock, holder) && isHeld(paths, holder)) {
      return {
        release: () => {
          releaseLock(paths.lock, holder);
        },
      };
    }
  }
}

/** Somebody may have put another folder, or a link, into the place of the one that was looked at. */
function isHeld({ root, lock }: JournalPaths, { token }: Holder): boolean {
  return ownFolder(root) !== undefined && readLock(lock)?.holder?.token === token;
}

interface FoundLock {
  readonly state: HolderState;
  /** Undefined for one that was cut off by a crash: its holder is nobody. */
  readonly holder: Holder | undefined;
  readonly content: Uint8Array;
}

function readLock(path: string): FoundLock | undefined {
  const content = readOwnFile(path, MOST_OWN_BYTES);
  if (content === undefined) return undefined;
  const holder = decodeHolder(content);
  const writtenAt = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return { state: holder === undefined ? 'gone' : stateOf(holder, writtenAt), holder, content };
}

function running({ root, lock }: Pick<JournalPaths, 'root' | 'lock'>, found: FoundLock): BackupError {
  const { state, holder } = found;
  const who = { pid: holder?.pid, host: holder?.host, state, program: holder?.program, isOwn: isOwn(found) };
  return new BackupError('backup-running', 'another run is writing to this backup folder', { data: { path: root, lock, ...who } });
}

/** False when there is a lock already, or its folder has just gone. It appears with its content: half a lock would be taken for a dead one. */
function createLock(path: string, holder: Holder): boolean {
  const beside = `${path}.${randomUUID()}`;
  try {
    writeFileSync(beside, encodeHolder(holder), { flag: 'wx' });
    linkSync(beside, path);
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (code !== undefined && NO_LINKS.has(code)) return writeNew(path, holder);
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

/** As file systems without hard links say it. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EISDIR', 'UNKNOWN']);

function writeNew(path: string, holder: Holder): boolean {
  try {
    writeFileSync(path, encodeHolder(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function releaseLock(path: string, { token }: Holder): void {
  try {
    if (readLock(path)?.holder?.token === token) rmSync(path, { force: true });
  } catch {
    // What stands there is not ours any more.
  }
}

/**
 * Of two runs that find the same stale file, only the one that can make the marker for it removes it, and only while it is still that file: it may
 * be the other's new lock by then. A marker whose own process has died is removed in the same way. Throws 'backup-running' when another is at it.
 */
function removeStale(paths: JournalPaths, path: string, content: Uint8Array): void {
  const marker = `${path}.${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
  const own = ownHolder();
  if (!createLock(marker, own)) {
    const other = readLock(marker);
    if (other === undefined) return;
    if (other.state !== 'gone') throw running({ root: paths.root, lock: marker }, other);
    removeStale(paths, marker, other.content);
    return;
  }
  try {
    const now = readOwnFile(path, MOST_OWN_BYTES);
    if (now !== undefined && Buffer.compare(now, content) === 0) rmSync(path, { force: true });
  } finally {
    releaseLock(marker, own);
  }
}
