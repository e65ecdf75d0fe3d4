/** The worker thread in which the files of a backup are held against a contract. */
import { serveWorker, withClassKeys } from '../../worker/serve-worker.ts';
import type { ContractThread } from './contract-job.ts';
import { holdFiles } from './hold-files.ts';

await serveWorker<ContractThread>((job, { signal, tell }) =>
  withClassKeys(job.keys, (classKeys) => holdFiles(job, { classKeys, signal, onProgress: tell })),
);
