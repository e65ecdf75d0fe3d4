/** Small pictures of several files at once, for lists. */
import { throwIfAborted } from '../../base/index.ts';
import { isCodedError } from '../../base/index.ts';
import { BackupError } from '../errors.ts';
import type { Backup } from '../read/backup.ts';
import { previewJobOf } from './preview-file.ts';
import type { PicturesJob, PicturesRun, SmallPicture } from './preview-job.ts';
import type { PreviewOptions } from './preview-options.ts';
import { runPreview } from './run-preview.ts';

/** The most files that can be asked for at once. */
export const MOST_SMALL_PICTURES = 48;

/**
 * Small pictures of some files that a browser can show. A file that has none (not a picture, damaged, too large, not in the backup) is left out.
 * @throws BackupError 'range-invalid' for too many files, 'backup-encrypted', 'preview-limit'; CancelledError
 */
export async function smallPictures(
  backup: Backup,
  fileIDs: readonly string[],
  options: Pick<PreviewOptions, 'keys' | 'signal' | 'timeLimit'> = {},
): Promise<readonly SmallPicture[]> {
  const { keys, signal } = options;
  throwIfAborted(signal);
  if (fileIDs.length > MOST_SMALL_PICTURES) throw new BackupError('range-invalid', 'too many', { data: { files: fileIDs.length } });
  const files: PicturesJob['files'][number][] = [];
  for (const fileID of new Set(fileIDs)) {
    const file = await backup.getById(fileID, signal);
    if (file?.kind !== 'file') continue;
    const job = await previewJobOf(backup, file, signal).catch((error: unknown) => {
      if (!isCodedError(error) || isCodedError(error, 'backup-encrypted')) throw error;
      return undefined;
    });
    if (job === undefined) continue;
    if (job.content.isEncrypted && (keys === undefined || keys.locked)) {
      throw new BackupError('backup-encrypted', 'the content is encrypted', { data: { fileID } });
    }
    files.push({ fileID, ...job });
  }
  if (files.length === 0) return [];
  return await runPreview<PicturesRun>(options, () => {
    const classKeys = files.some(({ content }) => content.isEncrypted) ? keys?.classKeys.copy() : undefined;
    return { job: { files, classKeys }, classKeys };
  });
}
