/**
 * Takes the lock of BACKUP-PATH again and again, ROUNDS times, and says so each time. END is what happens to it then: `release`, `journal` (a journal is
 * begun and discarded, which gives the lock back), or `leave`, which others have to get over.
 */
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { Journal } from '../../src/backup/folder/journal.ts';
import { journalPathsOf } from '../../src/backup/folder/journal-layout.ts';
import { takeFolderLock } from '../../src/backup/folder/folder-lock.ts';
import { isCodedError } from '../../src/base/index.ts';

const [backupPath = '', rounds = '1', end = 'release'] = process.argv.slice(2);
const paths = journalPathsOf(backupPath);
const inside = `${backupPath}.inside`;

for (let round = 0; round < Number(rounds);) {
  try {
    const lock = takeFolderLock(paths);
    // Fails when another is inside, too.
    closeSync(openSync(inside, 'wx'));
    const journal = end === 'journal' ? Journal.open(backupPath, paths) : undefined;
    if (journal !== undefined && !existsSync(paths.header)) throw new Error('somebody has removed the header of this journal');
    rmSync(inside);
    round++;
    process.stdout.write('held\n');
    if (end === 'leave') process.exit(0);
    if (journal === undefined) lock.release();
    else journal.discard();
  } catch (error) {
    if (!isCodedError(error, 'backup-running')) throw error;
  }
}
