/** What would go wrong with a backup, told before anybody waits for it: the folder, the disk, and what the device says of itself. */
import { isCodedError, nullLog, type Log } from '../../base/index.ts';
import {
  AFC_SERVICE,
  AfcClient,
  Device,
  SYNC_LOCK_PATH,
  formatUsbmuxAddress,
  type DeviceBackupSettings,
  type DeviceSession,
  type UsbmuxClient,
} from '../../device-protocol/index.ts';
import { boolAt, numberAt } from '../../formats/index.ts';
import { findFolderRun } from '../folder/folder-lock.ts';
import { findDeviceRuns } from '../run-notices.ts';
import { measureBackup } from '../library.ts';
import { dirname, join } from 'node:path';
import { lookBefore } from './finished-by-run.ts';
import type { BackupObstacle } from './backup-obstacle.ts';
import { foreseeFolder, freeBytesAt, HEADROOM_BYTES, obstacle, type ForeseeFolderOptions } from './foresee-folder.ts';

/** Which backup to foresee. */
export interface ForeseeBackupOptions extends ForeseeFolderOptions {
  readonly mux: UsbmuxClient;
  /** Every file will be asked for again. */
  readonly full?: boolean | undefined;
  /** Other folders for backups: who holds the sync lock may be a run that writes into one of them. */
  readonly otherDirectories?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log;
}

/** A device that has not answered by then is left to the run, which waits longer and says why. */
const DEVICE_LIMIT_MS = 4000;
/** Nobody waits longer for a number. */
const MEASURE_LIMIT_MS = 1500;
/** Below this a device has failed to prepare its backup. */
const LEAST_DEVICE_BYTES = 64 * 1024 * 1024;

/**
 * What would prevent a backup: problems of the folder first, then of the device. Changes nothing on the disk or on the device. What
 * the device does not tell, or not soon, is not counted, because the run itself finds it out. Throws 'cancelled'.
 *
 * @example
 * ```ts
 * const obstacles = await foreseeBackup({ mux, udid, directory: 'backups' });
 * if (obstacles.some(({ weight }) => weight === 'blocks')) console.log(obstacles);
 * ```
 */
export async function foreseeBackup(options: ForeseeBackupOptions): Promise<readonly BackupObstacle[]> {
  const folder = foreseeFolder(options);
  const facts = await factsOf(options);
  // Where nothing can be written anyway, nobody wants to know how much.
  const doubt = folder.some(({ weight }) => weight === 'blocks') ? undefined : await doubtfulSpace(options, facts);
  return [...folder, ...deviceObstacles(facts, options), ...(doubt === undefined ? [] : [doubt])];
}

/** What a device says of itself. Absent where it says nothing. */
interface Facts extends Partial<Pick<DeviceBackupSettings, 'willEncrypt' | 'requiresEncryption' | 'freeBytes'>> {
  /** What its data takes up, apps among it. */
  readonly usedBytes?: number | undefined;
  readonly isSyncing?: boolean | undefined;
}

async function factsOf({ mux, udid, signal, log = nullLog }: ForeseeBackupOptions): Promise<Facts> {
  const limit = AbortSignal.any([AbortSignal.timeout(DEVICE_LIMIT_MS), ...(signal ? [signal] : [])]);
  try {
    const device = await Device.open(mux, udid, { signal: limit });
    await using session = await device.openSession(limit);
    const backup = await session.getValues('com.apple.mobile.backup');
    const disk = await session.getValues('com.apple.disk_usage.factory');
    const [capacity, available] = [numberAt(disk, 'TotalDataCapacity'), numberAt(disk, 'TotalDataAvailable')];
    return {
      willEncrypt: boolAt(backup, 'WillEncrypt') ?? (backup.size === 0 ? undefined : false),
      requiresEncryption: boolAt(backup, 'RequiresEncryption') ?? false,
      freeBytes: numberAt(disk, 'AmountDataAvailable'),
      usedBytes: capacity === undefined || available === undefined ? undefined : capacity - available,
      isSyncing: await isSyncLockTaken(session, limit, log),
    };
  } catch (error) {
    if (signal?.aborted === true || !isCodedError(error)) throw error;
    log.debug(`the device was not asked before the backup: ${error.message}`);
    return {};
  }
}

/** Taken and given back at once, without a word to the device: it shows no "Sync in Progress" for that. */
async function isSyncLockTaken(session: DeviceSession, signal: AbortSignal, log: Log): Promise<boolean | undefined> {
  try {
    await using afc = new AfcClient(await session.startService(AFC_SERVICE, signal));
    const handle = await afc.open(SYNC_LOCK_PATH, 'readWrite', signal);
    const isFree = await afc.lock(handle, 'exclusive', signal);
    if (isFree) await afc.lock(handle, 'unlock', signal);
    await afc.closeFile(handle, signal);
    return !isFree;
  } catch (error) {
    if (!isCodedError(error) || isCodedError(error, 'cancelled')) throw error;
    log.debug(`whether another program syncs could not be seen: ${error.message}`);
    return undefined;
  }
}

function deviceObstacles(
  { willEncrypt, requiresEncryption, freeBytes, isSyncing }: Facts,
  options: ForeseeBackupOptions,
): BackupObstacle[] {
  const { udid } = options;
  const obstacles: BackupObstacle[] = [];
  if (requiresEncryption === true && willEncrypt === false) {
    obstacles.push(obstacle('encryption-required', 'blocks', 'device management demands a backup password, and none is set', { udid }));
  }
  const holder = holderOf(options);
  if (isSyncing === true || holder !== undefined) {
    obstacles.push(obstacle('sync-lock-busy', 'doubt', 'another program works with the device', { udid, ...holder }));
  }
  if (freeBytes !== undefined && freeBytes < LEAST_DEVICE_BYTES) {
    obstacles.push(obstacle('device-full', 'doubt', 'the device has hardly any space left', { freeBytes }));
  }
  return obstacles;
}

/** The run that has the device: one of this account says so, and one that writes into one of these folders has locked it. */
function holderOf({ mux, directory, otherDirectories = [], udid }: ForeseeBackupOptions): Readonly<Record<string, unknown>> | undefined {
  const said = findDeviceRuns().find((run) => run.udid === udid && run.address === formatUsbmuxAddress(mux.address));
  if (said !== undefined) return { state: 'running', work: said.work, pid: said.pid, program: said.program, path: dirOf(said.path) };
  for (const each of [directory, ...otherDirectories]) {
    const run = findFolderRun(join(each, udid));
    if (run === undefined) continue;
    const { pid, host, state, program } = run;
    return { pid, host, state, program, work: 'backup', path: each };
  }
  return undefined;
}

function dirOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : dirname(path);
}

/**
 * A device demands what it will send and some headroom. What it will send it tells only in the run: for a first backup at most what its data takes
 * up, for a full one about what the earlier one holds. Of later ones nothing is known.
 */
async function doubtfulSpace(
  { directory, udid, full = false, setAside = false, signal }: ForeseeBackupOptions,
  { usedBytes }: Facts,
): Promise<BackupObstacle | undefined> {
  const path = join(directory, udid);
  const freeBytes = freeBytesAt(directory);
  if (freeBytes === undefined) return undefined;
  const { hasLastGood } = lookBefore(path);
  if (hasLastGood && !full && !setAside) return undefined;
  const bytes = hasLastGood ? await sizeOf(path, signal) : usedBytes;
  if (bytes === undefined || freeBytes > bytes + HEADROOM_BYTES) return undefined;
  const data = { freeBytes, neededBytes: bytes + HEADROOM_BYTES, basis: hasLastGood ? 'earlier-backup' : 'device' };
  return obstacle('space-doubtful', 'doubt', 'it may need more space than is free', data);
}

/** Undefined when it takes too long to find out. */
async function sizeOf(path: string, signal: AbortSignal | undefined): Promise<number | undefined> {
  const limit = AbortSignal.any([AbortSignal.timeout(MEASURE_LIMIT_MS), ...(signal ? [signal] : [])]);
  try {
    return (await measureBackup(path, { signal: limit })).bytes;
  } catch (error) {
    if (signal?.aborted === true || !isCodedError(error)) throw error;
    return undefined;
  }
}
