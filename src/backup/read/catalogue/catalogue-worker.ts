/** The worker thread in which a catalogue is read, so that nobody else has to wait for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { ClassKeys } from '../../../formats/index.ts';
import { errorMessage } from '../../worker/worker-errors.ts';
import type { FromWorker, ToWorker } from './catalogue-messages.ts';
import { CatalogueService } from './catalogue-service.ts';
import type { CatalogueJob } from './catalogue-source.ts';
import type { RankedRows } from './ranked-rows.ts';
import { openRankedRowsFrom } from './open-ranked-rows.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs only as a worker');

const opening = new AbortController();
const running = new Map<number, AbortController>();
let opened: { readonly store: RankedRows; readonly service: CatalogueService } | undefined;

function send(message: FromWorker): void {
  port?.postMessage(message);
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'request':
      if (opened !== undefined) void answer(opened.service, message);
      return;
    case 'cancel':
      running.get(message.id)?.abort();
      return;
    case 'close':
      opening.abort();
      opened?.service[Symbol.dispose]();
      if (opened !== undefined) void end(opened.store);
  }
});

/** With the port closed the thread ends. */
async function end(store: RankedRows | undefined): Promise<void> {
  try {
    await store?.[Symbol.asyncDispose]();
  } finally {
    port?.close();
  }
}

/** The keys are needed for the catalogue alone, and only until it is open. */
async function serve({ source, keys }: CatalogueJob): Promise<void> {
  const classKeys = keys && ClassKeys.from(keys);
  for (const [, key] of keys?.keys ?? []) key.fill(0);
  try {
    const store = await openRankedRowsFrom(source, classKeys, opening.signal);
    if (opening.signal.aborted) {
      await end(store);
      return;
    }
    opened = { store, service: new CatalogueService(store) };
    send({ kind: 'open' });
  } catch (error) {
    send({ kind: 'failure', error: errorMessage(error) });
    await end(undefined);
  } finally {
    classKeys?.wipe();
  }
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

await serve(workerData as CatalogueJob);
