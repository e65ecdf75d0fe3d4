/** Looks at the host's backup before a run and decides: full or incremental, from scratch or resumed. */
import type { BackupStatus, ManifestProperties } from '../../formats/index.ts';
import { findMissing } from './host-listing.ts';
import { openKeybag, type OpenKeybag } from './encryption/backup-keybag.ts';
import { readManifest, readProperties, type CatalogueToRead } from './manifest-files.ts';
import type { CatalogueReader } from './catalogue/catalogue.ts';
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { alreadySent, finishInterrupted } from './resume.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { isForeignVersion, readStatus } from './status-file.ts';

export interface PreviousBackup extends Disposable {
  readonly status?: BackupStatus | undefined;
  /** Every file is sent. */
  readonly isFull: boolean;
  readonly properties?: ManifestProperties | undefined;
  /** Of an encrypted backup that goes on: what it was encrypted with, opened. */
  readonly keybag?: OpenKeybag | undefined;
  /** Encryption was switched or its password changed since: nothing of the old payloads can be used. */
  readonly isSealedOtherwise?: boolean;
  /** The last finished catalogue; a full run has it too where it could be read, to know what to remove. */
  readonly manifest?: CatalogueReader | undefined;
  /** Payloads of an interrupted run that need not be sent again. */
  readonly alreadySent?: ReadonlyMap<string, bigint> | undefined;
  /** Where a folder of another version was put; it goes after success. */
  readonly putAside?: string | undefined;
}

/** ForceFullBackup changes nothing of the reading, so that a broken folder fails with it as without (assumed; fits a log of iOS 15.6.1). */
export async function readPreviousBackup(context: RunContext, forceFull: boolean): Promise<PreviousBackup> {
  const status = await readStatus(context);
  if (status === undefined) return startAfresh();
  if (isForeignVersion(status, context.behaviour)) return startAfresh(await putAside(context));
  if (status.snapshotState === 'moving' || status.snapshotState === 'removing') {
    await finishInterrupted(context, status);
    return await readFinished(context, { ...status, backupState: 'new', snapshotState: 'finished', isFullBackup: false }, forceFull);
  }
  // Finished and full is never written by a device: a host wants a full backup and has emptied the manifest.
  if (status.snapshotState === 'finished') {
    return status.isFullBackup ? { ...startAfresh(), status } : await readFinished(context, status, forceFull);
  }
  return await readUploading(context, status, forceFull);
}

function startAfresh(putAside?: string): PreviousBackup {
  return { isFull: true, putAside, [Symbol.dispose]: () => undefined };
}

async function readUploading(context: RunContext, status: BackupStatus, forceFull: boolean): Promise<PreviousBackup> {
  const sent = await alreadySent(context, status.uuid);
  if (!status.isFullBackup) return { ...(await readFinished(context, status, forceFull)), alreadySent: sent };
  await context.drive.list(hostPaths(context).root);
  return { ...startAfresh(), status, alreadySent: sent };
}

/** Reads both manifests and checks that the payloads are there; what cannot be built upon makes the run full, what is broken fails it. */
async function readFinished(context: RunContext, status: BackupStatus, forceFull: boolean): Promise<PreviousBackup> {
  const properties = await readProperties(context);
  if (!isReadableVersion(properties.version)) return { ...startAfresh(), status };
  const keybag = properties.isEncrypted ? await openKeybag(context, properties.backupKeyBag) : undefined;
  if (properties.isEncrypted !== context.device.backupPassword.isSet || (properties.isEncrypted && keybag === undefined)) {
    context.device.log.info('backup: the backup password was set, changed or removed since the last backup, so every file is sent again');
    return { ...startAfresh(), status, isSealedOtherwise: true };
  }
  const manifest = await openManifest(context, { name: 'previous.db', properties, classKeys: keybag?.classKeys });
  if (manifest === undefined) return { ...startAfresh(), status, keybag };
  try {
    const isFull = !(await isAllThere(context, manifest)) || forceFull;
    return { status, isFull, properties, keybag, manifest, [Symbol.dispose]: () => manifest[Symbol.dispose]() };
  } catch (error) {
    manifest[Symbol.dispose]();
    throw error;
  }
}

/** The check before an incremental run. A host that cannot answer it fails it, and a failed check is no error. */
async function isAllThere(context: RunContext, manifest: CatalogueReader): Promise<boolean> {
  try {
    await readStatus(context);
    const missing = await findMissing(context, hostPaths(context).root, manifest);
    if (missing !== undefined) context.device.log.info(`backup: the host does not list ${missing}, so every file is sent again`);
    return missing === undefined;
  } catch (error) {
    if (!(error instanceof MobileBackupError)) throw error;
    context.device.log.info(`backup: every file is sent again: ${error.describe()}`);
    return false;
  }
}

/** Undefined for a catalogue that is corrupt: the run is then full. */
async function openManifest(context: RunContext, catalogue: CatalogueToRead): Promise<CatalogueReader | undefined> {
  try {
    return await readManifest(context, catalogue);
  } catch (error) {
    if (error instanceof MobileBackupError && error.mbCode === MBCode.invalid) return undefined;
    throw error;
  }
}

function isReadableVersion(version: string): boolean {
  const number = Number.parseFloat(version);
  return number >= 7.4 && number < 11;
}

/** `<UDID>` → `<UDID>-yyyyMMdd-HHmmss`. */
async function putAside(context: RunContext): Promise<string> {
  const { root } = hostPaths(context);
  const stamp = context.device.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  await context.drive.move([[root, `${root}-${stamp}`]]);
  return `${root}-${stamp}`;
}
