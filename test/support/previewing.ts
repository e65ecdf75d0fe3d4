/** Previews of single files: in a backup made for it, plain or encrypted. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openBackup, previewFile, unlockBackup, type Preview, type PreviewOptions } from '../../src/backup/index.ts';
import { fileIdOf } from '../../src/formats/index.ts';
import { temporaryFolder } from './backup-copy.ts';
import { writeEncryptedSample } from './encrypted-sample.ts';
import { withParents, writeSampleBackup, type SampleRow } from './sample-backup.ts';

export const PREVIEW_DOMAIN = 'AppDomain-com.example.app';
const PASSWORD = 'test';

export interface Previewing {
  readonly path: string;
  readonly preview: (relativePath: string, options?: PreviewOptions) => Promise<Preview>;
  /** The place of what is stored for a file. */
  readonly payload: (relativePath: string) => string;
}

/** A backup with these files, by their relativePath; a row for one that is not as usual. */
export async function withPreviews(
  files: Readonly<Record<string, Uint8Array | Partial<SampleRow>>>,
  use: (previewing: Previewing) => Promise<void>,
  form: 'plain' | 'encrypted' = 'plain',
): Promise<void> {
  const rows = Object.entries(files).map(([relativePath, file]): SampleRow => {
    const row = file instanceof Uint8Array ? { content: file } : file;
    return { domain: PREVIEW_DOMAIN, relativePath, ...row };
  });
  using folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  if (form === 'plain') writeSampleBackup(path, withParents(rows));
  else {
    const random = (count: number) => randomBytes(count);
    await writeEncryptedSample(path, () => rows, { password: PASSWORD, catalogue: 'db', modern: true, random });
  }
  await using keys = form === 'plain' ? undefined : await unlockBackup(path, PASSWORD);
  await using backup = await openBackup(path, { keys });
  await use({
    path,
    preview: async (relativePath, options) => {
      const domain = rows.find((row) => row.relativePath === relativePath)?.domain ?? PREVIEW_DOMAIN;
      return await previewFile(backup, (await backup.get(domain, relativePath)) ?? assert.fail(), { keys, ...options });
    },
    payload: (relativePath) => {
      const fileID = fileIdOf(rows.find((row) => row.relativePath === relativePath)?.domain ?? PREVIEW_DOMAIN, relativePath);
      return join(path, fileID.slice(0, 2), fileID);
    },
  });
}
