/** Whose a temporary folder is, by its name, and whether that process still lives. */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { hostname } from 'node:os';

export interface FolderOwner {
  readonly pid: number;
  /** When that process began, as `startMark` tells it. */
  readonly start: string;
  readonly thread: number;
}

/** `machine-pid-start-thread`; see `machineMark` and `startMark`. */
export function ownerMark(thread: number): string {
  return `${machineMark()}-${process.pid}-${startMark(process.pid)}-${thread}`;
}

/** Undefined for a name that is not ours, or of a machine whose processes cannot be seen from here. */
export function parseOwner(rest: string): FolderOwner | undefined {
  const [, machine, pid, start = UNKNOWN_START, thread] = /^([0-9a-f]{8})-(\d{1,10})-(\d{1,20})-(\d{1,10})-\w{6}$/.exec(rest) ?? [];
  if (machine !== machineMark()) return undefined;
  return { pid: Number(pid), start, thread: Number(thread) };
}

/** True when its process is gone, or its number was given to a later one. Clocks are not asked: people set them, and computers sleep. */
export function isAbandoned({ pid, start }: Pick<FolderOwner, 'pid' | 'start'>): boolean {
  if (!isRunning(pid)) return true;
  const known = startMark(pid);
  return start !== UNKNOWN_START && known !== UNKNOWN_START && known !== start;
}

let machine: string | undefined;

/** Programs in containers may share a disk, but count their processes apart. */
function machineMark(): string {
  machine ??= createHash('sha256').update(`${hostname()}\0${processNamespace()}`).digest('hex').slice(0, 8);
  return machine;
}

/** Programs in containers see other processes under the same numbers; '' where the system has no such thing. */
export function processNamespace(): string {
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

const UNKNOWN_START = '0';

/** When a process began, in ticks since the start of the computer, where the system tells it cheaply (Linux: field 22 of stat); else '0'. */
export function startMark(pid: number): string {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ');
    return /^\d{1,20}$/.exec(afterName[19] ?? '')?.[0] ?? UNKNOWN_START;
  } catch {
    return UNKNOWN_START;
  }
}
