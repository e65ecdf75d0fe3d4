/** Opens the backup that a command line names, and says on stderr what a reader should know about it. */
import type { Backup } from '../backup/index.ts';
import { say, type Terminal } from './terminal.ts';

const LEVEL = { 'was-one-level-above': 'deeper', 'was-one-level-below': 'higher' } as const;

/** A hint is said when the folder was one level off, and when an interrupted run is read through its journal. */
export async function openForReading(folder: string, terminal: Terminal): Promise<Backup> {
  const { openBackup } = await import('../backup/index.ts');
  const backup = await openBackup(folder, { signal: terminal.signal });
  if (backup.summary.hint !== undefined) say(terminal, `The backup is one level ${LEVEL[backup.summary.hint]}: ${backup.summary.path}`);
  if (backup.summary.throughJournal) {
    say(terminal, 'The last run into this folder did not finish; this is the last good version. Run the backup again to complete it.');
  }
  return backup;
}
