/** The check at the end of a run: everything that was written is read back or listed, and a gap fails the run after "100 %". */
import type { ClassKeys } from '../../formats/index.ts';
import type { CatalogueReader } from './catalogue/catalogue.ts';
import { findMissing } from './host-listing.ts';
import { readManifest, readProperties, type CatalogueToRead } from './manifest-files.ts';
import { driveReadError, MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { readStatus } from './status-file.ts';

/** `classKeys` of an encrypted backup. Throws 205 (or 103 for what cannot be read). */
export async function verifyHost(context: RunContext, classKeys?: ClassKeys): Promise<void> {
  const status = await readStatus(context);
  if (status?.snapshotState !== 'finished') throw new MobileBackupError(MBCode.corrupt, 'Status of the finished backup is missing');
  const properties = await readProperties(context);
  using manifest = await openManifest(context, { name: 'verify.db', properties, classKeys });
  const missing = await findMissing(context, hostPaths(context).root, manifest);
  if (missing === undefined) return;
  context.device.log.warn(`backup: the host does not list ${missing}`);
  throw new MobileBackupError(MBCode.corrupt, 'Manifest references files not in backup');
}

async function openManifest(context: RunContext, catalogue: CatalogueToRead): Promise<CatalogueReader> {
  try {
    return await readManifest(context, catalogue);
  } catch (error) {
    if (error instanceof MobileBackupError && error.mbCode === MBCode.invalid) throw driveReadError('Error reading backup database', error);
    throw error;
  }
}
