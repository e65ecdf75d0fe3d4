/** A process that does what a hostile phone orders, run after run, until it is killed: DIRECTORY SEED. Writes a byte after every order. */
import fc from 'fast-check';
import { writeSync } from 'node:fs';
import { WritingHost } from '../../../src/backup/create/writing-host.ts';
import { FolderTransaction } from '../../../src/backup/folder/folder-transaction.ts';
import { UDID, anyOrder, perform } from './orders.ts';

const [directory = '', seed = '0'] = process.argv.slice(2);
const ORDERS_IN_RUN = 15;
/** A killer that never comes is a failure of its own. */
const MOST_ORDERS = 20_000;

let run: FolderTransaction | undefined;
let host: WritingHost | undefined;
for (const [number, order] of fc.sample(anyOrder, { numRuns: MOST_ORDERS, seed: Number(seed) }).entries()) {
  if (run === undefined || host === undefined || number % ORDERS_IN_RUN === 0) {
    run?.close();
    run = FolderTransaction.check(directory, UDID);
    run.infoPlist = Buffer.from(`info of run ${number}`);
    if (number % (2 * ORDERS_IN_RUN) === 0) run.restoreLastGood();
    host = new WritingHost(run, UDID);
  }
  if (!perform(order, host)) host = undefined;
  writeSync(1, '.');
}
