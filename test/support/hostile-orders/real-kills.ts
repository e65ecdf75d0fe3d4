/** Real processes, killed at random moments while they do what a hostile phone orders: several after another over one folder. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journalPathsOf } from '../../../src/backup/folder/journal-layout.ts';
import { FolderTransaction } from '../../../src/backup/folder/folder-transaction.ts';
import { assertVersion, honestRun, layOut } from './last-good.ts';
import { GOOD, UDID } from './orders.ts';

const KILLS_IN_FOLDER = 5;
const LATEST_ORDER = 200;

/** Returns how many orders the killed processes had carried out in all. Any number of kills; the same seed makes the same orders. */
export async function survivesKills(kills: number, seed: number): Promise<number> {
  let orders = 0;
  const random = randomFrom(seed);
  for (let done = 0; done < kills;) {
    const directory = mkdtempSync(join(tmpdir(), 'killed-'));
    const path = join(directory, UDID);
    try {
      layOut(path, GOOD);
      for (let count = 0; count < KILLS_IN_FOLDER && done < kills; count++, done++) {
        orders += await killAfter(directory, Math.floor(random() * 2 ** 31), 1 + Math.floor(random() * LATEST_ORDER));
        assertVersion(path, new Map(Object.entries(GOOD)));
      }
      const next = FolderTransaction.check(directory, UDID);
      next.repair();
      next.close();
      honestRun(directory);
    } catch (error) {
      throw new Error(`seed ${seed}, kill ${done}: the folder is ${directory}, its journal ${journalPathsOf(path).root}`, { cause: error });
    }
    rmSync(directory, { recursive: true });
  }
  return orders;
}

/** Kills it when so many orders are done; by then it is somewhere in a later one. */
async function killAfter(directory: string, seed: number, orders: number): Promise<number> {
  const script = join(import.meta.dirname, 'phone-until-killed.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, directory, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let done = 0;
  child.stdout.on('data', (bytes: Buffer) => {
    done += bytes.length;
    if (done >= orders) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  assert.equal(signal, 'SIGKILL', `it was not killed, but ended with ${code}`);
  return done;
}

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
