/** Who holds the lock of a backup folder, and whether that process still lives. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { isAbandoned, processNamespace, startMark } from '../read/private-folder-owner.ts';
import { parseObject } from './journal-layout.ts';
import { knownProgram, ownProgram, type ProgramName } from './program-name.ts';

export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells two locks of one process apart. */
  readonly token: string;
  /** When that process began, as `startMark` tells it; the fields below are '' where the system does not tell, and in locks of older versions. */
  readonly start: string;
  /** Which start of which computer it runs on. */
  readonly boot: string;
  readonly machine: string;
  readonly namespace: string;
  /** Absent for a program that has not said which it is, and in locks of older versions. */
  readonly program?: ProgramName;
}

/**
 * `gone`: nobody writes into the folder. `running`: that very process lives. `perhaps`: a process of this computer has that number, and nothing tells
 * whether it is the one. `elsewhere`: what runs on that computer cannot be seen from here.
 */
export type HolderState = 'gone' | 'running' | 'perhaps' | 'elsewhere';

export function ownHolder(): Holder {
  const program = ownProgram();
  return {
    pid: process.pid,
    host: hostname(),
    token: randomUUID(),
    start: known(startMark(process.pid)),
    boot: bootMark(),
    machine: machineId(),
    namespace: processNamespace(),
    ...(program === undefined ? {} : { program }),
  };
}

export function encodeHolder(holder: Holder): string {
  return JSON.stringify(holder);
}

/** Undefined for what is no lock: it was cut off by a crash. */
export function decodeHolder(bytes: Uint8Array): Holder | undefined {
  const fields = parseObject(bytes);
  const { pid, host, token } = fields;
  if (typeof pid !== 'number' || typeof host !== 'string' || typeof token !== 'string') return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const program = knownProgram(fields.program);
  return {
    pid,
    host,
    token,
    start: text(fields.start),
    boot: text(fields.boot),
    machine: text(fields.machine),
    namespace: text(fields.namespace),
    ...(program === undefined ? {} : { program }),
  };
}

/** `writtenAt`: date of the lock file, in milliseconds. */
export function stateOf(holder: Holder, writtenAt: number): HolderState {
  const boot = bootMark();
  if (holder.boot !== '' && holder.boot === boot) {
    // The same start of the same computer, whatever it is called today.
    return holder.namespace === processNamespace() ? stateOfProcess(holder, writtenAt) : 'elsewhere';
  }
  if (holder.host !== hostname()) return 'elsewhere';
  if (holder.boot !== '' && boot !== '' && holder.machine !== '') return holder.machine === machineId() ? 'gone' : 'elsewhere';
  return writtenAt < Date.now() - uptime() * 1000 - CLOCK_SLACK_MS ? 'gone' : stateOfProcess(holder, writtenAt);
}

/** For clocks that are set when a computer starts. */
const CLOCK_SLACK_MS = 60_000;
/** File servers have clocks of their own; and no run is to be taken for dead for the sake of one. */
const SERVER_SLACK_MS = 10 * 60_000;

function stateOfProcess({ pid, start }: Holder, writtenAt: number): HolderState {
  if (!Number.isInteger(pid) || pid <= 0 || isAbandoned({ pid, start: start === '' ? '0' : start })) return 'gone';
  if (start !== '') return 'running';
  // A lock of an older version: no process can have written it before it began.
  const began = beganAt(pid);
  return began !== undefined && began > writtenAt + SERVER_SLACK_MS ? 'gone' : 'perhaps';
}

/** By the clock of this computer; undefined where the system does not tell. */
function beganAt(pid: number): number | undefined {
  const ticks = known(startMark(pid));
  if (ticks === '') return undefined;
  return Date.now() - uptime() * 1000 + (Number(ticks) / TICKS_PER_SECOND) * 1000;
}

/** USER_HZ: fixed for what Linux shows to programs. */
const TICKS_PER_SECOND = 100;

function known(mark: string): string {
  return mark === '0' ? '' : mark;
}

/** Differs with each start of each computer. */
function bootMark(): string {
  return lineOf('/proc/sys/kernel/random/boot_id');
}

function machineId(): string {
  const id = lineOf('/etc/machine-id');
  return id === '' ? '' : createHash('sha256').update(id).digest('hex').slice(0, 16);
}

function lineOf(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return '';
  }
}
