/** Erases a phone: all content and settings. There is no way back but a backup. */
import { isCodedError } from '../../base/index.ts';
import {
  BACKUP_SERVICE,
  BackupSession,
  Device,
  DeviceProtocolError,
  throwUnlessOk,
  type BackupHost,
  type UsbmuxClient,
} from '../../device-protocol/index.ts';

export interface EraseDeviceOptions {
  readonly mux: UsbmuxClient;
  readonly udid: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Resolves when the phone has taken the request: it breaks the link instead of answering, restarts, and knows this computer no more.
 * Throws 'cancelled' and the codes of DeviceProtocolError: 'device-refused' (211 Find My, 208 locked), 'not-trusted' …
 */
export async function eraseDevice({ mux, udid, signal }: EraseDeviceOptions): Promise<void> {
  const device = await Device.open(mux, udid, { signal });
  await using session = await device.openSession(signal);
  await using backup = await BackupSession.open(await session.startService(BACKUP_SERVICE, signal), signal);
  try {
    throwUnlessOk(await backup.perform({ name: 'EraseDevice', targetIdentifier: device.udid }, NOTHING_TO_SERVE, {}, signal));
  } catch (error) {
    if (isCodedError(error, 'link-lost')) return;
    throw error instanceof DeviceProtocolError ? withOperation(error) : error;
  }
}

function withOperation(error: DeviceProtocolError): DeviceProtocolError {
  return new DeviceProtocolError(error.code, error.message, { data: { ...error.data, operation: 'erase' }, cause: error });
}

/** An erasure moves no files. */
const NOTHING_TO_SERVE: BackupHost = {
  freeDiskSpace: () => 0,
  listDirectory: () => [],
  createDirectory: refuse,
  move: refuse,
  remove: refuse,
  copy: refuse,
  open: refuse,
  receive: refuse,
};

function refuse(): never {
  throw Object.assign(new Error('EROFS: an erasure moves no files'), { code: 'EROFS', syscall: 'open' });
}
