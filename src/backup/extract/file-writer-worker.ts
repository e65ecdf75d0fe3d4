/** A worker thread that writes files of a backup into the target. */
import { parentPort, workerData } from 'node:worker_threads';
import { ClassKeys } from '../../formats/index.ts';
import { viewFolder } from '../read/backup-folder.ts';
import { errorMessage } from '../worker/worker-errors.ts';
import type { FileWriterJob, FromFileWriter, ToFileWriter } from './file-writer-messages.ts';
import { SharedState } from './shared-state.ts';
import { TargetFolders } from './target-folders.ts';
import { FileWriter } from './write-file.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs only as a worker');

const { path, target, keys, token, keepsDamaged, isEncryptedBackup, state } = workerData as FileWriterJob;
const classKeys = keys && ClassKeys.from(keys);
for (const [, key] of keys?.keys ?? []) key.fill(0);
const folders = TargetFolders.open(target);
const writer = FileWriter.for({
  payloads: viewFolder(path),
  target: folders,
  classKeys,
  isEncryptedBackup,
  token,
  keepsDamaged,
  state: SharedState.from(state),
});

function send(message: FromFileWriter): void {
  port?.postMessage(message);
}

let hasEnded = false;

/** Once: descriptors that are closed twice may by then be somebody else's. */
function end(): void {
  if (hasEnded) return;
  hasEnded = true;
  writer.dispose();
  folders.dispose();
  classKeys?.wipe();
  port?.close();
}

port.on('message', (jobs: ToFileWriter) => {
  if (hasEnded || jobs.length === 0) {
    end();
    return;
  }
  try {
    send({ kind: 'outcomes', outcomes: writer.write(jobs) });
  } catch (error) {
    send({ kind: 'failure', error: errorMessage(error) });
    end();
  }
});
