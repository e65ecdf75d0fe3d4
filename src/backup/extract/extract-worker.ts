/** The worker thread in which a backup is extracted; it has further ones to write files. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '../worker-errors.ts';
import { CANCEL, type ExtractWorkerJob, type FromExtractWorker } from './extract-messages.ts';
import type { ExtractEvent } from './report.ts';
import { runExtraction } from './run-extraction.ts';
import { SharedState } from './shared-state.ts';

const port = parentPort;
if (port === null) throw new Error('this file is a worker');

const controller = new AbortController();
port.on('message', (message: unknown) => {
  if (message === CANCEL) controller.abort();
});

function send(message: FromExtractWorker): void {
  port?.postMessage(message);
}

/** A message for each would cost more than most files. */
const EVENTS_AT_ONCE = 100;
let events: ExtractEvent[] = [];

function sendEvents(): void {
  if (events.length > 0) send({ kind: 'events', events });
  events = [];
}

const { state, ...job } = workerData as ExtractWorkerJob;
try {
  const report = await runExtraction(job, {
    state: SharedState.from(state),
    signal: controller.signal,
    onProgress: (progress) => {
      sendEvents();
      send({ kind: 'progress', progress });
    },
    onEvent: (event) => {
      events.push(event);
      if (events.length >= EVENTS_AT_ONCE) sendEvents();
    },
  });
  sendEvents();
  send({ kind: 'report', report });
} catch (error) {
  sendEvents();
  send({ kind: 'failure', error: errorMessage(error) });
}
port.close();
