/** What a device says of encryption before a backup, held against what the backup says of itself afterwards: the two can drift apart. */
import { join } from 'node:path';
import type { DeviceSession } from '../../device-protocol/index.ts';
import { BACKUP_PLIST_LIMITS, decodeManifestProperties, FormatError } from '../../formats/index.ts';
import { smallFileIfAny } from '../small-file.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';

/** WillEncrypt; absent until a backup password was ever set, which is a no. */
export async function readWillEncrypt(session: DeviceSession): Promise<boolean> {
  return (await session.getValue('com.apple.mobile.backup', 'WillEncrypt')) === true;
}

/** IsEncrypted of the new backup, which decides; undefined when it cannot be read. An event tells when the device had promised otherwise. */
export function checkEncryption(
  backupPath: string,
  promised: boolean | undefined,
  onEvent: (event: BackupEvent) => void,
): boolean | undefined {
  const isEncrypted = readIsEncrypted(join(backupPath, 'Manifest.plist'));
  if (isEncrypted === undefined || promised === undefined || isEncrypted === promised) return isEncrypted;
  const message = isEncrypted
    ? 'This backup is encrypted, although the device said that it would not be.'
    : 'This backup is not encrypted, although the device said that it would be.';
  onEvent({ kind: 'verdict', code: 'encryption-differs', message });
  return isEncrypted;
}

function readIsEncrypted(path: string): boolean | undefined {
  const bytes = smallFileIfAny(path, BACKUP_PLIST_LIMITS['Manifest.plist'].maxBytes);
  try {
    return bytes && decodeManifestProperties(bytes).isEncrypted;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
