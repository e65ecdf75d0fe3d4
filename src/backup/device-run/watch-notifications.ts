/** What a device says beside the backup: that it shows or hides the passcode prompt, and that somebody pressed Cancel on it. */
import { isCodedError, type Log } from '../../base/index.ts';
import { NOTIFICATION, NOTIFICATION_PROXY_SERVICE, NotificationProxy, type DeviceSession } from '../../device-protocol/index.ts';

export interface NotificationWatcher {
  onPasscodePrompt(isShown: boolean): void;
  onCancelledOnDevice(): void;
  /** Prompts cannot be seen: the device offers no notifications, or offers them no more. */
  onBlind?(): void;
}

const OBSERVED = [
  NOTIFICATION.syncCancelRequest,
  NOTIFICATION.syncSuspendRequest,
  NOTIFICATION.syncResumeRequest,
  NOTIFICATION.backupDomainChanged,
  NOTIFICATION.passcodePromptShown,
  NOTIFICATION.passcodePromptGone,
];
/** A device that no longer answers the goodbye must not keep a finished run from ending. */
const SHUTDOWN_LIMIT_MS = 5000;
/** A run hears some dozens. A device that says more is not listened to any longer. */
const MOST_NOTIFICATIONS = 200;

interface WatchedNotifications extends AsyncDisposable {
  post(name: string): Promise<void>;
}

/** Undefined when the device does not offer the service: a backup runs without it, only blind for prompts. */
export async function watchNotifications(
  session: DeviceSession,
  watcher: NotificationWatcher,
  log: Log,
  signal: AbortSignal,
): Promise<WatchedNotifications | undefined> {
  const proxy = await openProxy(session, log, signal);
  if (proxy === undefined) {
    watcher.onBlind?.();
    return undefined;
  }
  await observeAll(proxy, log);
  let isOver = false;
  const listening = listen(proxy, watcher, log).then(() => {
    if (!isOver) watcher.onBlind?.();
  });
  return {
    async post(name) {
      try {
        await proxy.post(name);
      } catch (error) {
        if (!isCodedError(error, 'link-lost')) throw error;
        log.warn(`${name} could not be posted: the device ended its notification service`);
      }
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      // The link may be gone already; then the device needs no goodbye.
      await proxy.shutdown(AbortSignal.timeout(SHUTDOWN_LIMIT_MS)).catch(() => undefined);
      await proxy.close();
      await listening;
    },
  };
}

async function openProxy(session: DeviceSession, log: Log, signal: AbortSignal): Promise<NotificationProxy | undefined> {
  try {
    return new NotificationProxy(await session.startService(NOTIFICATION_PROXY_SERVICE, signal));
  } catch (error) {
    if (!isCodedError(error, 'service-unavailable')) throw error;
    log.warn('the device offers no notifications, so its prompts cannot be seen');
    return undefined;
  }
}

/** A device that ends the service here is one whose prompts cannot be seen; the backup's own link is another. */
async function observeAll(proxy: NotificationProxy, log: Log): Promise<void> {
  try {
    for (const name of OBSERVED) await proxy.observe(name);
  } catch (error) {
    if (!isCodedError(error, 'link-lost')) throw error;
    log.warn('the device ended its notification service');
  }
}

/** Ends with the connection, or when the device says too much. Losing it loses only the prompts: whether the backup still runs is for the backup's own link to say. */
async function listen(proxy: NotificationProxy, watcher: NotificationWatcher, log: Log): Promise<void> {
  try {
    let count = 0;
    for await (const name of proxy.relayed()) {
      if (++count > MOST_NOTIFICATIONS) {
        log.warn('the device sends too many notifications, so no more are read');
        return;
      }
      log.debug(`notification from the device: ${name}`);
      if (name === NOTIFICATION.passcodePromptShown) watcher.onPasscodePrompt(true);
      if (name === NOTIFICATION.passcodePromptGone) watcher.onPasscodePrompt(false);
      if (name === NOTIFICATION.syncCancelRequest) watcher.onCancelledOnDevice();
    }
  } catch (error) {
    log.warn(`no more notifications from the device: ${String(error)}`);
  }
}
