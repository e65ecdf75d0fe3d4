/** The thread that compares two databases: it can be ended in the middle of a step. */
import { serveWorker } from '../../worker/serve-worker.ts';
import type { ComparisonRun } from './comparison-job.ts';
import { runComparison } from './run-comparison.ts';

await serveWorker<ComparisonRun>((job, { tell }) => runComparison(job, tell));
