/** The worker thread in which a catalogue is read, so that nobody else has to wait for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '../worker-errors.ts';
import type { CatalogueFile, FromWorker, ToWorker } from './catalogue-messages.ts';
import { CatalogueService } from './catalogue-service.ts';
import { CatalogueStore } from './catalogue-store.ts';

const port = parentPort;
if (port === null) throw new Error('this file is a worker');

const running = new Map<number, AbortController>();

function send(message: FromWorker): void {
  port?.postMessage(message);
}

async function serve({ path, log }: CatalogueFile): Promise<void> {
  let store: CatalogueStore;
  try {
    store = await CatalogueStore.open(path, log);
  } catch (error) {
    send({ kind: 'failure', error: errorMessage(error) });
    return;
  }
  const service = new CatalogueService(store);
  port?.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'request':
        void answer(service, message);
        return;
      case 'cancel':
        running.get(message.id)?.abort();
        return;
      case 'close':
        // With the port closed the thread ends.
        void store[Symbol.asyncDispose]().finally(() => port.close());
    }
  });
  send({ kind: 'open' });
}

async function answer(service: CatalogueService, { id, name, params }: ToWorker & { kind: 'request' }): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    send({ kind: 'answer', id, result: await service.answer(name, params, controller.signal) });
  } catch (error) {
    send({ kind: 'failure', id, error: errorMessage(error) });
  } finally {
    running.delete(id);
  }
}

await serve(workerData as CatalogueFile);
