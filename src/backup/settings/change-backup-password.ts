/** The job behind a backup password that is set, changed or removed: asks the phone, and keeps the backup on this computer in step with it. */
import type { PasswordPhase } from '../device-run/run-phase.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError, CodedError, isCodedError, nullLog, throwIfAborted, type Log, type OnProgress } from '../../base/index.ts';
import { Device, DeviceProtocolError, throwUnlessOk, type UsbmuxClient } from '../../device-protocol/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import { WritingHost } from '../create/writing-host.ts';
import type { WaitLimits } from '../device-run/wait-limits.ts';
import { readJournal } from '../folder/read-journal.ts';
import { FolderTransaction } from '../folder/folder-transaction.ts';
import { findSafetyCopy, keepSafetyCopy } from '../folder/safety-copy.ts';
import { BackupError } from '../errors.ts';
import { converseForPassword, readEncryptionSetting, type EncryptionSetting } from './converse-for-password.ts';
import { backupAfterChange, keepChangedManifest, type BackupAfterChange, type Passwords } from './keep-changed-manifest.ts';
import { PasswordHost } from './password-host.ts';
import { NO_FILES } from '../device-run/request-without-files.ts';

/** On which device to set, change or remove the backup password. */
export interface ChangePasswordOptions {
  readonly mux: UsbmuxClient;
  readonly udid: string;
  /** The backups folder: `directory/UDID` is changed together with the phone. Without it, that backup keeps the old password. */
  readonly directory?: string | undefined;
  /** Absent: there is none, and one is set. */
  readonly oldPassword?: string | undefined;
  /** Absent: it is removed. */
  readonly newPassword?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<PasswordPhase>;
  readonly onEvent?: (event: BackupEvent) => void;
  readonly log?: Log;
  /** How long to wait for the device. The defaults are those of a backup. */
  readonly waitLimits?: Partial<WaitLimits>;
}

/** The result of a password change. */
export interface ChangedPassword {
  /** What the phone reports afterward; undefined if it could no longer be asked. */
  readonly willEncrypt: boolean | undefined;
  /** The phone reports the requested state. */
  readonly isConfirmed: boolean;
  /** The backup in the folder, if there is one, according to an attempt with the passwords. */
  readonly backup?: { readonly path: string; readonly state: BackupAfterChange };
}

/** MBErrorDomain. */
const INVALID_PASSWORD = 207;
const CANNOT_REMOVE = 22;
/** A phone is deaf for some seconds after a change of its password. Milliseconds before each further attempt to connect. */
const RECONNECT_PAUSES_MS = [500, 1000, 2000, 3000];

/**
 * Sets, changes or removes the backup password of a phone. The folder changes only if everything is proven: the Manifest.plist that the phone
 * returns must open with the new password to the same keys as the old one, and replaces the old Manifest.plist in one step. If anything fails,
 * the backup opens with the old password.
 *
 * Throws 'cancelled' (with `hasChanged` in its data if the phone had already changed its password); BackupError 'password-already-set',
 * 'password-not-set', 'encryption-required' (before the phone is asked, by what it says of itself), 'password-refused', 'folder-missing',
 * 'folder-unwritable', 'backup-running', 'unsafe-path', 'disk-full'; the codes of DeviceProtocolError. Refusals of the phone have `deviceCode`
 * and `description`, and all errors have `operation` and `phase`.
 *
 * @example
 * ```ts
 * await changeBackupPassword({ mux, udid, directory: 'backups', newPassword: password }); // there was none before
 * ```
 */
export async function changeBackupPassword(options: ChangePasswordOptions): Promise<ChangedPassword> {
  const { mux, udid, oldPassword, newPassword, signal = new AbortController().signal, log = nullLog, onEvent = () => undefined } = options;
  throwIfAborted(signal);
  const passwords: Passwords = { oldPassword, newPassword };
  const phases = new Phases(options.onProgress);
  phases.enter('connecting');
  const device = await Device.open(mux, udid, { signal });
  const place = options.directory === undefined ? undefined : placeOf(options.directory, device.udid);
  try {
    const host = place?.host ?? NO_FILES;
    const onSetting = (setting: EncryptionSetting) => {
      throwIfSenseless(passwords, setting);
    };
    const enter = (phase: PasswordPhase) => {
      phases.enter(phase);
    };
    const { waitLimits } = options;
    const phase = () => phases.phase;
    throwUnlessOk(await converseForPassword({ device, host, passwords, onSetting, enter, phase, waitLimits, onEvent, log, signal }));
    return await settle({ options, passwords, device, place, phases, signal, log });
  } catch (error) {
    // The answer got lost: what the phone has given back shows that it has changed the password.
    const isAnswerLost = isCodedError(error, 'link-lost') || isCodedError(error, 'device-silent');
    if (isAnswerLost && place?.host.received !== undefined) {
      return await settle({ options, passwords, device, place, phases, signal, log });
    }
    throw explained(error, passwords, phases.phase);
  } finally {
    place?.host.close();
  }
}

interface Place {
  readonly folder: FolderTransaction;
  readonly host: PasswordHost;
}

function placeOf(directory: string, udid: string): Place {
  const folder = FolderTransaction.check(directory, udid);
  return { folder, host: new PasswordHost(new WritingHost(folder, udid), folder.journalPaths, udid) };
}

/** A phone answers 207 to all of these alike, after it has asked for the passcode. */
function throwIfSenseless({ oldPassword, newPassword }: Passwords, { willEncrypt, isRequired }: EncryptionSetting): void {
  if (oldPassword === undefined && willEncrypt) throw new BackupError('password-already-set', 'the phone already has a backup password');
  if (oldPassword !== undefined && !willEncrypt) throw new BackupError('password-not-set', 'the phone has no backup password');
  if (newPassword === undefined && isRequired) throw new BackupError('encryption-required', 'device management requires a backup password');
}

interface Settlement {
  readonly options: ChangePasswordOptions;
  readonly passwords: Passwords;
  readonly device: Device;
  readonly place: Place | undefined;
  readonly phases: Phases;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** The phone has changed its password: whoever cancels now must learn that. */
async function settle(settlement: Settlement): Promise<ChangedPassword> {
  try {
    return await followAndLook(settlement);
  } catch (error) {
    if (!isCodedError(error, 'cancelled')) throw error;
    const data = { operation: 'encryption', hasChanged: true };
    throw new CodedError('cancelled', 'canceled after the device changed its password', { data, cause: error });
  }
}

/** The folder follows, and both are looked at. */
async function followAndLook({ options, passwords, device, place, phases, signal, log }: Settlement): Promise<ChangedPassword> {
  const check = { signal, onProgress: phases.deriving };
  const backup = place && (await followInFolder(place, passwords, check, log));
  phases.enter('connecting');
  const willEncrypt = await askAgain(options, device, signal, log);
  return {
    willEncrypt,
    isConfirmed: willEncrypt === (passwords.newPassword !== undefined),
    ...(backup && { backup }),
  };
}

async function followInFolder(
  { folder, host }: Place,
  passwords: Passwords,
  check: Parameters<typeof backupAfterChange>[2],
  log: Log,
): Promise<ChangedPassword['backup']> {
  const { oldPassword, newPassword } = passwords;
  const path = folder.backupPath;
  const { received } = host;
  if (received !== undefined && oldPassword !== undefined && newPassword !== undefined) {
    const isKept = await keepChangedManifest(folder, received, { oldPassword, newPassword }, check);
    if (isKept && received.relativePath === 'Manifest.plist' && readJournal(path) === undefined) {
      await renewSafetyCopy(path, log);
      return { path, state: 'opens-with-new' };
    }
    if (!isKept) log.warn(`the device sent a ${received.relativePath} that does not match the backup, so the backup was not changed`);
  }
  const state = await backupAfterChange(path, passwords, check);
  return state && { path, state };
}

/** The copy would open with the old password for as long as it stands. */
async function renewSafetyCopy(backupPath: string, log: Log): Promise<void> {
  if (findSafetyCopy(backupPath) !== undefined) await keepSafetyCopy(backupPath, log);
}

/** Undefined when the phone lets nobody in any more. */
async function askAgain({ mux, udid }: ChangePasswordOptions, device: Device, signal: AbortSignal, log: Log): Promise<boolean | undefined> {
  let last: unknown;
  for (const pause of [0, ...RECONNECT_PAUSES_MS]) {
    await delay(pause, undefined, { signal }).catch((error: unknown) => {
      throw new CancelledError(error);
    });
    try {
      return await readEncryptionSetting(last === undefined ? device : await Device.open(mux, udid, { signal }), signal);
    } catch (error) {
      if (!(error instanceof DeviceProtocolError)) throw error;
      last = error;
      log.info(`the device does not answer yet: ${error.message}`);
    }
  }
  return undefined;
}

/** The phone's refusals by what they mean here; everything else with the facts of this operation. */
function explained(error: unknown, { oldPassword }: Passwords, phase: PasswordPhase): unknown {
  const data = (own: Readonly<Record<string, unknown>>) => ({ operation: 'encryption', phase, ...own });
  if (error instanceof BackupError) return new BackupError(error.code, error.message, { data: data(error.data), cause: error });
  if (!(error instanceof DeviceProtocolError)) return error;
  const { deviceCode } = error.data;
  const code =
    deviceCode === INVALID_PASSWORD ? invalidPassword(oldPassword) : deviceCode === CANNOT_REMOVE ? 'encryption-required' : undefined;
  if (code !== undefined) return new BackupError(code, error.message, { data: data(error.data), cause: error });
  return new DeviceProtocolError(error.code, error.message, { data: data(error.data), cause: error });
}

/** Without an old password there is only one way for a phone to call a password invalid. */
function invalidPassword(oldPassword: string | undefined): 'password-refused' | 'password-already-set' {
  return oldPassword === undefined ? 'password-already-set' : 'password-refused';
}

class Phases {
  readonly #onProgress: OnProgress<PasswordPhase> | undefined;
  #phase: PasswordPhase | undefined;

  constructor(onProgress: OnProgress<PasswordPhase> | undefined) {
    this.#onProgress = onProgress;
  }

  get phase(): PasswordPhase {
    return this.#phase ?? 'connecting';
  }

  enter(phase: PasswordPhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#onProgress?.({ phase, done: 0, unit: 'items' });
  }

  readonly deriving: OnProgress<'deriving-key'> = (progress) => {
    this.#phase = 'deriving-key';
    this.#onProgress?.(progress);
  };
}
