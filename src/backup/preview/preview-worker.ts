/** The worker thread in which previews are made, one after the other: whatever hostile content takes, it takes it here, within limits. */
import { sourceOfBytes } from '../../formats/index.ts';
import { loadSqlite } from '../read/sqlite/load-sqlite.ts';
import { makePrivateFolder } from '../read/private-folder.ts';
import { PayloadContent, type ContentTools } from '../read/stored/payload-content.ts';
import { serveJobs } from '../worker/serve-jobs.ts';
import { withClassKeys } from '../worker/serve-worker.ts';
import { mayAskDatabase } from './judge-preview.ts';
import { lookAtBytes } from './look-at-bytes.ts';
import { lookAtContent } from './look-at-content.ts';
import { lookAtSmallPictures } from './look-at-small-pictures.ts';
import type { BytesJob, BytesRun, FileJob, PicturesJob, PicturesRun, PreviewRun } from './preview-job.ts';

const BUFFER_BYTES = 256 * 1024;

serveJobs<PreviewRun | BytesRun | PicturesRun>(async (job: FileJob | BytesJob | PicturesJob) => {
  if ('bytes' in job) return lookAtBytes(sourceOfBytes(job.bytes), job.part);
  // Most files need no folder, and it takes as long as all the rest.
  return 'files' in job
    ? await withTools(job, false, (tools) => lookAtSmallPictures(job, tools))
    : await withTools(job, mayAskDatabase(job.content), (tools) =>
        PayloadContent.look(job.content, tools, (stored) => lookAtContent(stored, job)),
      );
});

function withTools<T>({ classKeys: data }: FileJob | PicturesJob, needsFolder: boolean, work: (tools: ContentTools) => T): Promise<T> {
  return withClassKeys(data, async (classKeys) => {
    await using folder = needsFolder ? await makePrivateFolder() : undefined;
    const buffer = new Uint8Array(BUFFER_BYTES);
    return work({ classKeys, sqlite: await loadSqlite(), privateFolder: folder?.path ?? '', buffer, countBytes: () => undefined });
  });
}
