/** After a change of the password: keeps the host's backup usable by wrapping its keybag with the new password. */
import {
  decodeManifestProperties,
  encodeManifestProperties,
  FormatError,
  rewrapKeybag,
  type ManifestProperties,
} from '../../../formats/index.ts';
import { driveReadError, MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import { hostPaths, type RunContext } from '../run-context.ts';

interface PasswordChange {
  /** Absent: there was none. */
  readonly oldPassword?: string | undefined;
  readonly newPassword: string;
}

/**
 * The host is asked for the properties of an interrupted backup, and where it has none for those of the finished one; that it has neither is
 * no error. A keybag that the old password does not open is left as it is: the next backup is then full. Throws 103 or 205 when the host
 * cannot read what it has, 104 when it cannot write.
 */
export async function carryOverPassword(context: RunContext, change: PasswordChange): Promise<void> {
  const { snapshotManifestPlist, manifestPlist } = hostPaths(context);
  for (const path of [snapshotManifestPlist, manifestPlist]) {
    const properties = await readPropertiesAt(context, path);
    if (properties === undefined) continue;
    const changed = await underNewPassword(context, properties, change);
    if (changed !== undefined) await upload(context, path, changed);
    return;
  }
}

async function readPropertiesAt({ drive }: RunContext, path: string): Promise<ManifestProperties | undefined> {
  try {
    const bytes = await drive.downloadWhole(path);
    return bytes && decodeManifestProperties(bytes);
  } catch (error) {
    const underlying = error instanceof FormatError ? new MobileBackupError(MBCode.invalid, error.message, { path }) : error;
    throw underlying instanceof MobileBackupError ? driveReadError('Error reading backup manifest properties', underlying) : underlying;
  }
}

/** Undefined when nothing is to be changed. */
async function underNewPassword(
  context: RunContext,
  properties: ManifestProperties,
  { oldPassword, newPassword }: PasswordChange,
): Promise<Uint8Array | undefined> {
  const { device, drive } = context;
  const { isEncrypted, backupKeyBag } = properties;
  if (oldPassword === undefined || !isEncrypted || backupKeyBag === undefined) return undefined;
  const source = context.random(`salts of password ${device.agentMemory.nextNumber()} at ${device.now().toISOString()}`);
  const random = (count: number) => source.bytes(count);
  const { derive } = device.backupPassword;
  try {
    const changed = await rewrapKeybag(backupKeyBag, { oldPassword, newPassword, random, derive, signal: drive.link.signal });
    return encodeManifestProperties({ ...properties, backupKeyBag: changed });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    device.log.info(`change of the backup password: the keybag on the host does not open (${error.code}) and is left unchanged`);
    return undefined;
  }
}

async function upload({ drive, paths }: RunContext, path: string, content: Uint8Array): Promise<void> {
  const file = { subject: 'Manifest.plist', devicePath: paths.temporary(2), hostPath: path, content };
  await drive.uploadAlone(file, 'Error writing backup manifest properties');
}
