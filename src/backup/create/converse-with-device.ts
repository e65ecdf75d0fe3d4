/** The conversation of one backup run: services, lock, Info.plist, request, and serving the device until it has finished. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortable, isCodedError, type Log } from '../../base/index.ts';
import {
  AFC_SERVICE,
  AfcClient,
  BACKUP_SERVICE,
  BackupSession,
  takeSyncLock,
  type BackupResponse,
  type Connection,
  type Device,
  type DeviceProtocolError,
  type DeviceSession,
} from '../../device-protocol/index.ts';
import { writeXmlPlist } from '../../formats/index.ts';
import type { BackupEvent } from './backup-event.ts';
import type { ProgressTracker } from './backup-progress.ts';
import { promisesEncryption } from './encryption-promise.ts';
import { gatherDeviceInfo } from './gather-device-info.ts';
import type { HostFolder } from './host-folder.ts';
import { makeInfoPlist } from './info-plist.ts';
import { asksForPasscode } from './passcode-versions.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunWatcher } from './run-watcher.ts';
import { openSessionWhenUnlocked, startBackupService } from './open-when-ready.ts';
import type { Patience } from './patience.ts';
import { QuietWatch } from './quiet-watch.ts';
import { watchNotifications, type NotificationWatcher } from './watch-notifications.ts';

export interface Conversation {
  readonly device: Device;
  readonly folder: RunFolder;
  readonly host: HostFolder;
  readonly forceFull: boolean;
  readonly progress: ProgressTracker;
  readonly watcher: RunWatcher;
  readonly onEvent: (event: BackupEvent) => void;
  /** Somebody pressed Cancel on the device. */
  readonly onCancelledOnDevice: () => void;
  /** Nothing more will come from the device. */
  readonly onDead: (error: DeviceProtocolError) => void;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly patience: Patience;
}

const PASSCODE_NEEDED = 'Enter the passcode on the device; it waits about 3 minutes.';
const SESSION_ATTEMPTS = 3;

/**
 * The order is that of idevicebackup2. Whatever happens, the lock is given back and the link is ended politely.
 * Throws what the protocol throws, and 'cancelled'; a refusal of the device is returned.
 */
export async function converseWithDevice(run: Conversation): Promise<BackupResponse> {
  const { device, folder, host, progress, watcher, log, signal } = run;
  await using session = await openSessionWhenUnlocked(run);
  await using _heartbeat = await session.keepAlive(log, signal);
  const productVersion = await session.getValue(undefined, 'ProductVersion');
  watcher.willEncrypt = await promisesEncryption(session);
  await using notifications = await watchNotifications(session, promptWatcher(run), log, signal);
  await using afc = await openAfc(session, log, signal);
  await using backup = await openBackupSession(run, await startBackupService(run, session));
  log.info(`DeviceLink ${backup.deviceLinkVersion}, mobilebackup2 ${backup.protocolVersion}`);
  await using _lock =
    afc && (await takeSyncLock({ afc, notifications, signal, log, waitMs: run.patience.syncLockMs, onWaiting: reportWaiting(run) }));
  const info = await gatherDeviceInfo({ udid: device.udid, session, afc, log, signal });
  folder.infoPlist = writeXmlPlist(makeInfoPlist(info, new Date(), randomUUID().replaceAll('-', '').toUpperCase()));
  await session.close();
  progress.enter(typeof productVersion === 'string' && asksForPasscode(productVersion) ? 'waiting-for-passcode' : 'preparing');
  using quiet = new QuietWatch({ ...run, phase: () => progress.phase });
  watcher.onHeard = () => {
    quiet.heard();
  };
  return await backup.perform({ name: 'Backup', targetIdentifier: device.udid, forceFull: run.forceFull }, host, watcher, signal);
}

function promptWatcher({ progress, onEvent, onCancelledOnDevice }: Conversation): NotificationWatcher {
  let isShown = false;
  return {
    onCancelledOnDevice,
    onBlind() {
      onEvent({ kind: 'prompt', code: 'prompts-unseen', message: 'Prompts of the device cannot be seen from here; watch its screen.' });
    },
    onPasscodePrompt(shown) {
      if (shown === isShown) return;
      isShown = shown;
      progress.enter(shown ? 'waiting-for-passcode' : 'preparing');
      if (shown) onEvent({ kind: 'prompt', code: 'passcode-needed', message: PASSCODE_NEEDED });
      else onEvent({ kind: 'prompt', code: 'passcode-prompt-gone', message: 'The passcode prompt has gone from the device.' });
    },
  };
}

/** A phone that is still busy with the end of another session opens its service and says nothing. Throws 'service-silent' when that goes on. */
async function openBackupSession(run: Conversation, first: Connection): Promise<BackupSession> {
  const { device, onEvent, patience, signal } = run;
  for (let attempt = 1, connection = first; ; attempt++) {
    try {
      return await BackupSession.open(connection, signal, patience.firstMessageMs);
    } catch (error) {
      if (!isCodedError(error, 'service-silent') || attempt === SESSION_ATTEMPTS) throw error;
      onEvent({
        kind: 'retry',
        code: 'previous-session-closing',
        message: 'The device is still closing an earlier session; trying again.',
      });
      await abortable(sleep(patience.pauseMs), signal);
      connection = await device.startService(BACKUP_SERVICE, signal);
    }
  }
}

/** Without AFC there is no lock to take and no iTunes file to read; the backup itself does not need it. */
async function openAfc(session: DeviceSession, log: Log, signal: AbortSignal): Promise<AfcClient | undefined> {
  try {
    return new AfcClient(await session.startService(AFC_SERVICE, signal));
  } catch (error) {
    if (!isCodedError(error, 'service-unavailable')) throw error;
    log.warn('the device offers no AFC; going on without the sync lock');
    return undefined;
  }
}

function reportWaiting({ onEvent }: Conversation): (attempt: number, attempts: number) => void {
  return (attempt, attempts) => {
    if (attempt > 1) return;
    onEvent({
      kind: 'retry',
      code: 'sync-lock-busy',
      message: `Another host synchronises with the device; trying up to ${attempts} times.`,
    });
  };
}
