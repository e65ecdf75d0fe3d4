/** Opens the backup of a command line, with its password if one is needed, and says on stderr what a reader should know about it. */
import type { Backup, BackupKeys } from '../backup/index.ts';
import { isCodedError } from '../base/index.ts';
import { isPasswordGiven, type PasswordOptions } from './password.ts';
import { openProgressLine } from './progress-line.ts';
import { say, type Terminal } from './terminal.ts';
import { unlockForReading, unlockReadable } from './unlock-for-reading.ts';

const LEVEL = { 'was-one-level-above': 'deeper', 'was-one-level-below': 'higher' } as const;

/** What a command is going to read: older encrypted backups give names without a password, but no content. */
type ReadingNeed = 'names' | 'content';

interface OpenedForReading extends AsyncDisposable {
  readonly backup: Backup;
  /** Of an unlocked backup; they are locked at the end. */
  readonly keys: BackupKeys | undefined;
}

/**
 * Says so if the folder was one level off, or if an interrupted run is read through its journal.
 * @throws what `openBackup` and `unlockBackup` throw; BackupError 'backup-encrypted' if there is no password and nobody to ask
 */
export async function openForReading(
  folder: string,
  need: ReadingNeed,
  options: PasswordOptions,
  terminal: Terminal,
): Promise<OpenedForReading> {
  const opened = (await openLocked(folder, need, options, terminal)) ?? (await openUnlocked(folder, options, terminal));
  const { summary } = opened.backup;
  if (summary.hint !== undefined) say(terminal, `The backup is one folder level ${LEVEL[summary.hint]}: ${summary.path}`);
  if (summary.throughJournal) {
    say(
      terminal,
      'The last backup into this folder did not finish. This is the last good version. To complete it, run "backup-lab backup" again.',
    );
  }
  return opened;
}

/** Without a password, if none was given and none is needed. */
async function openLocked(
  folder: string,
  need: ReadingNeed,
  options: PasswordOptions,
  terminal: Terminal,
): Promise<OpenedForReading | undefined> {
  if (isPasswordGiven(options)) return undefined;
  const { openBackup } = await import('../backup/index.ts');
  try {
    const backup = await shown(options, terminal, () => openBackup(folder, { signal: terminal.signal }));
    if (need === 'names' || !backup.isLocked) return ownerOf(backup, undefined);
    await backup.close();
  } catch (error) {
    if (!isCodedError(error, 'backup-encrypted')) throw error;
  }
  return undefined;
}

async function openUnlocked(folder: string, options: PasswordOptions, terminal: Terminal): Promise<OpenedForReading> {
  const { BackupError, openBackup } = await import('../backup/index.ts');
  const unlocked = await unlockForReading({ folder, options, terminal, unlock: unlockReadable(terminal) });
  if (unlocked.keys === undefined && unlocked.reason === 'no-password') {
    throw new BackupError('backup-encrypted', 'no password was given', { data: { path: folder } });
  }
  const { keys } = unlocked;
  try {
    return ownerOf(await shown(options, terminal, () => openBackup(folder, { keys, signal: terminal.signal })), keys);
  } catch (error) {
    await keys?.lock();
    throw error;
  }
}

/** Not while a person is asked for the password: progress would overwrite the question. */
async function shown<T>({ progress }: PasswordOptions, terminal: Terminal, work: () => Promise<T>): Promise<T> {
  using line = openProgressLine(terminal, progress === true);
  line.show({ phase: 'reading-catalogue', done: 0, unit: 'files' });
  return await work();
}

function ownerOf(backup: Backup, keys: BackupKeys | undefined): OpenedForReading {
  return {
    backup,
    keys,
    async [Symbol.asyncDispose]() {
      await backup.close();
      await keys?.lock();
    },
  };
}
