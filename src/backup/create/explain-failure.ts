/** What an error of a run says beside its code: how far it had come, with which file, and what stands behind a refusal. */
import { CodedError, isCodedError, type Log } from '../../base/index.ts';
import type { Device } from '../../device-protocol/index.ts';
import type { ProgressTracker } from './backup-progress.ts';
import type { FolderBefore } from './finished-by-run.ts';
import type { WritingHost } from './writing-host.ts';
import type { ConversationWatcher } from './conversation-watcher.ts';

/** Codes of MBErrorDomain that say more with a look at the phone or at this computer. */
const NO_SPACE = 105;
const MAY_BE_LOCKED: readonly number[] = [104, 208];
/** The phone asks the host to purge what is short and this much more. */
const PURGE_EXTRA_BYTES = 2 * 1024 ** 3;
/** For each question to a device that has just refused. */
const ANSWER_LIMIT_MS = 5000;
/** More names than anybody reads. */
const MOST_FILES_NAMED = 100;

export interface Run {
  readonly device: Device;
  readonly host: WritingHost;
  readonly watcher: ConversationWatcher;
  readonly progress: ProgressTracker;
  readonly log: Log;
}

/**
 * The same error with `phase`, `percent` and `file` (path on the device), and with `files` where the device could not read some. A refusal for
 * space gets `freeBytes`, `neededBytes` and `deviceBytes` (what the device holds in all), one that a locked screen may explain `deviceLocked`;
 * whatever cannot be found out is absent. A cancelled run stays as it is.
 */
export async function explainFailure(error: unknown, run: Run): Promise<unknown> {
  if (!isCodedError(error) || isCodedError(error, 'cancelled')) return error;
  const { watcher, progress } = run;
  if (isCodedError(error, 'unsafe-path')) {
    run.log.error(`security: the device named a path outside its backup: ${String(error.data.path)}`);
  }
  const facts = {
    phase: progress.phase,
    percent: progress.percent,
    file: watcher.file,
    files: watcher.fileErrors.length === 0 ? undefined : watcher.fileErrors.slice(0, MOST_FILES_NAMED).map(({ sourcePath }) => sourcePath),
    ...(await factsOfRefusal(error.data.deviceCode, run)),
  };
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  return new CodedError(error.code, error.message, { data: { ...known, ...error.data }, cause: error });
}

/**
 * Adds to whatever ends a run what it means for the folder: `hasLastGood` (readers go on seeing the version before) and `hasBegun` (the device has
 * changed something). Nothing is added before the folder was looked at.
 */
export function explainForFolder(error: unknown, before: FolderBefore | undefined, { hasBegun }: { readonly hasBegun: boolean }): unknown {
  if (!isCodedError(error) || before === undefined) return error;
  const facts = { operation: 'backup', hasLastGood: before.hasLastGood, hasBegun };
  return new CodedError(error.code, error.message, { data: { ...facts, ...error.data }, cause: error });
}

async function factsOfRefusal(deviceCode: unknown, { device, host, watcher, progress, log }: Run): Promise<Record<string, unknown>> {
  if (deviceCode === NO_SPACE) {
    const { freeBytesTold } = host;
    return {
      freeBytes: freeBytesTold,
      neededBytes: neededBytes(freeBytesTold, watcher.purgeBytes),
      deviceBytes: numberOf(await ask((signal) => device.getValue('com.apple.disk_usage', 'TotalDiskCapacity', signal), log)),
    };
  }
  if (!MAY_BE_LOCKED.some((code) => code === deviceCode) || progress.phase !== 'receiving') return {};
  return { deviceLocked: (await ask((signal) => device.getValue(undefined, 'PasswordProtected', signal), log)) === true || undefined };
}

/** Undefined where the device's number cannot be one: it asks for space only when some is short, and always for what is short and more. */
function neededBytes(freeBytes: number | undefined, purgeBytes: number | undefined): number | undefined {
  if (freeBytes === undefined || purgeBytes === undefined) return undefined;
  return Number.isSafeInteger(purgeBytes) && purgeBytes > PURGE_EXTRA_BYTES ? freeBytes + purgeBytes - PURGE_EXTRA_BYTES : undefined;
}

/** The run has failed already; a device that does not answer any more changes nothing. */
async function ask<T>(question: (signal: AbortSignal) => Promise<T>, log: Log): Promise<T | undefined> {
  try {
    return await question(AbortSignal.timeout(ANSWER_LIMIT_MS));
  } catch (error) {
    log.debug(`could not ask the device why it refused: ${String(error)}`);
    return undefined;
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined;
}
