/** One request to a device's backup service that moves no files: opens what it needs, asks, hands back the answer, closes. */
import { nullLog, type Log } from '../../base/index.ts';
import {
  BACKUP_SERVICE,
  BackupSession,
  Device,
  type BackupHost,
  type BackupRequest,
  type BackupResponse,
  type UsbmuxClient,
} from '../../device-protocol/index.ts';
import { DEFAULT_WAIT_LIMITS, type WaitLimits } from './wait-limits.ts';
import { performWatched } from './perform-watched.ts';
import { RefusingHost } from './refusing-host.ts';

export interface DeviceRequestOptions {
  readonly mux: UsbmuxClient;
  readonly udid: string;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log;
  /** How long to wait for the device. The defaults are those of a backup. */
  readonly waitLimits?: Partial<WaitLimits>;
}

/** A refusal of the device is returned; throws what the protocol throws, and 'cancelled'. */
export async function requestWithoutFiles(
  { mux, udid, signal, log = nullLog, waitLimits }: DeviceRequestOptions,
  makeRequest: (udid: string) => BackupRequest,
): Promise<BackupResponse> {
  const device = await Device.open(mux, udid, { signal });
  await using session = await device.openSession(signal);
  await using _heartbeat = await session.keepAlive(log, signal);
  const { firstMessageMs } = { ...DEFAULT_WAIT_LIMITS, ...waitLimits };
  await using backup = await BackupSession.open(await session.startService(BACKUP_SERVICE, signal), signal, firstMessageMs);
  const request = makeRequest(device.udid);
  return await performWatched({ device, backup, request, host: NO_FILES, phase: () => 'asking', waitLimits, log, signal });
}

/** For a device that looks for files all the same: there are none, and none can be stored. */
export const NO_FILES: BackupHost = new RefusingHost('is not allowed in a request without files');
