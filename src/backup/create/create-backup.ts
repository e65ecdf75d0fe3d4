/** The job behind Back Up Now: pulls a backup of a device into DIR/UDID, judges it, and keeps the last good version until then. */
import { CodedError, isCodedError, nullLog, throwIfAborted, type Log, type OnProgress } from '../../base/index.ts';
import { Device, throwUnlessOk, type BackupResponse, type UsbmuxClient } from '../../device-protocol/index.ts';
import { BackupError } from '../errors.ts';
import { problemsIn } from '../history/history-record.ts';
import { noteFailedRun } from '../history/list-history.ts';
import { CheckMemory } from '../history/remembered-verdict.ts';
import type { Verdict, VerifyReport } from '../verify/report.ts';
import { verifyBackup } from '../verify/verify-backup.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import type { BackupPhase } from '../device-run/run-phase.ts';
import { RunRecorder } from './run-recorder.ts';
import { ProgressTracker } from './backup-progress.ts';
import type { CreatedBackup } from './created-backup.ts';
import { converseForBackup, type Conversation } from './converse-for-backup.ts';
import { checkEncryption } from './read-will-encrypt.ts';
import { isHarmlessGap } from './harmless-files.ts';
import { hasLeftSnapshot, lookBefore, whyUnfinished, type FolderBefore } from './finished-by-run.ts';
import { WritingHost } from './writing-host.ts';
import { verdictOfRun, type VerdictOfRun } from './verdict-of-run.ts';
import { keepPreviousIfCheap, keepPreviousVersion } from '../folder/keep-previous.ts';
import { DEFAULT_WAIT_LIMITS, type WaitLimits } from '../device-run/wait-limits.ts';
import { checkPreviousVersion } from '../folder/previous-version.ts';
import { readJournal } from '../folder/read-journal.ts';
import { explainForFolder, explainFailure } from './explain-failure.ts';
import { FolderTransaction } from '../folder/folder-transaction.ts';
import { ConversationWatcher } from './conversation-watcher.ts';
import { keepSafetyCopy } from '../folder/safety-copy.ts';

/** Which device to back up, where to, and how. */
export interface CreateBackupOptions {
  readonly mux: UsbmuxClient;
  readonly udid: string;
  /** The backups folder, which must exist. The backup goes to `directory/UDID`. */
  readonly directory: string;
  /** Ask for every file; a device is free to decide otherwise. */
  readonly full?: boolean;
  /** How to judge the result; `quick` unless said otherwise. */
  readonly verify?: 'off' | 'quick' | 'full';
  /** Keep the version before this run as a dated folder next to the backup; with `if-cheap` only where the disk need not copy its files. */
  readonly keepPrevious?: boolean | 'if-cheap';
  /** Put a folder aside that is known to make the device fail, and make a full backup. */
  readonly setAside?: boolean;
  /** Store the verdict in the history of the folder (see history/), for later readers. */
  readonly remember?: boolean;
  /** What suits phones unless said. */
  readonly waitLimits?: Partial<WaitLimits>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<BackupPhase>;
  readonly onEvent?: (event: BackupEvent) => void;
  readonly log?: Log;
}

/** What counts of a report; whoever judges by other means has no findings. */
export type Judgement = Pick<VerifyReport, 'verdict'> & Partial<Pick<VerifyReport, 'findings' | 'counts'>>;

/** Judges the folder as it now lies on the disk, past any journal. */
export type Judge = (
  path: string,
  options: { level: 'quick' | 'full'; signal?: AbortSignal | undefined; onProgress: OnProgress },
) => Promise<Judgement>;

const judgeNewVersion: Judge = (path, options) => verifyBackup(path, { ...options, asItIs: true });

/** With any other verdict the journal stays, and readers go on seeing the version before. */
const GOOD_ENOUGH: ReadonlySet<Verdict> = new Set(['good', 'good-with-known-gaps', 'unconfirmed']);

/**
 * Backs up a device into `directory`. Until the new backup has been judged, a journal next to the folder keeps everything that the device
 * overwrites or removes. A run that is refused changes nothing on the disk. A run that is canceled or loses its link leaves the folder as the
 * device needs it to continue, and readers see the last good version through the journal.
 *
 * Throws 'cancelled', the codes of DeviceProtocolError ('device-refused' with `deviceCode` and `description`, 'link-lost',
 * 'not-trusted' …) and of BackupError ('folder-missing', 'folder-unwritable', 'backup-running', 'disk-full', 'file-io', 'unsafe-path',
 * 'previous-broken', 'backup-unverified' if the device reports success but did not finish the folder in this run). An error that ends a run has
 * the facts of explain-failure.ts. If only the device's confirmation is missing, or the check of a finished run is canceled, the result is
 * 'unconfirmed' at best.
 *
 * @example
 * ```ts
 * const { path, verdict } = await createBackup({
 *   mux,
 *   udid,
 *   directory: 'backups', // must exist
 *   onProgress: ({ phase, done, total, unit }) => console.log(phase, done, total, unit),
 * });
 * console.log(path, verdict);
 * ```
 */
export async function createBackup(asked: CreateBackupOptions, judge: Judge = judgeNewVersion): Promise<CreatedBackup> {
  const recorder = new RunRecorder();
  const options = recorder.listeningTo(asked);
  const startedAt = performance.now();
  const progress = new ProgressTracker(options.onProgress);
  progress.enter('connecting');
  throwIfAborted(options.signal);
  const device = await Device.open(options.mux, options.udid, { signal: options.signal });
  const folder = FolderTransaction.check(options.directory, device.udid);
  let before: FolderBefore | undefined;
  try {
    folder.repair();
    const aside = checkPreviousVersion(folder.backupPath, options.setAside === true);
    if (aside !== undefined) {
      options.onEvent?.({ kind: 'retry', code: 'previous-set-aside', message: `The broken folder is now ${aside.path}` });
    }
    before = lookBefore(folder.backupPath);
    const { watcher, isConfirmed } = await receiveBackup(options, device, folder, progress, before);
    const fileErrors = watcher.fileErrors.map(({ sourcePath, text }) => ({
      item: sourcePath,
      message: text,
      isHarmless: isHarmlessGap(sourcePath),
    }));
    const lowered = verdictOfRun({
      // More than are listed are never only the harmless ones.
      isConfirmed: isConfirmed && watcher.moreFileErrors === 0,
      fileErrors,
      hasLeftSnapshot: hasLeftSnapshot(folder.backupPath),
    });
    const encrypted = checkEncryption(folder.backupPath, watcher.willEncrypt, options.onEvent ?? (() => undefined));
    const unreadFiles = fileErrors.filter(({ isHarmless }) => !isHarmless).length;
    const outcome = await settleBackup(options, { lowered, unreadFiles, recorder, isFull: watcher.isFull }, judge, folder, progress);
    return {
      path: folder.backupPath,
      full: watcher.isFull ?? false,
      ...(encrypted === undefined ? {} : { encrypted }),
      filesReceived: progress.files,
      bytesReceived: progress.bytes,
      fileErrors,
      ...(watcher.moreFileErrors === 0 ? {} : { moreFileErrors: watcher.moreFileErrors }),
      ...(aside?.previous === undefined ? {} : { previous: aside.previous }),
      ...outcome,
      ...(aside === undefined ? {} : { aside: aside.path }),
      durationMs: Math.round(performance.now() - startedAt),
    };
  } catch (error) {
    if (isFolderCorrupt(error)) restoreLastGood(folder, options.log ?? nullLog);
    if (options.remember === true) {
      await noteFailedRun(folder.backupPath, isCodedError(error) ? error.code : 'internal', recorder.record(progress));
    }
    throw explainForFolder(error, before, folder);
  } finally {
    folder.close();
  }
}

/** For the device; it would find the same again on every further run. */
function isFolderCorrupt(error: unknown): boolean {
  return isCodedError(error, 'device-refused') && error.data.deviceCode === 205;
}

/** The run has failed already; that this failed too changes nothing of what it says. */
function restoreLastGood(folder: FolderTransaction, log: Log): void {
  try {
    folder.restoreLastGood();
  } catch (error) {
    log.warn(`the last good version could not be restored: ${String(error)}`);
  }
}

async function receiveBackup(
  options: CreateBackupOptions,
  device: Device,
  folder: FolderTransaction,
  progress: ProgressTracker,
  before: FolderBefore,
): Promise<{ watcher: ConversationWatcher; isConfirmed: boolean }> {
  const { onEvent = () => undefined, log = nullLog } = options;
  const host = new WritingHost(folder, device.udid);
  const watcher = new ConversationWatcher(folder.backupPath, progress, onEvent, log);
  /** Fires with the error that a run ends with which nothing on the wire ends. */
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
  const onCancelledOnDevice = () => {
    ended.abort(new CodedError('cancelled', 'the backup was canceled on the device', { data: { onDevice: true } }));
  };
  const run: Conversation = {
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
    waitLimits: { ...DEFAULT_WAIT_LIMITS, ...options.waitLimits },
    onDeviceLost: (error) => {
      ended.abort(error);
    },
  };
  let isConfirmed = true;
  try {
    throwUnlessOk(await converse(run));
  } catch (thrown) {
    const error: unknown = ended.signal.aborted && isCodedError(thrown, 'cancelled') ? ended.signal.reason : thrown;
    isConfirmed = !(isCodedError(error, 'link-lost') && watcher.hasFinished && host.failure === undefined);
    if (isConfirmed) throw await explainFailure(causeOf(error, host), { device, host, watcher, progress, log });
    onEvent({
      kind: 'retry',
      code: 'device-did-not-confirm',
      message: 'All files were received, but the device did not confirm the backup.',
    });
  }
  const reason = whyUnfinished(before, folder.backupPath);
  if (reason !== undefined) {
    throw new BackupError('backup-unverified', `the device reports success, but the backup folder is not finished: ${reason}`, {
      data: { path: folder.backupPath, phase: progress.phase, reason },
    });
  }
  return { watcher, isConfirmed };
}

/** An export of the keychain that fails is often a matter of the moment, and nothing has changed on the disk yet. */
async function converse(run: Conversation): Promise<BackupResponse> {
  const response = await converseForBackup(run);
  if (!isKeychainFailure(response) || run.folder.hasBegun) return response;
  run.onEvent({ kind: 'retry', code: 'keychain-export-failed', message: 'The device could not export its keychain. Asking once more.' });
  return await converseForBackup(run);
}

/** Code 1 or 100 of the field, told from other errors by its text. */
function isKeychainFailure({ errorCode, description = '' }: BackupResponse): boolean {
  return errorCode !== 0 && /keychain/i.test(description);
}

const MAY_FOLLOW_FROM_DISK: ReadonlySet<string> = new Set(['device-refused', 'link-lost', 'protocol-violation']);

/** A device whose files could not be stored gives up with a code of its own, or is cut off; what is behind it is this computer's disk. */
function causeOf(error: unknown, host: WritingHost): unknown {
  const { failure } = host;
  if (failure === undefined || !isCodedError(error) || !MAY_FOLLOW_FROM_DISK.has(error.code)) return error;
  return new BackupError(failure.code, failure.message, { data: { ...failure.data, ...error.data }, cause: failure });
}

interface RunFacts {
  readonly lowered: VerdictOfRun;
  readonly unreadFiles: number;
  readonly recorder: RunRecorder;
  readonly isFull: boolean | undefined;
}

async function settleBackup(
  options: CreateBackupOptions,
  light: RunFacts,
  judge: Judge,
  folder: FolderTransaction,
  progress: ProgressTracker,
): Promise<Pick<CreatedBackup, 'verdict' | 'checkCancelled' | 'findings' | 'previous' | 'previousNotKept'>> {
  progress.enter('finishing');
  folder.settle();
  const memory = options.remember === true ? await memoryOf(folder, options.signal) : undefined;
  const judged = await judgeUnlessCancelled(options, judge, folder, progress);
  const outcome = judged === 'cancelled' ? { checkCancelled: true as const } : judged?.findings && { findings: judged.findings };
  const verdict = judged === 'cancelled' ? 'unconfirmed' : light.lowered(judged?.verdict);
  if (verdict !== undefined) options.onEvent?.({ kind: 'verdict', code: verdict, message: `The backup is ${verdict}.` });
  const said = { ...(verdict === undefined ? {} : { verdict }), ...outcome };
  const isAccepted = verdict === undefined || GOOD_ENOUGH.has(verdict);
  const accepted = isAccepted ? await acceptVersion(options, folder) : {};
  // Nothing is kept of a version that was not accepted, as long as readers go on seeing the one before.
  if (!isAccepted && readJournal(folder.backupPath) !== undefined) return said;
  await memory?.keepRun({
    ...(verdict === undefined || judged === undefined || judged === 'cancelled'
      ? {}
      : { verdict, level: options.verify === 'full' ? 'full' : 'quick', ...countsOf(judged), ...problemsIn({ findings: [], ...judged }) }),
    ...(light.unreadFiles === 0 ? {} : { unreadFiles: light.unreadFiles }),
    ...(light.lowered('good') === 'unconfirmed' ? { isDoubtful: true } : {}),
    run: light.recorder.record(progress, light.isFull),
  });
  return { ...said, ...accepted };
}

function countsOf({ counts }: Judgement): Pick<VerifyReport, 'counts'> | Record<string, never> {
  return counts === undefined ? {} : { counts };
}

/** A cancel at this moment is one of the check, which notices it itself. */
async function memoryOf({ backupPath }: FolderTransaction, signal: AbortSignal | undefined): Promise<CheckMemory | undefined> {
  try {
    return await CheckMemory.begin(backupPath, { asItIs: true, signal });
  } catch (error) {
    if (isCodedError(error, 'cancelled')) return undefined;
    throw error;
  }
}

/** The device has finished: who cancels now wants no check, and keeps the backup. Undefined when none was wanted. */
async function judgeUnlessCancelled(
  { verify = 'quick', signal }: CreateBackupOptions,
  judge: Judge,
  folder: FolderTransaction,
  progress: ProgressTracker,
): Promise<Judgement | 'cancelled' | undefined> {
  if (verify === 'off') return undefined;
  progress.enter('verifying');
  try {
    return await judge(folder.backupPath, { level: verify, signal, onProgress: progress.verifying });
  } catch (error) {
    if (isCodedError(error, 'cancelled') && signal?.aborted === true) return 'cancelled';
    throw error;
  }
}

/** The new version is the good one now. */
async function acceptVersion(
  options: CreateBackupOptions,
  folder: FolderTransaction,
): Promise<Pick<CreatedBackup, 'previous' | 'previousNotKept'>> {
  const kept = keepVersion(options, folder.backupPath);
  // A copy of a large catalogue takes its time, which who has cancelled does not want to wait for; the copy before stays.
  if (options.signal?.aborted !== true) await keepSafetyCopy(folder.backupPath, options.log ?? nullLog);
  folder.discardJournal();
  return kept;
}

function keepVersion(
  { keepPrevious = false, onEvent }: CreateBackupOptions,
  path: string,
): Pick<CreatedBackup, 'previous' | 'previousNotKept'> {
  if (keepPrevious === 'if-cheap') {
    const { previous, notKept } = keepPreviousIfCheap(path);
    if (notKept === undefined) return previous === undefined ? {} : { previous };
    onEvent?.({ kind: 'retry', code: 'previous-not-kept', message: `The previous version was not kept (${notKept})` });
    return { previousNotKept: notKept };
  }
  const previous = keepPrevious ? keepPreviousVersion(path) : undefined;
  return previous === undefined ? {} : { previous };
}
