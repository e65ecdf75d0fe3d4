/** The worker thread in which backups are measured, one after the other: the disk is busy with something better most of the time. */
import { isCodedError } from '../../base/index.ts';
import { measureBackup } from '../library.ts';
import { serveWorker } from '../worker/serve-worker.ts';
import type { MeasureRun } from './measure-job.ts';
import { SizeMemory } from './size-memory.ts';

await serveWorker<MeasureRun>(async ({ paths }, { signal, tell }) => {
  for (const path of paths) {
    const memory = await SizeMemory.open(path);
    try {
      const size = memory.recall() ?? (await measureBackup(path, { signal }));
      memory.keep(size);
      tell({ path, size });
    } catch (error) {
      if (isCodedError(error, 'cancelled')) throw error;
      // A folder that has gone meanwhile, or cannot be read, has no size.
      if (!isCodedError(error)) throw error;
    }
  }
  return null;
});
