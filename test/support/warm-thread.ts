/** A thread for the tests of `WarmWorker`: it does what a hostile file could make a decoder do. */
import { threadId } from 'node:worker_threads';
import { BackupError } from '../../src/backup/errors.ts';
import { serveJobs } from '../../src/backup/worker/serve-jobs.ts';

export interface WarmThreadRun {
  readonly job: { readonly does: 'answer' | 'throw' | 'hang' | 'crash' | 'exhaust'; readonly key?: Uint8Array };
  readonly news: never;
  readonly result: { readonly thread: number; readonly key: number };
  readonly answer: never;
}

serveJobs<WarmThreadRun>(async ({ does, key }) => {
  await Promise.resolve();
  if (does === 'throw') throw new BackupError('json-malformed', 'not JSON', { data: { at: 1 } });
  if (does === 'hang') for (;;);
  if (does === 'crash') setImmediate(() => process.exit(1));
  if (does === 'crash') await new Promise(() => undefined);
  for (const kept: unknown[] = []; does === 'exhaust';) kept.push(new Array(100_000).fill(kept.length));
  return { thread: threadId, key: key?.[0] ?? 0 };
});
