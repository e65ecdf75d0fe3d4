/** The worker thread in which a preview is made: whatever hostile content takes, it takes it here, within limits. */
import { sourceOfBytes } from '../../formats/index.ts';
import { loadSqlite } from '../read/sqlite/load-sqlite.ts';
import { makePrivateFolder } from '../read/private-folder.ts';
import { PayloadContent } from '../read/stored/payload-content.ts';
import { serveWorker, withClassKeys } from '../worker/serve-worker.ts';
import { mayAskDatabase } from './judge-preview.ts';
import { lookAtBytes } from './look-at-bytes.ts';
import { lookAtContent } from './look-at-content.ts';
import type { BytesJob, BytesRun, FileJob, PreviewLook, PreviewRun } from './preview-job.ts';

const BUFFER_BYTES = 256 * 1024;

await serveWorker<PreviewRun | BytesRun>(async (job: FileJob | BytesJob) =>
  'bytes' in job ? lookAtBytes(sourceOfBytes(job.bytes), job.part) : await lookAtFile(job),
);

function lookAtFile(job: FileJob): Promise<PreviewLook> {
  return withClassKeys(job.classKeys, async (classKeys) => {
    // Most files need none, and it takes as long as all the rest.
    await using folder = mayAskDatabase(job.content) ? await makePrivateFolder() : undefined;
    const buffer = new Uint8Array(BUFFER_BYTES);
    const tools = { classKeys, sqlite: await loadSqlite(), privateFolder: folder?.path ?? '', buffer, countBytes: () => undefined };
    return PayloadContent.look(job.content, tools, (stored) => lookAtContent(stored, job));
  });
}
