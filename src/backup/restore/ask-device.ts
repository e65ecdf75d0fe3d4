/** What a device says of its backup on this computer: the requests Info and List, which devices since iOS 10 end without an answer. */
import { nullLog, throwIfAborted } from '../../base/index.ts';
import { BACKUP_SERVICE, BackupSession, Device, throwUnlessOk, type UsbmuxClient } from '../../device-protocol/index.ts';
import { DEFAULT_WAIT_LIMITS } from '../device-run/wait-limits.ts';
import { performWatched } from '../device-run/perform-watched.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import { inspectFolder } from '../read/summary.ts';
import { ReadOnlyHost } from './read-only-host.ts';

/** Which device to ask, about which backup, and what. */
export interface AskDeviceOptions {
  readonly mux: UsbmuxClient;
  readonly udid: string;
  /** The backup, or one level below or above it. */
  readonly path: string;
  /** Info: about the backup as a whole. List: its files as comma-separated values. The format is the device's own. */
  readonly question: 'Info' | 'List';
  /** Of an encrypted backup. */
  readonly password?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a device about a backup. The device reads the catalogue and answers with a text. The folder is never changed.
 *
 * Throws 'cancelled'; BackupError 'not-a-backup' and its kin, 'unsafe-path'; the codes of DeviceProtocolError: 'link-lost' if the device ends
 * without an answer, 'device-refused' with `deviceCode` 207 if the password is wrong, or 205 if it does not find the catalogue.
 */
export async function askDevice({ mux, udid, path, question, password, signal }: AskDeviceOptions): Promise<string> {
  throwIfAborted(signal);
  const found = await findBackupFolder(path, signal);
  const { folder, summary } = await inspectFolder(found.path, found);
  const device = await Device.open(mux, udid, { signal });
  const sourceIdentifier = summary.udid ?? device.udid;
  const host = new ReadOnlyHost({ folder, source: sourceIdentifier, watcher: UNWATCHED });
  await using session = await device.openSession(signal);
  const { firstMessageMs } = DEFAULT_WAIT_LIMITS;
  await using backup = await BackupSession.open(await session.startService(BACKUP_SERVICE, signal), signal, firstMessageMs);
  await session.close();
  const request = { name: question, targetIdentifier: device.udid, sourceIdentifier, password };
  const response = await performWatched({ device, backup, request, host, phase: () => 'asking', log: nullLog, signal });
  throwUnlessOk(response);
  return response.content ?? '';
}

const UNWATCHED = { onOpen: () => undefined, onBytes: () => undefined, onMissing: () => undefined };
