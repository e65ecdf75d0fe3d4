/** The other end of `WarmWorker`, inside the thread. */
import { parentPort } from 'node:worker_threads';
import { errorMessage } from './worker-errors.ts';
import type { FromWorker, ToWarmWorker, WorkerRun } from './worker-messages.ts';

/** Does one job after the other, until the thread is asked to end. */
export function serveJobs<Run extends WorkerRun>(work: (job: Run['job']) => Promise<Run['result']>): void {
  const port = parentPort;
  if (port === null) throw new Error('this file runs only as a worker');
  const send = (message: FromWorker<Run>) => {
    port.postMessage(message);
  };
  const answer = async (job: Run['job']) => {
    try {
      send({ kind: 'result', result: await work(job) });
    } catch (error) {
      send({ kind: 'failure', error: errorMessage(error) });
    }
  };
  port.on('message', (message: ToWarmWorker<Run>) => {
    if (message.kind === 'job') void answer(message.job);
    else port.close();
  });
}
