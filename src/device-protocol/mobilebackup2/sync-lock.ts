/** The lock that every host takes before it syncs with a device: notifications, and an exclusive lock on a file over AFC. */
import { CancelledError, isCodedError, nullLog, throwIfAborted, type Log } from '../../base/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { AfcClient } from '../services/afc.ts';
import { NOTIFICATION, type NotificationProxy } from '../services/notification-proxy.ts';

/** The file that every host locks before it talks to the backup service. */
export const SYNC_LOCK_PATH = '/com.apple.itunes.lock_sync';

/** As idevicebackup2 does: ten seconds in all. */
const LOCK_WAIT_MS = 10_000;
const LOCK_INTERVAL_MS = 200;
/** A device that no longer answers must not keep a finished run from ending. */
const RELEASE_LIMIT_MS = 5000;

/** How to take the sync lock. */
export interface SyncLockOptions {
  readonly afc: Pick<AfcClient, 'open' | 'lock' | 'closeFile'>;
  /** Absent when the device does not offer it: the lock alone must do then. */
  readonly notifications?: Pick<NotificationProxy, 'post'> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log;
  /** How long to try in total; ten seconds by default. */
  readonly waitMs?: number;
  /** Called before every wait, because another host holds the lock. */
  readonly onWaiting?: (attempt: number, attempts: number) => void;
  readonly delay?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** A sync lock that is held. Always release it, because the phone shows "Sync in Progress" until then. */
export interface SyncLock extends AsyncDisposable {
  /** Never throws; once is enough. */
  release(): Promise<void>;
}

/**
 * Takes the sync lock. Order on the wire: syncWillStart, open the file (created if absent), syncLockRequest, lock, syncDidStart; on release:
 * unlock, close, syncDidFinish. Throws 'sync-lock-busy' if another host holds it, 'cancelled', 'link-lost'. On a device without the lock file,
 * the run continues without the lock.
 */
export async function takeSyncLock(options: SyncLockOptions): Promise<SyncLock> {
  const { afc, signal, log = nullLog } = options;
  const post = async (name: string) => {
    await options.notifications?.post(name);
  };
  await post(NOTIFICATION.syncWillStart);
  let handle: bigint | undefined;
  let isReleased = false;
  const release = async () => {
    if (isReleased) return;
    isReleased = true;
    const warn = (error: unknown) => {
      log.warn(`the sync lock could not be released: ${String(error)}`);
    };
    // The end is told even if the lock is stuck: a host that only listens goes by the notifications.
    if (handle !== undefined) await unlock(afc, handle).catch(warn);
    await post(NOTIFICATION.syncDidFinish).catch(warn);
  };
  try {
    handle = await openLockFile(afc, signal, log);
    await post(NOTIFICATION.syncLockRequest);
    if (handle !== undefined) await lockExclusively(afc, handle, options);
    await post(NOTIFICATION.syncDidStart);
  } catch (error) {
    await release();
    throw error;
  }
  return { release, [Symbol.asyncDispose]: release };
}

async function openLockFile(afc: SyncLockOptions['afc'], signal: AbortSignal | undefined, log: Log): Promise<bigint | undefined> {
  try {
    return await afc.open(SYNC_LOCK_PATH, 'readWrite', signal);
  } catch (error) {
    if (!isCodedError(error, 'afc-error')) throw error;
    log.warn('the device offers no sync lock file, so this run continues without the lock');
    return undefined;
  }
}

async function lockExclusively(afc: SyncLockOptions['afc'], handle: bigint, options: SyncLockOptions): Promise<void> {
  const { signal, onWaiting, delay = wait, waitMs = LOCK_WAIT_MS } = options;
  const attempts = Math.max(1, Math.ceil(waitMs / LOCK_INTERVAL_MS));
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (await afc.lock(handle, 'exclusive', signal)) return;
    onWaiting?.(attempt, attempts);
    await delay(LOCK_INTERVAL_MS, signal);
  }
  throw new DeviceProtocolError('sync-lock-busy', 'another computer is syncing with the device', { data: { attempts } });
}

async function unlock(afc: SyncLockOptions['afc'], handle: bigint): Promise<void> {
  const limit = AbortSignal.timeout(RELEASE_LIMIT_MS);
  await afc.lock(handle, 'unlock', limit);
  await afc.closeFile(handle, limit);
}

async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(new CancelledError(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
