/** Can this backup be restored, and to this phone? What a phone would find out in the middle, told before anybody starts. */
import { throwIfAborted, type OnProgress, compareVersions } from '../../base/index.ts';
import type { Device } from '../../device-protocol/index.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import { inspectFolder } from '../read/summary.ts';
import type { FileCounts, Verdict, VerifyPhase, VerifyReport } from '../verify/report.ts';
import { verifyBackup } from '../verify/verify-backup.ts';
import type { RestoreChoices } from './restore-choices.ts';
import { domainsOf, foreseeRemovals, type RestoreRemoval } from './restore-removals.ts';

/** What is known about a phone. Facts that are absent are not judged. */
export interface DeviceFacts {
  readonly productVersion?: string | undefined;
  readonly productType?: string | undefined;
  readonly isFindMyOn?: boolean | undefined;
  readonly isLocked?: boolean | undefined;
}

/** What can prevent a restore. Numbers are the error with which the device would end. */
export type RestoreObstacleCode =
  | 'not-finished' // there is no good version
  | 'too-old' // a format that is not read
  | 'files-missing' // the phone would end with 205
  | 'damaged'
  | 'password-needed' // nothing is wrong; but without the password neither the phone nor this check gets further
  | 'newer-system' // 203
  | 'other-model'
  | 'find-my-on' // 211
  | 'device-locked'; // 208

/** Something that prevents a restore, or may prevent it. */
export interface RestoreObstacle {
  readonly code: RestoreObstacleCode;
  /** False for what may still go well. */
  readonly blocks: boolean;
  /** For logs, in English. */
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Whether a backup can be restored, and the effects on the device. */
export interface Restorability {
  /** The folder that contains the catalogue. */
  readonly path: string;
  readonly udid?: string | undefined;
  readonly deviceName?: string | undefined;
  readonly productType?: string | undefined;
  readonly productVersion?: string | undefined;
  readonly date?: Date | undefined;
  /** Undefined if it is not known. */
  readonly encrypted: boolean | undefined;
  /** The last run was interrupted; what would be restored is the version before it. */
  readonly throughJournal: boolean;
  readonly verdict: Verdict;
  readonly counts: FileCounts;
  /** Nothing is known that would stop a restore; a password may still be needed. */
  readonly isRestorable: boolean;
  readonly obstacles: readonly RestoreObstacle[];
  /** What it would remove from the phone. Never empty. */
  readonly removals: readonly RestoreRemoval[];
}

/** What is known about the restore to be judged. */
export interface RestorabilityOptions {
  readonly device?: DeviceFacts | undefined;
  /** The choices of the restore; by default the careful ones. */
  readonly choices?: RestoreChoices | undefined;
  /** Of `unlockBackup`, to look into an encrypted backup. */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<VerifyPhase>;
}

/** How a folder is judged; `verifyBackup` unless a caller has another way. */
type JudgeFolder = (path: string, options: Omit<RestorabilityOptions, 'device' | 'choices'>) => Promise<VerifyReport>;

const judgeQuickly: JudgeFolder = (path, { keys, signal, onProgress }) =>
  verifyBackup(path, { level: 'quick', keys, signal, ...(onProgress && { onProgress }) });

/**
 * Checks whether a backup can be restored. It reads the folder as readers see it, without the content of files, and changes nothing.
 * @throws BackupError of a folder that holds no backup; CancelledError
 *
 * @example
 * ```ts
 * const { isRestorable, obstacles } = await checkRestorability('backups/UDID');
 * console.log(isRestorable, obstacles.map(({ code }) => code));
 * ```
 */
export async function checkRestorability(
  path: string,
  options: RestorabilityOptions = {},
  judge: JudgeFolder = judgeQuickly,
): Promise<Restorability> {
  const { device = {}, choices = {}, keys, signal } = options;
  const found = await findBackupFolder(path, signal);
  const { summary } = await inspectFolder(found.path, found);
  throwIfAborted(signal);
  const { verdict, counts } = await judge(found.path, options);
  const isOpen = summary.encrypted !== true || keys !== undefined;
  const obstacles = [
    ...folderObstacles({ isFinished: summary.isFinished, isTooOld: summary.era === 'mbdx' || summary.era === 'mdinfo', verdict, counts }),
    ...(isOpen ? [] : [obstacle('password-needed', false, 'the backup is encrypted')]),
    ...deviceObstacles(summary, device),
  ];
  const domains = choices.system === true || choices.remove === true ? await domainsOf(found.path, keys, signal) : undefined;
  const { udid, deviceName, productType, productVersion, date, encrypted, throughJournal } = summary;
  return {
    ...{ path: found.path, udid, deviceName, productType, productVersion, date, encrypted, throughJournal, verdict, counts, obstacles },
    isRestorable: obstacles.every(({ blocks }) => !blocks),
    removals: foreseeRemovals({ choices, productVersion: device.productVersion, domains }),
  };
}

/** Reads what a paired phone reports about itself. Throws what the session throws. */
export async function readDeviceFacts(device: Device, signal?: AbortSignal): Promise<DeviceFacts> {
  await using session = await device.openSession(signal);
  const values = await session.getValues();
  const isFindMyOn = await session.getValue('com.apple.fmip', 'IsAssociated');
  const [productVersion, productType, locked] = ['ProductVersion', 'ProductType', 'PasswordProtected'].map((key) => values.get(key));
  return {
    ...(typeof productVersion === 'string' && { productVersion }),
    ...(typeof productType === 'string' && { productType }),
    ...(typeof locked === 'boolean' && { isLocked: locked }),
    ...(typeof isFindMyOn === 'boolean' && { isFindMyOn }),
  };
}

interface FolderFacts {
  readonly isFinished: boolean;
  readonly isTooOld: boolean;
  readonly verdict: Verdict;
  readonly counts: FileCounts;
}

function folderObstacles({ isFinished, isTooOld, verdict, counts }: FolderFacts): RestoreObstacle[] {
  if (isTooOld) return [obstacle('too-old', true, 'the format is older than iOS 5')];
  if (!isFinished) return [obstacle('not-finished', true, 'the backup was never finished')];
  const obstacles: RestoreObstacle[] = [];
  const { missing } = counts;
  if (missing > 0) {
    obstacles.push(
      obstacle('files-missing', true, missing === 1 ? '1 file is missing' : `${String(missing)} files are missing`, { missing }),
    );
  }
  const isDamaged = verdict === 'unreadable' || verdict === 'damaged';
  if (isDamaged && missing === 0) {
    obstacles.push(obstacle('damaged', true, `the backup is ${verdict}`, { verdict, damaged: counts.damaged }));
  }
  return obstacles;
}

function deviceObstacles(backup: { productVersion?: string; productType?: string }, device: DeviceFacts): RestoreObstacle[] {
  const obstacles: RestoreObstacle[] = [];
  const { productVersion, productType, isFindMyOn, isLocked } = device;
  if (backup.productVersion !== undefined && productVersion !== undefined && compareVersions(backup.productVersion, productVersion) > 0) {
    const data = { backupVersion: backup.productVersion, deviceVersion: productVersion };
    obstacles.push(
      obstacle('newer-system', true, `the backup is from iOS ${backup.productVersion}, but the device has ${productVersion}`, data),
    );
  }
  if (backup.productType !== undefined && productType !== undefined && familyOf(backup.productType) !== familyOf(productType)) {
    const data = { backupType: backup.productType, deviceType: productType };
    obstacles.push(obstacle('other-model', false, `the backup is from a ${backup.productType}, but the device is a ${productType}`, data));
  }
  if (isFindMyOn === true) obstacles.push(obstacle('find-my-on', true, 'Find My is on'));
  if (isLocked === true) obstacles.push(obstacle('device-locked', false, 'the device is locked'));
  return obstacles;
}

function obstacle(code: RestoreObstacleCode, blocks: boolean, message: string, data: Record<string, unknown> = {}): RestoreObstacle {
  return { code, blocks, message, data };
}

/** "iPhone14,5" → "iPhone". */
function familyOf(productType: string): string {
  return productType.replace(/\d.*$/s, '');
}
