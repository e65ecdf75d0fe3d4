/** The worker thread in which a backup is salvaged. */
import { serveWorker, withClassKeys } from '../worker/serve-worker.ts';
import { runSalvage } from './run-salvage.ts';
import type { SalvageRun } from './salvage-job.ts';

await serveWorker<SalvageRun>(({ classKeys: data, ...job }, { signal, tell }) =>
  withClassKeys(data, (classKeys) => runSalvage({ ...job, classKeys, signal, onProgress: tell })),
);
