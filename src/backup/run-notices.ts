/**
 * What a program says of its work with a device to the others of this account. While a device asks for its passcode or for trust, while it changes its
 * password or takes a backup back, nothing of that lies in a folder of backups, and the device itself does not tell who talks to it. It is only said:
 * nothing is locked.
 */
import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../base/index.ts';
import { decodeHolder, encodeHolder, ownHolder, stateOf } from './folder/lock-holder.ts';
import { parseObject } from './folder/journal-layout.ts';
import type { ProgramName } from './folder/program-name.ts';
import { stateFolder } from './own-state.ts';
import { smallFileIfAny } from './small-file.ts';

/** What a program does with a device. */
export type DeviceWork = 'backup' | 'restore' | 'encryption' | 'trust';

/** Work with a device that this program announces. */
export interface AnnouncedWork {
  readonly udid: string;
  /** That of the usbmuxd through which it is reached: simulated devices of two windows can have one UDID. */
  readonly address: string;
  readonly work: DeviceWork;
  /** Of a backup: the folder that it will be in. */
  readonly path?: string;
}

/** Work of another process of this account with a device. */
export interface DeviceRun extends AnnouncedWork {
  readonly pid: number;
  /** Absent where the program has not said which it is. */
  readonly program?: ProgramName;
}

const WORKS: ReadonlySet<unknown> = new Set<DeviceWork>(['backup', 'restore', 'encryption', 'trust']);
/** A number of a process is given to another one some day: a notice that nobody renews is none, wherever a process came from. */
const RENEW_EVERY_MS = 10_000;
const RENEWED_WITHIN_MS = 60_000;
const MOST_NOTICES = 500;
const MOST_BYTES = 16 * 1024;

/**
 * Tells other programs of this account what this one does with a device, until disposed or until the process ends. Never throws: where the folder of
 * the account cannot be written, nobody is told.
 *
 * @example
 * ```ts
 * using _said = announceDeviceRun({ udid, address: '127.0.0.1:27015', work: 'backup', path: 'backups/UDID' });
 * ```
 */
export function announceDeviceRun(work: AnnouncedWork): Disposable {
  const path = join(noticesFolder(), `${randomUUID()}.json`);
  const content = JSON.stringify({ ...work, holder: encodeHolder(ownHolder()) });
  quietly(() => {
    mkdirSync(noticesFolder(), { recursive: true, mode: 0o700 });
    // It appears with its content: half a notice would be taken for that of a dead process.
    writeFileSync(`${path}.half`, content, { flag: 'wx', mode: 0o600 });
    renameSync(`${path}.half`, path);
  });
  const renewing = setInterval(() => {
    const now = new Date();
    quietly(() => {
      utimesSync(path, now, now);
    });
  }, RENEW_EVERY_MS);
  renewing.unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(renewing);
      quietly(() => {
        rmSync(path, { force: true });
      });
    },
  };
}

/**
 * What other processes of this account do with devices now. What a process has left behind that does not live any more is removed and not counted.
 * Never throws for the disk.
 */
export function findDeviceRuns(): DeviceRun[] {
  const names = quietly(() => readdirSync(noticesFolder())) ?? [];
  const notices = names.filter((name) => name.endsWith('.json')).slice(0, MOST_NOTICES);
  return notices.flatMap((name) => quietly(() => readNotice(join(noticesFolder(), name))) ?? []);
}

function readNotice(path: string): DeviceRun | undefined {
  const bytes = smallFileIfAny(path, MOST_BYTES);
  if (bytes === undefined) return undefined;
  const { udid, address, work, path: folder, holder: said } = parseObject(bytes);
  const holder = typeof said === 'string' ? decodeHolder(Buffer.from(said)) : undefined;
  const writtenAt = lstatSync(path).mtimeMs;
  const state = holder === undefined ? 'gone' : stateOf(holder, writtenAt);
  if (holder === undefined || state === 'gone' || writtenAt < Date.now() - RENEWED_WITHIN_MS) {
    rmSync(path, { force: true });
    return undefined;
  }
  // Another computer, or a container, that shares the folder of the account has devices of its own.
  if (state === 'elsewhere' || holder.pid === process.pid || typeof udid !== 'string' || typeof address !== 'string' || !WORKS.has(work)) {
    return undefined;
  }
  return {
    udid,
    address,
    work: work as DeviceWork,
    ...(typeof folder === 'string' ? { path: folder } : {}),
    pid: holder.pid,
    ...(holder.program === undefined ? {} : { program: holder.program }),
  };
}

function noticesFolder(): string {
  return join(stateFolder(), 'runs');
}

/** Undefined where the disk does not let it happen. */
function quietly<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
