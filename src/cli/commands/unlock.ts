/** `backup-lab unlock --check`: checks a backup password. */
import { resolve } from 'node:path';
import type { EncryptionFacts } from '../../backup/index.ts';
import { isCodedError } from '../../base/index.ts';
import { BACKUP_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { failureStatus, UsageError } from '../failure.ts';
import { withProgressOption } from '../job-reports.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';
import { unlockForReading } from '../unlock-for-reading.ts';

interface Options extends PasswordOptions {
  readonly check?: true;
  readonly json?: true;
}

/** What the keybag answered. */
interface Answer {
  readonly right: boolean;
  /** Protection classes whose keys do not open although the password is right. */
  readonly damagedClasses?: readonly number[];
}

export function registerUnlock({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('unlock')
    .summary('Check a backup password')
    .description('Check whether a password opens the keybag of a backup. Nothing is written, and the backup does not stay unlocked.')
    .argument(...BACKUP_ARGUMENT)
    .option('--check', 'Check the password (required)');
  withJsonOption(withProgressOption(withPasswordOptions(command)), 'Print the answer and facts about the keybag as one JSON document');
  withExamples(command, [
    ['Ask for the password and check it', 'backup-lab unlock backups/UDID --check'],
    ['Check the password that an environment variable contains', 'backup-lab unlock backups/UDID --check --password-env BACKUP_PASSWORD'],
  ]);
  withExitCodes(command, {
    good: 'The password is correct',
    usage: 'The backup is not encrypted, or the command line is wrong',
    damaged: 'The keybag is unreadable',
    password: 'The password is wrong, or none was given',
  });
  command.action((folder: string, options: Options) =>
    run(async () => {
      if (options.check !== true) {
        throw new UsageError(
          'Add --check to check the password. A backup does not stay unlocked: the other commands take the password themselves.',
        );
      }
      return await check(folder, options, terminal);
    }, options),
  );
}

async function check(folder: string, options: Options, terminal: Terminal): Promise<number> {
  const { BackupError, readEncryption, unlockBackup } = await import('../../backup/index.ts');
  const facts = await readEncryption(folder, { signal: terminal.signal });
  if (facts.encrypted === false) throw new BackupError('not-encrypted', 'not encrypted', { data: { path: folder } });
  let path = resolve(folder);
  try {
    const { keys } = await unlockForReading({ folder, options, terminal, unlock: unlockBackup });
    if (keys === undefined) throw new BackupError('backup-encrypted', 'no password was given', { data: { path: folder } });
    path = keys.path;
    await keys.lock();
  } catch (error) {
    const answer = answerOf(error);
    if (answer === undefined) throw error;
    if (options.json) await printAnswer(path, facts, answer, terminal);
    return await failureStatus(error, terminal, false);
  }
  say(terminal, 'The password is correct.');
  if (options.json) await printAnswer(path, facts, { right: true }, terminal);
  return EXIT.good;
}

/** Undefined if the error does not answer whether the password is right. */
function answerOf(error: unknown): Answer | undefined {
  if (isCodedError(error, 'password-wrong')) return { right: false };
  if (!isCodedError(error, 'keybag-damaged')) return undefined;
  return { right: true, damagedClasses: Array.isArray(error.data.classes) ? error.data.classes.map(Number) : [] };
}

async function printAnswer(path: string, facts: EncryptionFacts, answer: Answer, terminal: Terminal): Promise<void> {
  await printDocument(terminal, 'unlock', { backup: { path }, ...answer, keybag: facts.keybag ?? null });
}
