/** The thread that turns rows of a database into text. */
import { serveWorker } from '../../worker/serve-worker.ts';
import type { ExportRun } from './export-job.ts';
import { runExport } from './run-export.ts';

await serveWorker<ExportRun>((job, { tell, onAnswer }) =>
  runExport(job, (news) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    onAnswer(resolve);
    tell(news);
    return promise;
  }),
);
