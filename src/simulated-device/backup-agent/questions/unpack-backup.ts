/** Unback and Extract: writes files with their names on the phone to the host's disk. */
import { flagsOfMode, FLAG_DIRECTORY, FLAG_FILE, FormatError, type ClassKeys, type MBFile } from '../../../formats/index.ts';
import type { CatalogueRow } from '../catalogue/catalogue.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import { readPieces } from '../read-pieces.ts';
import { StreamDecipher } from '../restore/stream-decipher.ts';
import type { QuestionedBackup } from './questioned-backup.ts';

/** Everything; links are left out. */
export async function unpackAll(backup: QuestionedBackup): Promise<void> {
  const unpacker = new Unpacker(backup);
  for (const row of backup.catalogue.rows()) {
    const kind = flagsOfMode(row.record.mode);
    if (kind === FLAG_DIRECTORY) await unpacker.folder(unpacker.targetOf(row));
    else if (kind === FLAG_FILE) await unpacker.file(row);
  }
}

/** Throws 4 when the catalogue has no such file. */
export async function unpackFile(backup: QuestionedBackup, domain: string, relativePath: string): Promise<void> {
  for (const row of backup.catalogue.rows()) {
    if (row.domain !== domain || row.record.relativePath !== relativePath || flagsOfMode(row.record.mode) !== FLAG_FILE) continue;
    await new Unpacker(backup).file(row);
    return;
  }
  throw new MobileBackupError(MBCode.notFound, 'No such file or directory', { path: `${domain}-${relativePath}` });
}

class Unpacker {
  readonly #backup: QuestionedBackup;
  readonly #folders = new Set<string>();

  constructor(backup: QuestionedBackup) {
    this.#backup = backup;
  }

  /** `_unback_/<UDID>/var/mobile/…` */
  targetOf({ domain, record }: CatalogueRow): string {
    const { context, source } = this.#backup;
    return `_unback_/${source}${context.paths.originalPathOf({ domain, relativePath: record.relativePath })}`;
  }

  /** With its parents, each of which is made once. */
  async folder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    this.#folders.add(path);
    const slash = path.lastIndexOf('/');
    if (slash > 0) await this.folder(path.slice(0, slash));
    await this.#backup.context.drive.createDirectory(path);
  }

  /** A host copies what it has; what is encrypted comes to the phone and goes back in the clear. */
  async file(row: CatalogueRow): Promise<void> {
    const { context, layout, keys } = this.#backup;
    const target = this.targetOf(row);
    await this.folder(target.slice(0, target.lastIndexOf('/')));
    if (keys === undefined) await context.drive.copy(layout.payload(row.fileId), target);
    else await this.#decrypt(row, keys, target);
  }

  async #decrypt({ domain, record, fileId }: CatalogueRow, keys: ClassKeys, target: string): Promise<void> {
    const { context, layout } = this.#backup;
    const decipher = new StreamDecipher(fileKey(record, keys), record.size);
    using file = context.workspace.create('decrypted');
    const hasCome = await context.drive.download(layout.payload(fileId), (bytes) => {
      file.write(decipher.update(bytes));
    });
    const rest = decipher.finish();
    if (!hasCome || rest === undefined) {
      throw new MobileBackupError(MBCode.corrupt, 'Error decrypting file', { path: layout.payload(fileId) });
    }
    file.write(rest);
    await context.drive.uploadAlone(
      {
        subject: `${domain}/${record.relativePath}`,
        devicePath: context.paths.temporary(1),
        hostPath: target,
        content: readPieces(file.path),
      },
      'Error uploading file',
    );
  }
}

function fileKey({ encryptionKey, relativePath }: MBFile, keys: ClassKeys): Uint8Array {
  try {
    if (encryptionKey !== undefined) return keys.unwrap(encryptionKey);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  throw new MobileBackupError(MBCode.keyMissing, 'Encryption key missing', { path: relativePath });
}
