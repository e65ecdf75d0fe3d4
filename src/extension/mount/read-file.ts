/** Reads one file of a mounted backup whole, for an editor. Knows no VS Code. */
import { BackupError, type Backup, type BackupFile } from '../../backup/index.ts';

/** An editor wants a file in one piece, and keeps several copies. Larger ones are extracted. */
const MOST_FILE_BYTES = 64 * 1024 * 1024;

/** @throws BackupError 'preview-limit' for what is too large, and as `Backup.open`: content that contradicts its record is not given out as if it were good */
export async function readWhole(backup: Backup, file: BackupFile, signal?: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const tooLarge = () =>
    new BackupError('preview-limit', 'too large for an editor', {
      data: { limit: 'bytes', most: MOST_FILE_BYTES, bytes: Math.max(bytes, file.size) },
    });
  if (file.size > MOST_FILE_BYTES) throw tooLarge();
  for await (const chunk of backup.open(file, signal)) {
    bytes += chunk.length;
    // What is stored may be longer than what the catalog says.
    if (bytes > MOST_FILE_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
