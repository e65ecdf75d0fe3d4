/** Takes the lock of BACKUP-PATH again and again, ROUNDS times; says each time on a line of its own what it found while it held it. */
import { closeSync, openSync, rmSync } from 'node:fs';
import { journalPathsOf } from '../../src/backup/create/journal-layout.ts';
import { takeRunLock } from '../../src/backup/create/run-lock.ts';
import { isCodedError } from '../../src/base/index.ts';

const [backupPath = '', rounds = '1', end = 'release'] = process.argv.slice(2);
const paths = journalPathsOf(backupPath);
const inside = `${backupPath}.inside`;

for (let round = 0; round < Number(rounds);) {
  try {
    const lock = takeRunLock(paths);
    // Fails when another is inside, too.
    closeSync(openSync(inside, 'wx'));
    rmSync(inside);
    round++;
    process.stdout.write('held\n');
    // A lock that is left behind is what the others have to get over.
    if (end === 'leave') process.exit(0);
    lock.release();
  } catch (error) {
    if (!isCodedError(error, 'backup-running')) throw error;
  }
}
