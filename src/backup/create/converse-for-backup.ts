/** The conversation of one backup run: services, lock, Info.plist, request, and serving the device until it has finished. */
import { randomUUID } from 'node:crypto';
import type { Log } from '../../base/index.ts';
import type { BackupResponse, Device, DeviceProtocolError } from '../../device-protocol/index.ts';
import { writeXmlPlist } from '../../formats/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import type { ProgressTracker } from './backup-progress.ts';
import { readWillEncrypt } from './read-will-encrypt.ts';
import { gatherDeviceInfo } from './gather-device-info.ts';
import type { WritingHost } from './writing-host.ts';
import { makeInfoPlist } from './info-plist.ts';
import { PasscodeCountdown } from '../device-run/passcode-countdown.ts';
import type { FolderTransaction } from '../folder/folder-transaction.ts';
import type { ConversationWatcher } from './conversation-watcher.ts';
import { inConversation, type ConversationRules } from '../device-run/open-conversation.ts';
import type { WaitLimits } from '../device-run/wait-limits.ts';
import { SilenceMonitor } from '../device-run/silence-monitor.ts';

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
 * Whatever happens, the lock is given back and the link is ended politely.
 * Throws what the protocol throws, and 'cancelled'; a refusal of the device is returned.
 */
export async function converseForBackup(run: Conversation): Promise<BackupResponse> {
  const { device, folder, host, progress, watcher, log, signal } = run;
  using countdown = new PasscodeCountdown((seconds) => {
    progress.timeLeft(seconds);
  });
  const rules: ConversationRules = {
    onSession: async (session) => {
      watcher.willEncrypt = await readWillEncrypt(session);
    },
    onPrompt: (isShown) => {
      progress.enter(isShown ? 'waiting-for-passcode' : 'preparing');
      if (isShown) countdown.start();
      else countdown.stop();
    },
    withoutAfc: 'continuing without the sync lock',
  };
  return await inConversation(run, rules, async ({ session, afc, backup, asksForPasscode }) => {
    const info = await gatherDeviceInfo({ udid: device.udid, session, afc, log, signal });
    folder.infoPlist = writeXmlPlist(makeInfoPlist(info, new Date(), randomUUID().replaceAll('-', '').toUpperCase()));
    await session.close();
    progress.enter(asksForPasscode ? 'waiting-for-passcode' : 'preparing');
    using silence = new SilenceMonitor({ ...run, phase: () => progress.phase });
    watcher.onHeard = () => {
      silence.onActivity();
    };
    return await backup.perform({ name: 'Backup', targetIdentifier: device.udid, forceFull: run.forceFull }, host, watcher, signal);
  });
}
