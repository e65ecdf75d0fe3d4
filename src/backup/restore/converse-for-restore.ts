/** The conversation of one restore: services, lock, the applications to install, the request, and serving the device until it has finished. */
import type { Log } from '../../base/index.ts';
import type {
  AfcClient,
  BackupRequest,
  BackupResponse,
  Device,
  DeviceProtocolError,
  RestoreOptions,
  ServeWatcher,
} from '../../device-protocol/index.ts';
import { dictAt, type PlistDict } from '../../formats/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import { inConversation, type ConversationRules } from '../device-run/open-conversation.ts';
import type { WaitLimits } from '../device-run/wait-limits.ts';
import { SilenceMonitor } from '../device-run/silence-monitor.ts';
import { putRestoreApplications, removeRestoreApplications } from './restore-applications.ts';
import type { RestoreChoices } from './restore-choices.ts';
import type { RestoreProgress } from './restore-progress.ts';
import type { ReadOnlyHost } from './read-only-host.ts';

interface RestoreConversation {
  readonly device: Device;
  readonly host: ReadOnlyHost;
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
export async function converseForRestore(run: RestoreConversation): Promise<BackupResponse> {
  const { device, host, source, progress, signal } = run;
  const rules: ConversationRules = {
    onPrompt: (isShown) => {
      progress.enter(isShown ? 'waiting-for-passcode' : 'checking-backup');
    },
    withoutAfc: 'continuing without the sync lock, and no app will be installed',
  };
  return await inConversation(run, rules, async ({ session, afc, backup, asksForPasscode }) => {
    const removeApplications = await offerApplications(run, afc);
    await session.close();
    let isDone = false;
    try {
      progress.enter(asksForPasscode ? 'waiting-for-passcode' : 'checking-backup');
      using silence = new SilenceMonitor({ ...run, phase: () => progress.phase });
      progress.onActivity = () => {
        silence.onActivity();
      };
      const request: BackupRequest = {
        name: 'Restore',
        targetIdentifier: device.udid,
        sourceIdentifier: source,
        applicationIds: run.choices.applications,
        options: explicitOptions(run),
      };
      const response = await backup.perform(request, host, watcherFor(run), signal);
      isDone = response.errorCode === 0;
      return response;
    } finally {
      if (!isDone) await removeApplications();
    }
  });
}

function watcherFor({ progress, log }: RestoreConversation): ServeWatcher {
  return {
    onMessage: (message) => {
      log.trace(`device: ${message.kind}`);
      progress.begin(message);
    },
    onAnswered: (message, code) => {
      progress.answered();
      if (code !== 0) log.debug(`${message.kind} was answered with ${String(code)}`);
    },
  };
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
