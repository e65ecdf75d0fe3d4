/** What the host offers to restore: Status.plist, Manifest.plist, the list of files and Info.plist, fetched in this order and checked. */
import { compareVersions } from '../../../base/index.ts';
import {
  decodeBackupInfo,
  decodeStatus,
  FormatError,
  parseKeybag,
  PayloadDecipher,
  unlockKeybag,
  type ClassKeys,
  type ManifestProperties,
} from '../../../formats/index.ts';
import { openCatalogue, type CatalogueKind, type CatalogueReader } from '../catalogue/catalogue.ts';
import { backupLayout, type BackupLayout } from '../layout.ts';
import { readProperties } from '../manifest-files.ts';
import { driveReadError, MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import { readPieces } from '../read-pieces.ts';
import type { RunContext } from '../run-context.ts';
import type { WorkFile } from '../workspace.ts';

/** From this version of Manifest.plist on the catalogue is Manifest.db. */
const FIRST_DATABASE_VERSION = 10;

export interface RestoreSource {
  readonly properties: ManifestProperties;
  readonly layout: BackupLayout;
  readonly kind: CatalogueKind;
  /** Where the catalogue lies in the workspace, encrypted where it came so. */
  readonly cataloguePath: string;
  /** As the host noted it down; undefined without Info.plist. */
  readonly productVersion: string | undefined;
}

type FetchedCatalogue = Pick<RestoreSource, 'properties' | 'kind' | 'cataloguePath'>;

/** One DownloadFiles each. Throws 203, 204, 205 and 103 as real devices do; a missing Info.plist is fine. */
export async function readSource(context: RunContext, source: string): Promise<RestoreSource> {
  await requireFinished(context, `${source}/Status.plist`);
  const properties = await readProperties(context, `${source}/Manifest.plist`);
  const kind = catalogueKindOf(properties);
  const layout = backupLayout(kind, source);
  const cataloguePath = await fetchCatalogue(context, layout);
  const info = await fetch(context, layout.info, 'Error reading backup info');
  return { properties, layout, kind, cataloguePath, productVersion: info === undefined ? undefined : versionOf(info) };
}

export function catalogueKindOf({ version }: ManifestProperties): CatalogueKind {
  return Number.parseFloat(version) >= FIRST_DATABASE_VERSION ? 'db' : 'mbdb';
}

/** Throws 203 for a backup of a later system. A version that is none tells nothing. */
export function requireCompatible({ productVersion }: RestoreSource, own: string): void {
  if (productVersion === undefined || !/^\d+\.\d+(\.\d+)?$/.test(productVersion)) return;
  if (compareVersions(productVersion, own) <= 0) return;
  throw new MobileBackupError(MBCode.incompatible, 'Backup is from an incompatible OS version');
}

/** The keys of an encrypted backup. Throws 207 for a wrong password and for none, 205 without a usable keybag. */
export async function unlockSource(
  { device, drive }: RunContext,
  { properties }: Pick<RestoreSource, 'properties'>,
  password: string | undefined,
): Promise<ClassKeys | undefined> {
  if (!properties.isEncrypted) return undefined;
  if (properties.backupKeyBag === undefined) throw new MobileBackupError(MBCode.corrupt, 'No keybag in manifest');
  try {
    const { derive } = device.backupPassword;
    return await unlockKeybag(parseKeybag(properties.backupKeyBag), password ?? '', { signal: drive.link.signal, derive });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    if (error.code !== 'password-wrong') throw new MobileBackupError(MBCode.corrupt, 'Invalid keybag in manifest');
    throw wrongPassword();
  }
}

/** As a log shows it. */
export function wrongPassword(): MobileBackupError {
  const underlying = new MobileBackupError(MBCode.invalidPassword, 'MKBKeyBagUnlock error (-3)');
  return new MobileBackupError(MBCode.invalidPassword, 'Invalid password when restoring encrypted backup', { underlying });
}

/** Throws 205 when the catalogue does not open. */
export function openSource(context: RunContext, source: FetchedCatalogue, keys: ClassKeys | undefined): CatalogueReader {
  const { manifestKey } = source.properties;
  try {
    const isEncrypted = keys !== undefined && manifestKey !== undefined;
    const path = isEncrypted ? decryptCatalogue(context, source.cataloguePath, keys.unwrap(manifestKey)) : source.cataloguePath;
    return openCatalogue(path, source.kind);
  } catch (error) {
    if (error instanceof FormatError) throw new MobileBackupError(MBCode.corrupt, `Encryption key missing: ${error.message}`);
    throw error instanceof MobileBackupError ? driveReadError('Error reading backup database', error) : error;
  }
}

async function requireFinished(context: RunContext, path: string): Promise<void> {
  const bytes = await fetch(context, path, 'Error reading status');
  if (bytes === undefined || bytes.length === 0) throw new MobileBackupError(MBCode.noBackup, 'No backup found', { path });
  let status;
  try {
    status = decodeStatus(bytes);
  } catch {
    const underlying = new MobileBackupError(MBCode.invalid, 'Error deserializing status: The status is not one of a backup');
    throw driveReadError('Error reading status', underlying);
  }
  const version = Number.parseFloat(status.version);
  if (!(version >= 2.4 && version < 4)) {
    throw new MobileBackupError(MBCode.incompatible, `Unsupported status version: ${version.toFixed(1)}`);
  }
  if (status.snapshotState !== 'finished' || status.backupState === 'empty') {
    throw new MobileBackupError(MBCode.noBackup, 'The backup was never finished', { path });
  }
}

/** Into the workspace, encrypted where it comes so. Throws 205 or 103. */
export async function fetchCatalogue(context: RunContext, { catalogue, catalogueName }: BackupLayout): Promise<string> {
  const text = 'Error reading backup database';
  using file: WorkFile = context.workspace.create(catalogueName);
  const hasCome = await reading(text, () =>
    context.drive.download(catalogue, (bytes) => {
      file.write(bytes);
    }),
  );
  if (!hasCome) throw driveReadError(text, missing(catalogue));
  return file.path;
}

async function fetch(context: RunContext, path: string, failureText: string): Promise<Uint8Array | undefined> {
  return await reading(failureText, () => context.drive.downloadWhole(path));
}

async function reading<T>(failureText: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof MobileBackupError ? driveReadError(failureText, error) : error;
  }
}

function decryptCatalogue(context: RunContext, path: string, key: Uint8Array): string {
  using plain = context.workspace.create('catalogue in the clear');
  let ciphertextBytes = 0;
  for (const piece of readPieces(path)) ciphertextBytes += piece.length;
  const decipher = PayloadDecipher.start(key, { ciphertextBytes, manifestSize: 'whole-pages' });
  key.fill(0);
  for (const piece of readPieces(path)) plain.write(decipher.update(piece));
  const { tail, verdict } = decipher.finish();
  if (verdict.contentBytes === undefined) throw new MobileBackupError(MBCode.invalid, 'Error decrypting manifest database');
  plain.write(tail);
  return plain.path;
}

function versionOf(info: Uint8Array): string | undefined {
  try {
    return decodeBackupInfo(info).productVersion;
  } catch {
    return undefined;
  }
}

function missing(path: string): MobileBackupError {
  return new MobileBackupError(MBCode.notFound, 'No such file or directory', { path });
}
