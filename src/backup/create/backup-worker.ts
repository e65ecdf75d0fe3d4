/** The worker thread in which a backup is made: its writes block this thread and nobody's editor. */
import type { Log } from '../../base/index.ts';
import { UsbmuxClient } from '../../device-protocol/index.ts';
import { serveWorker } from '../worker/serve-worker.ts';
import { plainErrorFrom } from '../worker/worker-errors.ts';
import type { BackupRun } from './backup-worker-messages.ts';
import { createBackup, type Judge, type Judgement } from './create-backup.ts';

await serveWorker<BackupRun>(async ({ address, ...job }, { signal, tell, onAnswer }) => {
  const logTo = (level: keyof Log) => (text: string) => {
    tell({ kind: 'log', level, text });
  };
  const judge: Judge = async (path, { level }) => {
    const judging = Promise.withResolvers<Judgement>();
    onAnswer((answer) => {
      if (answer.kind === 'judged') judging.resolve(answer.judgement);
      else judging.reject(plainErrorFrom(answer.error));
    });
    tell({ kind: 'judge', path, level });
    return await judging.promise;
  };
  return await createBackup(
    {
      ...job,
      mux: new UsbmuxClient(address),
      signal,
      onProgress: (progress) => {
        tell({ kind: 'progress', progress });
      },
      onEvent: (event) => {
        tell({ kind: 'event', event });
      },
      log: { trace: logTo('trace'), debug: logTo('debug'), info: logTo('info'), warn: logTo('warn'), error: logTo('error') },
    },
    judge,
  );
});
