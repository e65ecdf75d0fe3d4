/** A thread that looks into stored files for a verification. It is ended from outside. */
import { parentPort, workerData } from 'node:worker_threads';
import { CHECKS } from '../check-list.ts';
import type { ContentThreadData, FromContentThread, ToContentThread } from './content-messages.ts';
import { contentTools, examine } from './content-thread.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs only as a worker');

const tools = await contentTools(workerData as ContentThreadData);
port.on('message', ({ jobs }: ToContentThread) => {
  const answer: FromContentThread = { outcomes: jobs.map((job) => examine(job, tools, CHECKS)) };
  port.postMessage(answer);
});
