/** The worker thread in which two backups are compared. */
import { serveWorker, withClassKeys } from '../../worker/serve-worker.ts';
import type { BackupComparisonRun } from './backup-comparison-job.ts';
import { runBackupComparison } from './run-backup-comparison.ts';

await serveWorker<BackupComparisonRun>((job, { signal, tell }) =>
  withClassKeys(job.beforeKeys, (beforeKeys) =>
    withClassKeys(job.afterKeys, (afterKeys) => runBackupComparison(job, { beforeKeys, afterKeys, signal, tell })),
  ),
);
