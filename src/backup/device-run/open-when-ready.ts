/** Ways into a device that need somebody's help or a moment: a session with a locked phone, a backup service that is busy or restarting. */
import { setTimeout as sleep } from 'node:timers/promises';
import { abortable, isCodedError, type Log } from '../../base/index.ts';
import {
  AFC_SERVICE,
  AfcClient,
  BACKUP_SERVICE,
  BackupSession,
  startServicePatiently,
  type Connection,
  type Device,
  type DeviceSession,
  type RetryReason,
} from '../../device-protocol/index.ts';
import type { BackupEvent } from './backup-event.ts';
import type { WaitLimits } from './wait-limits.ts';

export interface Opening {
  readonly device: Device;
  readonly waitLimits: WaitLimits;
  readonly onEvent: (event: BackupEvent) => void;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const ASK_AGAIN_MS = 1000;
const SESSION_ATTEMPTS = 3;

const RETRY_EVENTS: Readonly<Record<RetryReason, { readonly code: string; readonly message: string }>> = {
  busy: { code: 'service-busy', message: 'The device has too many services open. Trying again.' },
  restarting: { code: 'service-restarting', message: 'The device is restarting its backup service. Trying again.' },
};

/** Waits for somebody to unlock the device. Throws what openSession throws; 'device-locked' when nobody does in time. */
export async function openSessionWhenUnlocked({ device, waitLimits, onEvent, signal }: Opening): Promise<DeviceSession> {
  const startedAt = performance.now();
  for (let isTold = false; ; isTold = true) {
    try {
      const session = await device.openSession(signal);
      if (isTold) onEvent({ kind: 'prompt', code: 'device-unlocked', message: 'The device is unlocked.' });
      return session;
    } catch (error) {
      if (!isCodedError(error, 'device-locked') || performance.now() - startedAt >= waitLimits.unlockMs) throw error;
    }
    if (!isTold) {
      const secondsLeft = Math.round(waitLimits.unlockMs / 1000);
      onEvent({ kind: 'prompt', code: 'unlock-needed', message: 'Unlock the device once with its passcode.', secondsLeft });
    }
    await abortable(sleep(Math.min(ASK_AGAIN_MS, waitLimits.unlockMs)), signal);
  }
}

/** A phone that is still busy with the end of another session opens its service and says nothing. Throws 'service-silent' when that goes on. */
export async function openBackupSession(opening: Opening, session: DeviceSession): Promise<BackupSession> {
  const { device, onEvent, waitLimits, log, signal } = opening;
  for (let attempt = 1, connection = await startBackupService(opening, session); ; attempt++) {
    try {
      const backup = await BackupSession.open(connection, signal, waitLimits.firstMessageMs);
      log.info(`DeviceLink ${backup.deviceLinkVersion}, mobilebackup2 ${backup.protocolVersion}`);
      return backup;
    } catch (error) {
      if (!isCodedError(error, 'service-silent') || attempt === SESSION_ATTEMPTS) throw error;
      const message = 'The device is still closing an earlier session. Trying again.';
      onEvent({ kind: 'retry', code: 'previous-session-closing', message });
      await abortable(sleep(waitLimits.pauseMs), signal);
      connection = await device.startService(BACKUP_SERVICE, signal);
    }
  }
}

/** Undefined when the device does not offer it; `consequence` is said to the log. */
export async function openAfc({ log, signal }: Opening, session: DeviceSession, consequence: string): Promise<AfcClient | undefined> {
  try {
    return new AfcClient(await session.startService(AFC_SERVICE, signal));
  } catch (error) {
    if (!isCodedError(error, 'service-unavailable')) throw error;
    log.warn(`the device does not offer AFC: ${consequence}`);
    return undefined;
  }
}

/** For the sync lock: says once that another host holds it. */
export function tellWaiting({ onEvent }: Pick<Opening, 'onEvent'>): (attempt: number, attempts: number) => void {
  return (attempt, attempts) => {
    if (attempt > 1) return;
    const message = `Another computer is syncing with the device. Trying up to ${attempts} times.`;
    onEvent({ kind: 'retry', code: 'sync-lock-busy', message });
  };
}

/** Throws what startService throws. */
async function startBackupService({ onEvent, signal }: Opening, session: DeviceSession): Promise<Connection> {
  const onRetry = (reason: RetryReason) => {
    onEvent({ kind: 'retry', ...RETRY_EVENTS[reason] });
  };
  return await startServicePatiently(session, BACKUP_SERVICE, { signal, onRetry });
}
