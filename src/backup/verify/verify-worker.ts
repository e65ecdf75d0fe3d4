/** The worker thread in which a backup is verified. */
import { serveWorker, withClassKeys } from '../worker/serve-worker.ts';
import { runChecks } from './run-checks.ts';
import type { VerifyRun } from './verify-job.ts';

await serveWorker<VerifyRun>(({ path, classKeys: data, ...job }, { signal, tell }) =>
  withClassKeys(data, (classKeys) => runChecks(path, { ...job, classKeys, signal, onProgress: tell })),
);
