/** The check at the end of a run: everything written is read back or listed, and a gap fails the run after "100 %". */
import type { ClassKeys } from '../../formats/index.ts';
import { findMissing } from './host-listing.ts';
import { readProperties, readSoundManifest } from './manifest-files.ts';
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { readStatus } from './status-file.ts';

/** `classKeys` of an encrypted backup. Throws 205 (or 103 for what cannot be read). */
export async function verifyHost(context: RunContext, classKeys?: ClassKeys): Promise<void> {
  const status = await readStatus(context);
  if (status?.snapshotState !== 'finished') throw new MobileBackupError(MBCode.corrupt, 'Status of the finished backup is missing');
  const properties = await readProperties(context);
  using manifest = await readSoundManifest(context, { name: 'verify.db', properties, classKeys });
  const missing = await findMissing(context, hostPaths(context).root, manifest);
  if (missing === undefined) return;
  context.device.log.warn(`backup: the host does not list ${missing}`);
  throw new MobileBackupError(MBCode.corrupt, 'Manifest references files not in backup');
}
