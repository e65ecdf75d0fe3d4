/** Ends a worker thread that was asked to end, whatever it is doing: nobody who has pressed Ctrl+C waits for a call that cannot be broken off. */
import type { Worker } from 'node:worker_threads';
import { removePrivateFolders } from '../read/private-folder.ts';

/** Time to clean up by itself, and then for being ended; together less than the two seconds that are promised. */
const GRACE_MS = 1000;
const FORCED_MS = 300;

/**
 * Resolves to true when the thread has ended by itself, and cleaned up. Otherwise it is ended by force, and what it leaves is left to the caller,
 * but for its private folders: those are gone in any case. A thread inside a call of SQLite or of the system runs on until that returns,
 * and not a step further; a command line that ends does not wait for it.
 */
export async function endThread(worker: Worker, ended: Promise<unknown>, graceMs = GRACE_MS): Promise<boolean> {
  const thread = worker.threadId;
  if (await isWithin(graceMs, ended)) return true;
  void worker.terminate();
  await isWithin(FORCED_MS, ended);
  removePrivateFolders(thread);
  return false;
}

async function isWithin(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    resolve(false);
  }, milliseconds);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
