/** Starts a service that may refuse for a moment because too many are open, or because it is restarting. */
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError, isCodedError } from '../base/index.ts';
import type { DeviceSession } from './device-session.ts';
import type { Connection } from './transport/connection.ts';

/** How long to try to start a service, and who is notified. */
export interface PatientStart {
  readonly signal?: AbortSignal | undefined;
  /** It will be tried again, for this reason. */
  readonly onRetry?: (reason: RetryReason) => void;
  /** Milliseconds before each further attempt. The length of the list is the number of attempts. A busy device gets one. */
  readonly pausesMs?: readonly number[];
}

/** Why a service is tried again. `busy`: too many services are open. `restarting`: it was started but does not accept connections yet. */
export type RetryReason = 'busy' | 'restarting';

const PAUSES_MS = [500, 1000, 2000, 3000];

/** Like DeviceSession.startService, but retries while that makes sense. Throws what the last attempt threw. */
export async function startServicePatiently(session: DeviceSession, name: string, options: PatientStart = {}): Promise<Connection> {
  const { signal, onRetry, pausesMs = PAUSES_MS } = options;
  let isSecond = false;
  for (const pause of pausesMs) {
    try {
      return await session.startService(name, signal);
    } catch (error) {
      const reason = reasonToRetry(error);
      if (reason === undefined || (reason === 'busy' && isSecond)) throw error;
      isSecond = true;
      onRetry?.(reason);
    }
    await delay(pause, undefined, { signal }).catch((error: unknown) => {
      throw new CancelledError(error);
    });
  }
  return await session.startService(name, signal);
}

function reasonToRetry(error: unknown): RetryReason | undefined {
  if (isCodedError(error, 'service-limit')) return 'busy';
  if (!isCodedError(error) || error.data.hasStarted !== true || error.data.foreignCertificate === true) return undefined;
  return ['tls-failed', 'link-lost', 'service-unavailable'].includes(error.code) ? 'restarting' : undefined;
}
