/** The worker thread in which a backup is verified. */
import { parentPort, workerData } from 'node:worker_threads';
import { ClassKeys } from '../../formats/index.ts';
import { errorMessage } from '../worker-errors.ts';
import { runChecks } from './run-checks.ts';
import { CANCEL, type FromVerifyWorker, type VerifyJob } from './verify-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this file is a worker');

const controller = new AbortController();
port.on('message', (message: unknown) => {
  if (message === CANCEL) controller.abort();
});

function send(message: FromVerifyWorker): void {
  port?.postMessage(message);
}

const { path, classKeys: data, ...job } = workerData as VerifyJob;
const classKeys = data && ClassKeys.from(data);
for (const [, key] of data?.keys ?? []) key.fill(0);
try {
  const report = await runChecks(path, {
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
