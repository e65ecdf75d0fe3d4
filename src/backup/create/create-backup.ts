/** The job behind Back Up Now: pulls a backup of a device into DIR/UDID, judges it, and keeps the last good version until then. */
import { CancelledError, isCodedError, nullLog, throwIfAborted, type Log, type OnProgress } from '../../base/index.ts';
import { Device, throwUnlessOk, type UsbmuxClient } from '../../device-protocol/index.ts';
import { BackupError } from '../errors.ts';
import type { Verdict, VerifyReport } from '../verify/report.ts';
import { verifyBackup } from '../verify/verify-backup.ts';
import type { BackupEvent } from './backup-event.ts';
import { ProgressTracker, type BackupPhase } from './backup-progress.ts';
import { converseWithDevice } from './converse-with-device.ts';
import { readFolderStatus } from './folder-status.ts';
import { HostFolder } from './host-folder.ts';
import { keepPreviousVersion } from './keep-previous.ts';
import { RunFolder } from './run-folder.ts';
import { RunWatcher } from './run-watcher.ts';
import { writeSafetyCopy } from './safety-copy.ts';

export interface CreateBackupOptions {
  readonly mux: UsbmuxClient;
  readonly udid: string;
  /** The folder that holds backups; this one lands in `directory/UDID`. It must exist. */
  readonly directory: string;
  /** Ask for every file; a device is free to decide otherwise. */
  readonly full?: boolean;
  /** How to judge the result; `quick` unless said otherwise. */
  readonly verify?: 'off' | 'quick' | 'full';
  /** Keep the version before this run as a dated folder beside the backup. */
  readonly keepPrevious?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<BackupPhase>;
  readonly onEvent?: (event: BackupEvent) => void;
  readonly log?: Log;
}

/** Judges the folder as it now lies on the disk, past any journal. */
export type Judge = (
  path: string,
  options: { level: 'quick' | 'full'; signal?: AbortSignal | undefined; onProgress: OnProgress },
) => Promise<Pick<VerifyReport, 'verdict'>>;

export interface CreatedBackup {
  readonly path: string;
  /** The device sent every file, not only what changed. */
  readonly full: boolean;
  readonly filesReceived: number;
  readonly bytesReceived: number;
  /** Files that the device itself could not read: they are not in the backup. */
  readonly fileErrors: readonly { readonly item: string; readonly message: string }[];
  /** Absent when nothing was to be verified. */
  readonly verdict?: Verdict;
  /** The folder that keeps the version before this run, if that was wanted and there was one. */
  readonly previous?: string;
  readonly durationMs: number;
}

const judgeNewVersion: Judge = (path, options) => verifyBackup(path, { ...options, asItIs: true });

/** With any other verdict the journal stays, and readers go on seeing the version before. */
const GOOD_ENOUGH: ReadonlySet<Verdict> = new Set(['good', 'good-with-known-gaps', 'unconfirmed']);

/**
 * Until the new backup has been judged, everything that the device overwrites or removes is kept in a journal beside the folder.
 * A run that is refused changes nothing on the disk. One that is cancelled or loses its link leaves the folder as the device
 * needs it to go on, and readers see the last good version through the journal.
 *
 * Throws 'cancelled', the codes of DeviceProtocolError ('device-refused' with `deviceCode` and `description`, 'link-lost',
 * 'not-trusted' …) and of BackupError ('folder-missing', 'folder-unwritable', 'backup-running', 'disk-full', 'file-io', 'unsafe-path',
 * 'backup-unverified' when the device reports success but has not finished the folder).
 */
export async function createBackup(options: CreateBackupOptions, judge: Judge = judgeNewVersion): Promise<CreatedBackup> {
  const startedAt = performance.now();
  const progress = new ProgressTracker(options.onProgress);
  progress.enter('connecting');
  throwIfAborted(options.signal);
  const device = await Device.open(options.mux, options.udid, { signal: options.signal });
  const folder = RunFolder.check(options.directory, device.udid);
  try {
    const watcher = await receiveBackup(options, device, folder, progress);
    const outcome = await settleBackup(options, judge, folder, progress);
    return {
      path: folder.backupPath,
      full: watcher.isFull ?? false,
      filesReceived: progress.files,
      bytesReceived: progress.bytes,
      fileErrors: watcher.fileErrors.map(({ sourcePath, text }) => ({ item: sourcePath, message: text })),
      ...outcome,
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    folder.close();
  }
}

async function receiveBackup(
  options: CreateBackupOptions,
  device: Device,
  folder: RunFolder,
  progress: ProgressTracker,
): Promise<RunWatcher> {
  const { onEvent = () => undefined, log = nullLog } = options;
  const host = new HostFolder(folder, device.udid);
  const watcher = new RunWatcher(folder.backupPath, progress, onEvent, log);
  const cancelledOnDevice = new AbortController();
  const signal = AbortSignal.any([cancelledOnDevice.signal, ...(options.signal ? [options.signal] : [])]);
  const onCancelledOnDevice = () => {
    cancelledOnDevice.abort(new CancelledError('the backup was cancelled on the device'));
  };
  try {
    const response = await converseWithDevice({
      device,
      folder,
      host,
      forceFull: options.full === true,
      progress,
      watcher,
      onEvent,
      onCancelledOnDevice,
      log,
      signal,
    });
    throwUnlessOk(response);
  } catch (error) {
    throw causeOf(error, host);
  }
  if (readFolderStatus(folder.backupPath)?.snapshotState !== 'finished') {
    throw new BackupError('backup-unverified', 'the device reports success, but Status.plist is not finished', {
      data: { path: folder.backupPath },
    });
  }
  return watcher;
}

/** A device that could not store its files gives up with a code of its own; what is behind it is this computer's disk. */
function causeOf(error: unknown, host: HostFolder): unknown {
  const { failure } = host;
  if (failure === undefined || !(isCodedError(error, 'device-refused') || isCodedError(error, 'link-lost'))) return error;
  return new BackupError(failure.code, failure.message, { data: { ...failure.data, ...error.data }, cause: failure });
}

async function settleBackup(
  options: CreateBackupOptions,
  judge: Judge,
  folder: RunFolder,
  progress: ProgressTracker,
): Promise<Pick<CreatedBackup, 'verdict' | 'previous'>> {
  const { verify = 'quick', signal, onEvent } = options;
  progress.enter('finishing');
  folder.settle();
  if (verify === 'off') return await acceptVersion(options, folder);
  progress.enter('verifying');
  const { verdict } = await judge(folder.backupPath, { level: verify, signal, onProgress: progress.verifying });
  onEvent?.({ kind: 'verdict', code: verdict, message: `The backup is ${verdict}.` });
  if (!GOOD_ENOUGH.has(verdict)) return { verdict };
  return { verdict, ...(await acceptVersion(options, folder)) };
}

/** The new version is the good one now. */
async function acceptVersion(options: CreateBackupOptions, folder: RunFolder): Promise<Pick<CreatedBackup, 'previous'>> {
  const previous = options.keepPrevious === true ? keepPreviousVersion(folder.backupPath) : undefined;
  await keepSafetyCopy(folder.backupPath, options.log ?? nullLog);
  folder.discardJournal();
  return previous === undefined ? {} : { previous };
}

/** A backup is no worse for want of a second copy of its catalogue. */
async function keepSafetyCopy(backupPath: string, log: Log): Promise<void> {
  try {
    await writeSafetyCopy(backupPath);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    log.warn(`no safety copy of the catalogue: ${error.message}`);
  }
}
