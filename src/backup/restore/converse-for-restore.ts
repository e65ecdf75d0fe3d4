/** The conversation of one restore: services, lock, the applications to install, the request, and serving the device until it has finished. */
import { isCodedError, type Log } from '../../base/index.ts';
import {
  AFC_SERVICE,
  AfcClient,
  BACKUP_SERVICE,
  BackupSession,
  takeSyncLock,
  type BackupResponse,
  type Device,
  type DeviceSession,
  type RestoreOptions,
} from '../../device-protocol/index.ts';
import { dictAt, type PlistDict } from '../../formats/index.ts';
import type { BackupEvent } from '../create/backup-event.ts';
import { asksForPasscode } from '../create/passcode-versions.ts';
import { watchNotifications, type NotificationWatcher } from '../create/watch-notifications.ts';
import { putRestoreApplications, removeRestoreApplications } from './restore-applications.ts';
import type { RestoreChoices } from './restore-backup.ts';
import type { RestoreProgress } from './restore-progress.ts';
import type { SourceHost } from './source-host.ts';

export interface RestoreConversation {
  readonly device: Device;
  readonly host: SourceHost;
  /** The name by which the device knows the backup. */
  readonly source: string;
  readonly choices: RestoreChoices;
  readonly password: string | undefined;
  /** Info.plist of the backup; undefined when there is none. */
  readonly info: PlistDict | undefined;
  readonly progress: RestoreProgress;
  readonly onEvent: (event: BackupEvent) => void;
  /** Somebody pressed Cancel on the device. */
  readonly onCancelledOnDevice: () => void;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * The order is that of idevicebackup2. Whatever happens, the lock is given back and the link is ended politely.
 * Throws what the protocol throws, and 'cancelled'; a refusal of the device is returned.
 */
export async function converseForRestore(run: RestoreConversation): Promise<BackupResponse> {
  const { device, host, source, progress, log, signal } = run;
  await using session = await device.openSession(signal);
  await using _heartbeat = await session.keepAlive(log, signal);
  const productVersion = await session.getValue(undefined, 'ProductVersion');
  await using notifications = await watchNotifications(session, promptWatcher(run), log, signal);
  await using afc = await openAfc(session, log, signal);
  await using backup = await BackupSession.open(await session.startService(BACKUP_SERVICE, signal), signal);
  await using _lock = afc && (await takeSyncLock({ afc, notifications, signal, log, onWaiting: reportWaiting(run) }));
  const removeApplications = await offerApplications(run, afc);
  await session.close();
  let isDone = false;
  try {
    progress.enter(typeof productVersion === 'string' && asksForPasscode(productVersion) ? 'waiting-for-passcode' : 'checking-backup');
    const response = await backup.perform(
      {
        name: 'Restore',
        targetIdentifier: device.udid,
        sourceIdentifier: source,
        applicationIds: run.choices.applications,
        options: explicitOptions(run),
      },
      host,
      {
        onMessage: (message) => {
          log.trace(`device: ${message.kind}`);
          progress.begin(message);
        },
        onAnswered: (message, code) => {
          progress.answered();
          if (code !== 0) log.debug(`${message.kind} was answered with ${String(code)}`);
        },
      },
      signal,
    );
    isDone = response.errorCode === 0;
    return response;
  } finally {
    if (!isDone) await removeApplications();
  }
}

/** Every key is there. */
function explicitOptions({ choices, password }: RestoreConversation): RestoreOptions {
  return {
    systemFiles: choices.system ?? false,
    shouldReboot: choices.reboot ?? true,
    dontCopyBackup: !(choices.copy ?? false),
    preserveSettings: !(choices.settings ?? false),
    removeItemsNotRestored: choices.remove ?? false,
    password,
  };
}

/** Returns what takes them away again. */
async function offerApplications(
  { choices, info, log, signal }: RestoreConversation,
  afc: AfcClient | undefined,
): Promise<() => Promise<void>> {
  const applications = info && dictAt(info, 'Applications');
  if (choices.skipApps === true || applications === undefined || afc === undefined) return () => Promise.resolve();
  const remove = () => removeRestoreApplications(afc, log);
  try {
    await putRestoreApplications(afc, applications, signal);
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}

function promptWatcher({ progress, onEvent, onCancelledOnDevice }: RestoreConversation): NotificationWatcher {
  let isShown = false;
  return {
    onCancelledOnDevice,
    onPasscodePrompt(shown) {
      if (shown === isShown) return;
      isShown = shown;
      progress.enter(shown ? 'waiting-for-passcode' : 'checking-backup');
      if (shown) onEvent({ kind: 'prompt', code: 'passcode-needed', message: 'Enter the passcode on the device.' });
      else onEvent({ kind: 'prompt', code: 'passcode-prompt-gone', message: 'The passcode prompt has gone from the device.' });
    },
  };
}

/** Without AFC there is no lock to take and no place for the applications; the files can still be restored. */
async function openAfc(session: DeviceSession, log: Log, signal: AbortSignal): Promise<AfcClient | undefined> {
  try {
    return new AfcClient(await session.startService(AFC_SERVICE, signal));
  } catch (error) {
    if (!isCodedError(error, 'service-unavailable')) throw error;
    log.warn('the device offers no AFC; going on without the sync lock, and no application will be installed');
    return undefined;
  }
}

function reportWaiting({ onEvent }: RestoreConversation): (attempt: number, attempts: number) => void {
  return (attempt, attempts) => {
    if (attempt > 1) return;
    const message = `Another host synchronises with the device; trying up to ${String(attempts)} times.`;
    onEvent({ kind: 'retry', code: 'sync-lock-busy', message });
  };
}
