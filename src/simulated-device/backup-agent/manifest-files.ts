/** Manifest.plist and the catalogue on the host: reading both back. */
import { decodeManifestProperties, type ManifestProperties } from '../../formats/index.ts';
import { openCatalogue, type CatalogueReader } from './catalogue/catalogue.ts';
import { driveReadError, MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { hostPaths, type RunContext } from './run-context.ts';

/** Throws 103 or 205; a missing one and one of no bytes are 205, as a real device's log shows. */
export async function readProperties(context: RunContext): Promise<ManifestProperties> {
  const { manifestPlist: path } = hostPaths(context);
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

/** Streams the catalogue into the workspace under `name` and opens it. Throws 103 or 205; `invalid` when it is no sound catalogue. */
export async function readManifest(context: RunContext, name: string): Promise<CatalogueReader> {
  const { catalogue: path } = hostPaths(context);
  const failed = (underlying: MobileBackupError) => driveReadError('Error reading backup database', underlying);
  using file = context.workspace.create(name);
  try {
    const hasCome = await context.drive.download(path, (bytes) => {
      file.write(bytes);
    });
    if (!hasCome) throw missing(path);
  } catch (error) {
    throw error instanceof MobileBackupError ? failed(error) : error;
  }
  file[Symbol.dispose]();
  return openCatalogue(file.path, context.behaviour.catalogue);
}

function missing(path: string): MobileBackupError {
  return new MobileBackupError(MBCode.notFound, 'No such file or directory', { path });
}
