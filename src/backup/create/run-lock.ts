/** One run at a time writes into a backup folder: a lock file that outlives no process. */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { systemErrorCode } from '../../base/index.ts';
import { BackupError } from '../errors.ts';
import type { JournalPaths } from './journal-layout.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells two locks of one process apart. */
  readonly token: string;
}

export interface RunLock {
  /** Never throws; a lock that somebody else has taken over in the meantime is left alone. */
  release(): void;
}

/** Throws 'backup-running' while another run holds the folder. Looks only; nothing on the disk changes. */
export function throwIfRunning(paths: JournalPaths): void {
  const holder = readHolder(paths);
  if (holder === undefined || isStale(holder, paths)) return;
  throw new BackupError('backup-running', 'another run writes into this backup folder', {
    data: { path: paths.root, pid: holder.pid, host: holder.host },
  });
}

/** Takes the lock; one whose process is dead is taken over. The folder of the journal must exist. Throws 'backup-running'. */
export function takeRunLock(paths: JournalPaths): RunLock {
  const holder: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  for (;;) {
    try {
      writeFileSync(paths.lock, JSON.stringify(holder), { flag: 'wx' });
      return {
        release: () => {
          if (readHolder(paths)?.token === holder.token) rmSync(paths.lock, { force: true });
        },
      };
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
      throwIfRunning(paths);
      removeStale(paths);
    }
  }
}

/** By way of another name: of two runs that find the same stale lock, only one can rename it. */
function removeStale(paths: JournalPaths): void {
  const aside = `${paths.lock}.${randomUUID()}`;
  try {
    renameSync(paths.lock, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}

/** A lock that cannot be read is one that was cut off by a crash: its holder is nobody. */
function readHolder(paths: JournalPaths): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(paths.lock, 'utf8'));
    const { pid, host, token }: Partial<Record<keyof Holder, unknown>> = typeof value === 'object' && value !== null ? value : {};
    return { pid: Number(pid), host: String(host), token: String(token) };
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT' ? undefined : { pid: 0, host: hostname(), token: '' };
  }
}

/** A lock of another computer cannot be judged from here and counts as held. */
function isStale(holder: Holder, paths: JournalPaths): boolean {
  if (holder.host !== hostname()) return false;
  return !isAlive(holder.pid) || isOlderThanThisBoot(paths);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

/** After a restart of the computer the number may belong to another process. A minute of slack for clocks that are set at boot. */
function isOlderThanThisBoot(paths: JournalPaths): boolean {
  const writtenAt = statSync(paths.lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return writtenAt < Date.now() - uptime() * 1000 - 60_000;
}
