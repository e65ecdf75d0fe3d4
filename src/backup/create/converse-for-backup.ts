/** The conversation of one backup run: services, lock, Info.plist, request, and serving the device until it has finished. */
import { randomUUID } from 'node:crypto';
import type { Log } from '../../base/index.ts';
import { takeSyncLock, type BackupResponse, type Device, type DeviceProtocolError } from '../../device-protocol/index.ts';
import { writeXmlPlist } from '../../formats/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import type { ProgressTracker } from './backup-progress.ts';
import { readWillEncrypt } from './read-will-encrypt.ts';
import { gatherDeviceInfo } from './gather-device-info.ts';
import type { WritingHost } from './writing-host.ts';
import { makeInfoPlist } from './info-plist.ts';
import { PasscodeCountdown } from '../device-run/passcode-countdown.ts';
import { asksForPasscode } from '../device-run/passcode-versions.ts';
import type { FolderTransaction } from '../folder/folder-transaction.ts';
import type { ConversationWatcher } from './conversation-watcher.ts';
import { openAfc, openBackupSession, openSessionWhenUnlocked, tellWaiting } from '../device-run/open-when-ready.ts';
import type { WaitLimits } from '../device-run/wait-limits.ts';
import { promptWatcher } from '../device-run/prompt-watcher.ts';
import { SilenceMonitor } from '../device-run/silence-monitor.ts';
import { watchNotifications } from '../device-run/watch-notifications.ts';

export interface Conversation {
  readonly device: Device;
  readonly folder: FolderTransaction;
  readonly host: WritingHost;
  readonly forceFull: boolean;
  readonly progress: ProgressTracker;
  readonly watcher: ConversationWatcher;
  readonly onEvent: (event: BackupEvent) => void;
  /** Somebody pressed Cancel on the device. */
  readonly onCancelledOnDevice: () => void;
  /** Nothing more will come from the device. */
  readonly onDeviceLost: (error: DeviceProtocolError) => void;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly waitLimits: WaitLimits;
}

/**
 * The order is that of idevicebackup2. Whatever happens, the lock is given back and the link is ended politely.
 * Throws what the protocol throws, and 'cancelled'; a refusal of the device is returned.
 */
export async function converseForBackup(run: Conversation): Promise<BackupResponse> {
  const { device, folder, host, progress, watcher, log, signal } = run;
  await using session = await openSessionWhenUnlocked(run);
  await using _heartbeat = await session.keepAlive(log, signal);
  const productVersion = await session.getValue(undefined, 'ProductVersion');
  watcher.willEncrypt = await readWillEncrypt(session);
  using countdown = new PasscodeCountdown((seconds) => {
    progress.timeLeft(seconds);
  });
  const prompts = promptWatcher(run, (isWaiting) => {
    progress.enter(isWaiting ? 'waiting-for-passcode' : 'preparing');
    if (isWaiting) countdown.start();
    else countdown.stop();
  });
  await using notifications = await watchNotifications(session, prompts, log, signal);
  await using afc = await openAfc(run, session, 'going on without the sync lock');
  await using backup = await openBackupSession(run, session);
  log.info(`DeviceLink ${backup.deviceLinkVersion}, mobilebackup2 ${backup.protocolVersion}`);
  await using _lock =
    afc && (await takeSyncLock({ afc, notifications, signal, log, waitMs: run.waitLimits.syncLockMs, onWaiting: tellWaiting(run) }));
  const info = await gatherDeviceInfo({ udid: device.udid, session, afc, log, signal });
  folder.infoPlist = writeXmlPlist(makeInfoPlist(info, new Date(), randomUUID().replaceAll('-', '').toUpperCase()));
  await session.close();
  progress.enter(typeof productVersion === 'string' && asksForPasscode(productVersion) ? 'waiting-for-passcode' : 'preparing');
  using silence = new SilenceMonitor({ ...run, phase: () => progress.phase });
  watcher.onHeard = () => {
    silence.onActivity();
  };
  return await backup.perform({ name: 'Backup', targetIdentifier: device.udid, forceFull: run.forceFull }, host, watcher, signal);
}
