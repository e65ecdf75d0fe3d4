/** The worker thread in which a backup is made: its writes block this thread and nobody's editor. */
import { parentPort, workerData } from 'node:worker_threads';
import { CodedError, type Log } from '../../base/index.ts';
import { UsbmuxClient } from '../../device-protocol/index.ts';
import { errorMessage } from '../worker-errors.ts';
import { createBackup, type Judge, type Judgement } from './create-backup.ts';
import type { BackupWorkerData, FromBackupWorker, ToBackupWorker } from './backup-worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this file is a worker');

const cancel = new AbortController();
let judging: PromiseWithResolvers<Judgement> | undefined;

function send(message: FromBackupWorker): void {
  port?.postMessage(message);
}

function logTo(level: keyof Log): (text: string) => void {
  return (text) => {
    send({ kind: 'log', level, text });
  };
}

const judge: Judge = async (path, { level }) => {
  judging = Promise.withResolvers();
  send({ kind: 'judge', path, level });
  return await judging.promise;
};

port.on('message', (message: ToBackupWorker) => {
  if (message.kind === 'cancel') cancel.abort();
  else if (message.kind === 'judged') judging?.resolve(message);
  else judging?.reject(new CodedError(message.error.code, message.error.message, { data: { ...message.error.data } }));
});

const { address, ...job } = workerData as BackupWorkerData;
try {
  const backup = await createBackup(
    {
      ...job,
      mux: new UsbmuxClient(address),
      signal: cancel.signal,
      onProgress: (progress) => {
        send({ kind: 'progress', progress });
      },
      onEvent: (event) => {
        send({ kind: 'event', event });
      },
      log: { trace: logTo('trace'), debug: logTo('debug'), info: logTo('info'), warn: logTo('warn'), error: logTo('error') },
    },
    judge,
  );
  send({ kind: 'created', backup });
} catch (error) {
  send({ kind: 'failure', error: errorMessage(error) });
}
port.close();
