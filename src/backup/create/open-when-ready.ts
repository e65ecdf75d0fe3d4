/** Ways into a device that need somebody's help or a moment: a session with a locked phone, a backup service that is busy or restarting. */
import { setTimeout as sleep } from 'node:timers/promises';
import { abortable, isCodedError } from '../../base/index.ts';
import {
  BACKUP_SERVICE,
  startServicePatiently,
  type Connection,
  type Device,
  type DeviceSession,
  type RetryReason,
} from '../../device-protocol/index.ts';
import type { BackupEvent } from './backup-event.ts';
import type { Patience } from './patience.ts';

export interface Opening {
  readonly device: Device;
  readonly patience: Patience;
  readonly onEvent: (event: BackupEvent) => void;
  readonly signal: AbortSignal;
}

const ASK_AGAIN_MS = 1000;

const RETRY_EVENTS: Readonly<Record<RetryReason, { readonly code: string; readonly message: string }>> = {
  busy: { code: 'service-busy', message: 'The device has too many services open; trying once more.' },
  restarting: { code: 'service-restarting', message: 'The device is restarting its backup service; trying again.' },
};

/** Waits for somebody to unlock the device. Throws what openSession throws; 'device-locked' when nobody does in time. */
export async function openSessionWhenUnlocked({ device, patience, onEvent, signal }: Opening): Promise<DeviceSession> {
  const startedAt = performance.now();
  for (let isTold = false; ; isTold = true) {
    try {
      return await device.openSession(signal);
    } catch (error) {
      if (!isCodedError(error, 'device-locked') || performance.now() - startedAt >= patience.unlockMs) throw error;
    }
    if (!isTold) onEvent({ kind: 'prompt', code: 'unlock-needed', message: 'Unlock the device once with its passcode.' });
    await abortable(sleep(Math.min(ASK_AGAIN_MS, patience.unlockMs)), signal);
  }
}

/** The connection to the backup service. Throws what startService throws. */
export async function startBackupService({ onEvent, signal }: Opening, session: DeviceSession): Promise<Connection> {
  const onRetry = (reason: RetryReason) => {
    onEvent({ kind: 'retry', ...RETRY_EVENTS[reason] });
  };
  return await startServicePatiently(session, BACKUP_SERVICE, { signal, onRetry });
}
