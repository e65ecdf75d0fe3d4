/** The thread in which one database is read: it can be ended in the middle of a statement that never ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '../../worker/worker-errors.ts';
import { DatabaseLimits } from './database-limits.ts';
import type { DatabaseJob, FromDatabaseWorker, ToDatabaseWorker } from './database-messages.ts';
import { DatabaseService } from './database-service.ts';
import { openDatabase } from './open-database.ts';
import { loadSandbox } from '../../read/sqlite/sandbox/load-sandbox.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs only as a worker');

const { source, cancelled } = workerData as DatabaseJob;
const limits = new DatabaseLimits(cancelled);
let service: DatabaseService | undefined;

function send(message: FromDatabaseWorker): void {
  port?.postMessage(message);
}

/** With the first question, so that its limits and its answer are those of opening, too. */
async function open(): Promise<DatabaseService> {
  const { keys: _keys, ...rest } = source;
  const opened = await openDatabase(source, limits);
  const { code } = await loadSandbox();
  send({ id: 0, code });
  return new DatabaseService(rest, opened, limits);
}

port.on('message', (message: ToDatabaseWorker) => {
  if (message.kind === 'request') {
    void answer(message);
    return;
  }
  service?.[Symbol.dispose]();
  port.close();
});

async function answer({ id, name, params, milliseconds }: ToDatabaseWorker & { kind: 'request' }): Promise<void> {
  try {
    limits.begin(id, milliseconds);
    service ??= await open();
    send({ id, result: service.answer(name, params) });
  } catch (error) {
    // The next question is answered by another thread.
    const isEnd = service === undefined || service.isBroken;
    send({ id, error: errorMessage(error), isEnd });
    if (isEnd) port?.close();
  }
}
