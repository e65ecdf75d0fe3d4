/**
 * A folder for temporary files that lies in memory. A backup is hundreds of folders and small files, made and removed again for every test:
 * most of what that costs, in time and in work of the kernel, is the journal of the disk, which no test looks at.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { availableMemory } from 'node:process';
import { join } from 'node:path';

const PLACE = '/dev/shm';
/** Followed by the number of the process that made it. */
const PREFIX = 'ios-backup-lab-tests-';
/** `TMPFS_MAGIC` of statfs(2). */
const TMPFS = 0x0102_1994;
/** Many times what suites side by side have there at once. A container often has 64 MB. */
const NEEDED_BYTES = 6 * 1024 ** 3;

/** Undefined where the machine has no such place, or too little of it: the usual one does as well. */
export function memoryFolder(place = PLACE): ({ readonly path: string } & Disposable) | undefined {
  if (!hasRoom(place)) return undefined;
  removeWhatKilledRunsLeft(place);
  const path = mkdtempSync(join(place, `${PREFIX}${process.pid.toString()}-`));
  const remove = () => {
    rmSync(path, { recursive: true, force: true });
  };
  // Also where a run is broken off: memory does not come back by itself.
  process.once('exit', remove);
  return {
    path,
    [Symbol.dispose]() {
      process.off('exit', remove);
      remove();
    },
  };
}

/** On a disk it would be litter; here it holds memory until the machine starts again. */
function removeWhatKilledRunsLeft(place: string): void {
  for (const name of readdirSync(place).filter((each) => each.startsWith(PREFIX))) {
    if (!isAlive(Number.parseInt(name.slice(PREFIX.length), 10))) rmSync(join(place, name), { recursive: true, force: true });
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

function hasRoom(place: string): boolean {
  if (!existsSync(place)) return false;
  const { type, bavail, bsize } = statfsSync(place);
  return type === TMPFS && Math.min(bavail * bsize, availableMemory()) >= NEEDED_BYTES;
}
