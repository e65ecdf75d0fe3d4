/** Status.plist on the host: read at the start, written at each stage of a run. */
import { decodeStatus, encodeStatus, type BackupState, type BackupStatus, type SnapshotState } from '../../formats/index.ts';
import type { IosBehaviour } from '../ios-versions.ts';
import { driveReadError, MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { hostPaths, type RunContext } from './run-context.ts';

/** What stays the same in all statuses of a run. */
export interface RunIdentity {
  /** Made once for a backup, kept from run to run. */
  readonly uuid: string;
  readonly isFull: boolean;
}

/** Undefined when the host has none. Throws 103 when it cannot be read, 205 when it makes no sense. */
export async function readStatus(context: RunContext): Promise<BackupStatus | undefined> {
  const { status: path } = hostPaths(context);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await context.drive.downloadWhole(path);
  } catch (error) {
    throw error instanceof MobileBackupError ? driveReadError('Error reading status', error) : error;
  }
  if (bytes === undefined) return undefined;
  try {
    return decodeStatus(bytes);
  } catch {
    const reason = bytes.length === 0 ? 'Cannot parse a NULL or zero-length data' : 'The status is not one of a backup';
    throw driveReadError('Error reading status', new MobileBackupError(MBCode.invalid, `Error deserializing status: ${reason}`));
  }
}

/** Always to its final place, never into Snapshot. The last status says "not full" even after a full run. */
export async function writeStatus(
  context: RunContext,
  run: RunIdentity,
  backupState: BackupState,
  snapshotState: SnapshotState,
): Promise<void> {
  const content = encodeStatus({
    uuid: run.uuid,
    date: context.device.now(),
    backupState,
    snapshotState,
    isFullBackup: run.isFull && snapshotState !== 'finished',
    version: context.behaviour.statusVersion,
  });
  const { status: hostPath } = hostPaths(context);
  await context.drive.uploadAlone(
    { subject: 'Status.plist', devicePath: context.paths.temporary(1), hostPath, content },
    'Error writing status',
  );
}

/** A version that this agent cannot go on from, older than its own or of another kind: the folder is put aside and a new backup made. */
export function isForeignVersion(status: BackupStatus, { statusVersion }: IosBehaviour): boolean {
  const [version, own] = [Number.parseFloat(status.version), Number.parseFloat(statusVersion)];
  return !(version >= own && Math.floor(version) === Math.floor(own));
}
