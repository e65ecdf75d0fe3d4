/** Reads Manifest.plist and the list of files back from the host. */
import { decodeManifestProperties, FormatError, PayloadDecipher, type ClassKeys, type ManifestProperties } from '../../formats/index.ts';
import { openCatalogue, type CatalogueReader } from './catalogue/catalogue.ts';
import { driveReadError, MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { hostPaths, type RunContext } from './run-context.ts';

/** Those at `path`, or of this device's own backup. Throws 103 or 205; a missing one and one of no bytes are 205, as a real device's log shows. */
export async function readProperties(context: RunContext, path = hostPaths(context).manifestPlist): Promise<ManifestProperties> {
  const failed = (underlying: MobileBackupError) => driveReadError('Error reading backup properties', underlying);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await context.drive.downloadWhole(path);
  } catch (error) {
    throw error instanceof MobileBackupError ? failed(error) : error;
  }
  if (bytes === undefined) throw failed(missing(path));
  try {
    return decodeManifestProperties(bytes);
  } catch {
    const reason = bytes.length === 0 ? 'Cannot parse a NULL or zero-length data' : 'The properties are not those of a backup';
    throw failed(new MobileBackupError(MBCode.invalid, `Error deserializing properties: ${reason}`));
  }
}

export interface CatalogueToRead {
  /** In the workspace. */
  readonly name: string;
  readonly properties: ManifestProperties;
  /** Where the backup is encrypted. */
  readonly classKeys?: ClassKeys | undefined;
}

/** Streams the catalogue into the workspace and opens it. Throws 103 or 205; `invalid` when it is no sound catalogue or its key does not open. */
export async function readManifest(context: RunContext, { name, properties, classKeys }: CatalogueToRead): Promise<CatalogueReader> {
  const { catalogue: path } = hostPaths(context);
  const failed = (underlying: MobileBackupError) => driveReadError('Error reading backup database', underlying);
  const decipher = catalogueDecipher(properties, classKeys);
  using file = context.workspace.create(name);
  try {
    const hasCome = await context.drive.download(path, (bytes) => {
      file.write(decipher?.update(bytes) ?? bytes);
    });
    if (!hasCome) throw missing(path);
  } catch (error) {
    throw error instanceof MobileBackupError ? failed(error) : error;
  }
  file[Symbol.dispose]();
  return openCatalogue(file.path, context.behaviour.catalogue);
}

/** As readManifest, where nothing can be done without it: what is no sound catalogue is 205 too. */
export async function readSoundManifest(context: RunContext, catalogue: CatalogueToRead): Promise<CatalogueReader> {
  try {
    return await readManifest(context, catalogue);
  } catch (error) {
    if (error instanceof MobileBackupError && error.mbCode === MBCode.invalid) throw driveReadError('Error reading backup database', error);
    throw error;
  }
}

/**
 * Encrypted is a catalogue that has a ManifestKey. How long it is nobody says beforehand: the block of padding stays at its end, where SQLite
 * does not look.
 */
function catalogueDecipher(
  { isEncrypted, manifestKey }: ManifestProperties,
  classKeys: ClassKeys | undefined,
): PayloadDecipher | undefined {
  if (!isEncrypted || manifestKey === undefined) return undefined;
  try {
    const key = classKeys?.unwrap(manifestKey);
    if (key !== undefined) return PayloadDecipher.start(key, { ciphertextBytes: Infinity });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  throw new MobileBackupError(MBCode.invalid, 'Error opening manifest database: its key does not open');
}

function missing(path: string): MobileBackupError {
  return new MobileBackupError(MBCode.notFound, 'No such file or directory', { path });
}
