/** Whose a temporary folder is, by its name, and whether that process still lives. */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { hostname } from 'node:os';

export interface FolderOwner {
  readonly pid: number;
  readonly thread: number;
}

/** `machine-pid-thread`; see `machineMark`. */
export function ownerMark(thread: number): string {
  return `${machineMark()}-${process.pid}-${thread}`;
}

/** Undefined for a name that is not ours, or of a machine whose processes cannot be seen from here. */
export function parseOwner(rest: string): FolderOwner | undefined {
  const [, machine, pid, thread] = /^([0-9a-f]{8})-(\d{1,10})-(\d{1,10})-\w{6}$/.exec(rest) ?? [];
  if (machine !== machineMark()) return undefined;
  return { pid: Number(pid), thread: Number(thread) };
}

/** True when its process is gone, or its number was given to a later one. */
export function isAbandoned(path: string, { pid }: FolderOwner): boolean {
  if (!isRunning(pid)) return true;
  // Not from how long this process has run: that clock stands still while a computer sleeps.
  const startedAt = pid === process.pid ? performance.timeOrigin : startOf(pid);
  const changedAt = statusOf(path)?.mtimeMs;
  return startedAt !== undefined && changedAt !== undefined && changedAt < startedAt - CLOCK_SLACK_MS;
}

/** Starts are known to a hundredth of a second, dates of files to a tick of the system. */
const CLOCK_SLACK_MS = 2000;

let machine: string | undefined;

/** Programs in containers may share a disk, but count their processes apart. */
function machineMark(): string {
  machine ??= createHash('sha256').update(`${hostname()}\0${processNamespace()}`).digest('hex').slice(0, 8);
  return machine;
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** A link, or what somebody else made, is not ours to remove. */
export function isOwnFolder(path: string): boolean {
  const status = statusOf(path);
  return status?.isDirectory() === true && (process.getuid === undefined || status.uid === process.getuid());
}

function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

const TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

/** When a process began, in Unix milliseconds, where the system tells it cheaply (Linux: field 22 of stat, in ticks since the boot). */
function startOf(pid: number): number | undefined {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ');
    const bootSeconds = /^btime (\d+)/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
    const ticks = Number(afterName[19]);
    return bootSeconds === undefined || Number.isNaN(ticks) ? undefined : (Number(bootSeconds) + ticks / TICKS_PER_SECOND) * 1000;
  } catch {
    return undefined;
  }
}
