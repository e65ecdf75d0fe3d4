/** The worker thread in which a backup is salvaged. */
import { parentPort, workerData } from 'node:worker_threads';
import { ClassKeys } from '../../formats/index.ts';
import { errorMessage } from '../worker-errors.ts';
import { runSalvage } from './run-salvage.ts';
import { CANCEL, type FromSalvageWorker, type SalvageJob } from './salvage-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this file is a worker');

const controller = new AbortController();
port.on('message', (message: unknown) => {
  if (message === CANCEL) controller.abort();
});

function send(message: FromSalvageWorker): void {
  port?.postMessage(message);
}

const { classKeys: data, ...job } = workerData as SalvageJob;
const classKeys = data && ClassKeys.from(data);
for (const [, key] of data?.keys ?? []) key.fill(0);
try {
  const report = await runSalvage({
    ...job,
    classKeys,
    signal: controller.signal,
    onProgress: (progress) => {
      send({ kind: 'progress', progress });
    },
  });
  send({ kind: 'report', report });
} catch (error) {
  send({ kind: 'failure', error: errorMessage(error) });
} finally {
  classKeys?.wipe();
}
port.close();
