/** The worker thread in which the content of a backup is searched. */
import { serveWorker, withClassKeys } from '../../worker/serve-worker.ts';
import { runSearch } from './run-search.ts';
import type { SearchRun } from './search-job.ts';

await serveWorker<SearchRun>((job, { signal, tell }) =>
  withClassKeys(job.keys, (classKeys) => runSearch(job, { classKeys, signal, onProgress: tell })),
);
