/** The worker thread in which a changed copy is made. */
import { serveWorker, withClassKeys } from '../worker/serve-worker.ts';
import type { ChangedCopyRun } from './changed-copy-job.ts';
import { runChangedCopy } from './run-changed-copy.ts';

await serveWorker<ChangedCopyRun>(({ classKeys: data, ...job }, { signal, tell }) =>
  withClassKeys(data, (classKeys) => runChangedCopy(job, { classKeys, signal, onProgress: tell })),
);
