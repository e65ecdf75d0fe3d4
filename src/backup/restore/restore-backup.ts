/** The job behind Restore: gives a backup to a phone, reads only, and says what the phone took of it. */
import { CodedError, isCodedError, nullLog, throwIfAborted, type Log, type OnProgress } from '../../base/index.ts';
import { Device, DeviceProtocolError, throwUnlessOk, type UsbmuxClient } from '../../device-protocol/index.ts';
import { isFileId } from '../../formats/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import { journalPathsOf } from '../folder/journal-layout.ts';
import { DEFAULT_WAIT_LIMITS, type WaitLimits } from '../device-run/wait-limits.ts';
import { throwIfRunning } from '../folder/folder-lock.ts';
import { BackupError } from '../errors.ts';
import type { BackupFolder } from '../read/backup-folder.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import { dictionaryOf } from '../read/plist-reading.ts';
import { inspectFolder, type InspectedFolder } from '../read/summary.ts';
import { unlockBackup } from '../read/unlock-backup.ts';
import { converseForRestore } from './converse-for-restore.ts';
import { copyBackup } from './copy-backup.ts';
import { foreseeRestore } from './foresee-restore.ts';
import type { RestorePhase } from '../device-run/run-phase.ts';
import { RestoreProgress } from './restore-progress.ts';
import type { RestoreChoices } from './restore-choices.ts';
import { unconfirmedLosses } from './restore-removals.ts';
import { ReadOnlyHost } from './read-only-host.ts';

/** Which backup to restore, to which device, and how. */
export interface RestoreBackupOptions {
  readonly mux: UsbmuxClient;
  readonly udid: string;
  /** The backup, or one level below or above it. */
  readonly path: string;
  readonly choices?: RestoreChoices;
  /** Of an encrypted backup. */
  readonly password?: string | undefined;
  /** A person agreed to an absurd cost of trying the password, after 'keybag-costly' reported it. */
  readonly acceptCost?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<RestorePhase>;
  readonly onEvent?: (event: BackupEvent) => void;
  readonly log?: Log;
  /** How long to wait for the device and its user. The defaults are those of a backup. */
  readonly waitLimits?: Partial<WaitLimits>;
}

/** The result of a restore. */
export interface RestoredBackup {
  /** The folder that was restored. */
  readonly path: string;
  readonly udid: string;
  /** Payloads that the phone asked for and got. */
  readonly filesSent: number;
  readonly bytesSent: number;
  /** Payloads in the backup. The phone leaves out those that the choices exclude. */
  readonly filesInBackup: number;
  /** The phone restarts now, and is gone for a while. */
  readonly restarts: boolean;
  readonly durationMs: number;
}

/**
 * Restores a backup to a phone. The folder is read as readers see it (after an interrupted run, the last good version) and never changed. A
 * phone that wants to write to it is refused. A link that breaks after the phone has reported success is not a failure, because the phone
 * restarts.
 *
 * Throws 'cancelled'; BackupError 'not-a-backup' and its kin, 'backup-running', 'backup-unfinished', 'restore-would-empty' with its `domains`, 'backup-encrypted' (a password is needed),
 * 'unsafe-path'; FormatError 'password-wrong' before the phone is asked; the codes of DeviceProtocolError, with `operation`, `phase` and
 * `item` in their data: 'device-refused' with `deviceCode` and `description`, 'link-lost', 'device-locked', 'sync-lock-busy' …
 *
 * @example
 * ```ts
 * const { filesSent, restarts } = await restoreBackup({ mux, udid, path: 'backups/UDID', choices: { system: true } });
 * console.log(filesSent, restarts);
 * ```
 */
export async function restoreBackup(options: RestoreBackupOptions): Promise<RestoredBackup> {
  const startedAt = performance.now();
  const { mux, udid, signal } = options;
  throwIfAborted(signal);
  const inspected = await restorableFolder(options.path, signal);
  const progress = new RestoreProgress(options.onProgress);
  await using keys = inspected.summary.encrypted === true ? await keysOf(inspected.folder.path, options) : undefined;
  progress.enter('connecting');
  const device = await Device.open(mux, udid, { signal });
  await requireNothingLost(device, inspected.folder.path, keys, options);
  await keys?.lock();
  await converse({ options, device, inspected, progress });
  return {
    path: inspected.folder.path,
    udid: device.udid,
    filesSent: progress.files,
    bytesSent: progress.bytes,
    filesInBackup: countPayloads(inspected.folder),
    restarts: options.choices?.reboot ?? true,
    durationMs: Math.round(performance.now() - startedAt),
  };
}

/** What a device said before it left arrives within this time. */
const LAST_WORDS_MS = 2000;

async function restorableFolder(path: string, signal: AbortSignal | undefined): Promise<InspectedFolder> {
  const found = await findBackupFolder(path, signal);
  throwIfRunning(journalPathsOf(found.path));
  const inspected = await inspectFolder(found.path, found);
  if (inspected.summary.isFinished) return inspected;
  throw new BackupError('backup-unfinished', 'only a finished backup can be restored', {
    data: { path: found.path, snapshotState: inspected.summary.snapshotState },
  });
}

/** A wrong password is known here, without a phone. */
async function keysOf(path: string, { password, acceptCost = false, signal, onProgress }: RestoreBackupOptions): Promise<BackupKeys> {
  if (password === undefined) throw new BackupError('backup-encrypted', 'the backup is encrypted', { data: { path } });
  return await unlockBackup(path, password, { acceptCost, signal, onProgress });
}

/** The careful choices remove nothing; with the others a whole domain of the phone goes only when somebody has named it. */
async function requireNothingLost(
  device: Device,
  path: string,
  keys: BackupKeys | undefined,
  { choices = {}, signal }: RestoreBackupOptions,
): Promise<void> {
  if (choices.system !== true && choices.remove !== true) return;
  const domains = unconfirmedLosses(await foreseeRestore({ device, path, choices, keys, signal }), choices.mayEmpty);
  if (domains.length === 0) return;
  throw new BackupError('restore-would-empty', 'the restore would empty domains of which the backup has nothing', { data: { domains } });
}

interface Run {
  readonly options: RestoreBackupOptions;
  readonly device: Device;
  readonly inspected: InspectedFolder;
  readonly progress: RestoreProgress;
}

async function converse({ options, device, inspected, progress }: Run): Promise<void> {
  const { choices = {}, onEvent = () => undefined, log = nullLog } = options;
  const { folder, plists, summary } = inspected;
  const source = summary.udid ?? device.udid;
  const host = new ReadOnlyHost({
    folder,
    source,
    watcher: sourceWatcher(progress, onEvent),
    ...(choices.copy === true && {
      copy: {
        name: device.udid,
        make: () => copyBackup(folder, device.udid),
      },
    }),
  });
  /** Fires with the error that a restore ends with which nothing on the wire ends. */
  const ended = new AbortController();
  let lastWords: NodeJS.Timeout | undefined;
  const signal = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    const response = await converseForRestore({
      ...{ device, host, source, choices, progress, onEvent, log, signal },
      password: summary.encrypted === true ? options.password : undefined,
      info: dictionaryOf(plists['Info.plist']),
      waitLimits: { ...DEFAULT_WAIT_LIMITS, ...options.waitLimits },
      onCancelledOnDevice: () => {
        ended.abort(new CodedError('cancelled', 'the restore was canceled on the device', { data: { onDevice: true } }));
      },
      onDeviceLost: (error) => {
        // A phone that restarts is told gone by usbmuxd, perhaps before its last answer has been read from another socket.
        lastWords = setTimeout(() => {
          ended.abort(error);
        }, LAST_WORDS_MS);
      },
    });
    throwUnlessOk(response);
  } catch (thrown) {
    const error: unknown = ended.signal.aborted && isCodedError(thrown, 'cancelled') ? ended.signal.reason : thrown;
    throw withPlace(error, progress);
  } finally {
    clearTimeout(lastWords);
  }
}

function sourceWatcher(progress: RestoreProgress, onEvent: (event: BackupEvent) => void) {
  return {
    onOpen: (path: string) => {
      progress.opened(path);
    },
    onBytes: (count: number) => {
      progress.sent(count);
    },
    onMissing: (path: string) => {
      // Of the property lists some may be missing; without a payload the phone gives up.
      if (!isFileId(path.slice(path.lastIndexOf('/') + 1))) return;
      onEvent({ kind: 'file-error', code: 'payload-missing', message: 'This file is not in the backup.', item: path });
    },
  };
}

/** Where the restore was when it failed. */
function withPlace(error: unknown, { phase, item }: RestoreProgress): unknown {
  if (!(error instanceof DeviceProtocolError)) return error;
  const data = { ...error.data, operation: 'restore', phase, ...(item === undefined ? {} : { item }) };
  return new DeviceProtocolError(error.code, error.message, { data, cause: error });
}

function countPayloads(folder: BackupFolder): number {
  let count = 0;
  for (const name of folder.list('')) {
    if (isFileId(name)) count++;
    else if (/^[0-9a-f]{2}$/.test(name)) for (const inside of folder.list(name)) if (isFileId(inside)) count++;
  }
  return count;
}
