/**
 * Temporary files in memory, where the system offers that (`/dev/shm` of Linux). Thousands of tests write a small backup, read it once and throw
 * it away; on a disk a third of their time goes into journals and the waiting for them. What a disk proves is proven by the suites with whole runs.
 */
import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const PREFIX = 'unit-tests-';
/** Far more than any test holds at once. Containers often have only 64 MB. */
const LEAST_FREE = 2 * 1024 ** 3;

/** From now on `tmpdir()` is there, for this process and its children; the folder goes with the process. */
export function useMemoryForTemporaryFiles(): void {
  if (!hasRoom()) return;
  removeWhatKilledRunsLeft();
  const folder = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid.toString()}-`));
  process.env.TMPDIR = folder;
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= LEAST_FREE;
  } catch {
    return false; // not on this system
  }
}

/** On a disk it would be litter; here it holds memory until the machine starts again. */
function removeWhatKilledRunsLeft(): void {
  for (const name of readdirSync(MEMORY).filter((each) => each.startsWith(PREFIX))) {
    if (!isAlive(Number.parseInt(name.slice(PREFIX.length), 10))) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
