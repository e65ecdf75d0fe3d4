/** The conversation of one change of the backup password: what the phone says of it, the request, and serving the phone until it has answered. */
import type { PasswordPhase } from '../device-run/run-phase.ts';
import type { Log } from '../../base/index.ts';
import {
  BACKUP_SERVICE,
  BackupSession,
  startServicePatiently,
  type BackupHost,
  type BackupResponse,
  type Device,
} from '../../device-protocol/index.ts';
import { boolAt } from '../../formats/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import { DEFAULT_WAIT_LIMITS, type WaitLimits } from '../device-run/wait-limits.ts';
import { asksForPasscodeOfPassword } from '../device-run/passcode-versions.ts';
import { performWatched } from '../device-run/perform-watched.ts';
import { promptWatcher } from '../device-run/prompt-watcher.ts';
import { watchNotifications } from '../device-run/watch-notifications.ts';
import type { Passwords } from './keep-changed-manifest.ts';

const BACKUP_DOMAIN = 'com.apple.mobile.backup';

/** com.apple.mobile.backup, as far as it is about the password. */
export interface EncryptionSetting {
  /** WillEncrypt; false when the phone says nothing, which is so until a password was ever set. */
  readonly willEncrypt: boolean;
  /** RequiresEncryption: device management demands a password. */
  readonly isRequired: boolean;
}

interface PasswordConversation {
  readonly device: Device;
  readonly host: BackupHost;
  readonly passwords: Passwords;
  /** Before anything is asked of the phone; throws when the request makes no sense. */
  readonly onSetting: (setting: EncryptionSetting) => void;
  readonly enter: (phase: PasswordPhase) => void;
  readonly phase: () => PasswordPhase;
  readonly waitLimits: Partial<WaitLimits> | undefined;
  readonly onEvent: (event: BackupEvent) => void;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Throws what the protocol throws, and 'cancelled'; a refusal of the device is returned. */
export async function converseForPassword(run: PasswordConversation): Promise<BackupResponse> {
  const { device, passwords, log, signal, enter } = run;
  await using session = await device.openSession(signal);
  await using _heartbeat = await session.keepAlive(log, signal);
  const values = await session.getValues(BACKUP_DOMAIN);
  run.onSetting({ willEncrypt: boolAt(values, 'WillEncrypt') ?? false, isRequired: boolAt(values, 'RequiresEncryption') ?? false });
  const productVersion = await session.getValue(undefined, 'ProductVersion');
  const prompted = { onEvent: run.onEvent, passcodeNeeded: 'Enter the passcode on the device.', reportsUnseenPrompts: false };
  const prompts = promptWatcher(prompted, (isWaiting) => {
    enter(isWaiting ? 'waiting-for-passcode' : 'changing-password');
  });
  await using _notifications = await watchNotifications(session, prompts, log, signal);
  const connection = await startServicePatiently(session, BACKUP_SERVICE, { signal });
  await using backup = await BackupSession.open(connection, signal, run.waitLimits?.firstMessageMs ?? DEFAULT_WAIT_LIMITS.firstMessageMs);
  await session.close();
  enter(typeof productVersion === 'string' && asksForPasscodeOfPassword(productVersion) ? 'waiting-for-passcode' : 'changing-password');
  return await performWatched({
    ...run,
    backup,
    request: { name: 'ChangePassword', targetIdentifier: device.udid, ...passwords },
    onMessage: ({ kind }) => {
      log.trace(`device: ${kind}`);
      if (kind !== 'process-message') enter('changing-password');
    },
  });
}

/** What the phone says of WillEncrypt now. */
export async function readEncryptionSetting(device: Device, signal: AbortSignal): Promise<boolean> {
  return (await device.getValue(BACKUP_DOMAIN, 'WillEncrypt', signal)) === true;
}
