/** How a backup and a restore begin, in the order of idevicebackup2, and how they end whatever happens: the lock given back, the link ended politely. */
import { takeSyncLock, type AfcClient, type BackupSession, type DeviceSession } from '../../device-protocol/index.ts';
import { openAfc, openBackupSession, openSessionWhenUnlocked, tellWaiting, type Opening } from './open-when-ready.ts';
import { asksForPasscode } from './passcode-versions.ts';
import { promptWatcher, type PromptedRun } from './prompt-watcher.ts';
import { watchNotifications } from './watch-notifications.ts';

interface ConversationRun extends Opening, PromptedRun {}

export interface ConversationRules {
  /** Before anything else is opened. */
  readonly onSession?: (session: DeviceSession) => Promise<void>;
  /** Hears whether the passcode prompt is on the screen of the device. */
  readonly onPrompt: (isShown: boolean) => void;
  /** For the log, where the device offers no AFC. */
  readonly withoutAfc: string;
}

interface OpenConversation {
  /** Closed by `converse` as soon as it needs no further service. */
  readonly session: DeviceSession;
  /** Absent where the device offers no AFC. */
  readonly afc: AfcClient | undefined;
  readonly backup: BackupSession;
  /** This system asks for the passcode, if the device has one. */
  readonly asksForPasscode: boolean;
}

/** Throws what the protocol throws, and 'cancelled'. */
export async function inConversation<Result>(
  run: ConversationRun,
  rules: ConversationRules,
  converse: (conversation: OpenConversation) => Promise<Result>,
): Promise<Result> {
  const { log, signal } = run;
  await using session = await openSessionWhenUnlocked(run);
  await using _heartbeat = await session.keepAlive(log, signal);
  const productVersion = await session.getValue(undefined, 'ProductVersion');
  await rules.onSession?.(session);
  await using notifications = await watchNotifications(session, promptWatcher(run, rules.onPrompt), log, signal);
  await using afc = await openAfc(run, session, rules.withoutAfc);
  await using backup = await openBackupSession(run, session);
  await using _lock =
    afc && (await takeSyncLock({ afc, notifications, signal, log, waitMs: run.waitLimits.syncLockMs, onWaiting: tellWaiting(run) }));
  return await converse({ session, afc, backup, asksForPasscode: typeof productVersion === 'string' && asksForPasscode(productVersion) });
}
