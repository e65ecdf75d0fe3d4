/** One request to a backup service that also ends when the phone is unplugged or has fallen silent, not only by what comes over its link. */
import { isCodedError, type Log } from '../../base/index.ts';
import type { BackupHost, BackupRequest, BackupResponse, BackupSession, Device, DeviceMessage } from '../../device-protocol/index.ts';
import type { BackupEvent } from './backup-event.ts';
import { DEFAULT_WAIT_LIMITS, type WaitLimits } from './wait-limits.ts';
import { SilenceMonitor, type MonitoredRun } from './silence-monitor.ts';

interface WatchedRequest {
  readonly device: Device;
  readonly backup: BackupSession;
  readonly request: BackupRequest;
  readonly host: BackupHost;
  readonly phase: MonitoredRun['phase'];
  /** What suits phones unless said. */
  readonly waitLimits?: Partial<WaitLimits> | undefined;
  readonly onMessage?: (message: DeviceMessage) => void;
  readonly onEvent?: ((event: BackupEvent) => void) | undefined;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
}

/** Throws what BackupSession.perform throws, and 'device-silent'; 'link-lost' with `unplugged` in its data for a pulled cable. */
export async function performWatched(run: WatchedRequest): Promise<BackupResponse> {
  const { backup, request, host, onEvent = () => undefined, signal } = run;
  const ended = new AbortController();
  using silence = new SilenceMonitor({
    ...run,
    waitLimits: { ...DEFAULT_WAIT_LIMITS, ...run.waitLimits },
    onEvent,
    onDeviceLost: (error) => {
      ended.abort(error);
    },
  });
  const watcher = {
    onMessage: (message: DeviceMessage) => {
      silence.onActivity();
      run.onMessage?.(message);
    },
    onBytes: () => {
      silence.onActivity();
    },
  };
  try {
    return await backup.perform(request, host, watcher, AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]));
  } catch (error) {
    throw ended.signal.aborted && isCodedError(error, 'cancelled') ? ended.signal.reason : error;
  }
}
