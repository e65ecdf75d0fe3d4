/** `backup-lab unlock --check`: is this the password of the backup? */
import { resolve } from 'node:path';
import type { EncryptionFacts } from '../../backup/index.ts';
import { isCodedError } from '../../base/index.ts';
import { EXIT } from '../exit-codes.ts';
import { failureStatus, UsageError } from '../failure.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';
import { unlockForReading } from '../unlock-for-reading.ts';

interface Options extends PasswordOptions {
  readonly check?: true;
  readonly json?: true;
}

/** What the key bag answered. */
interface Answer {
  readonly right: boolean;
  /** Classes whose keys do not open although the password is right. */
  readonly damagedClasses?: readonly number[];
}

export function registerUnlock({ program, terminal, run }: CommandContext): void {
  withPasswordOptions(program.command('unlock'))
    .description('try a password on the key bag of a backup; nothing is written, and nothing stays unlocked')
    .argument('<backup>', 'the folder that holds Manifest.plist')
    .option('--check', 'say whether the password is right')
    .option('--json', 'one JSON document, with the facts of the key bag')
    .action((folder: string, options: Options) =>
      run(async () => {
        if (options.check !== true) {
          throw new UsageError(
            'A command cannot leave a backup unlocked. Add --check to try the password; the other commands take it themselves.',
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
  say(terminal, 'The password is right.');
  if (options.json) await printAnswer(path, facts, { right: true }, terminal);
  return EXIT.good;
}

/** Undefined for what leaves open whether the password is right. */
function answerOf(error: unknown): Answer | undefined {
  if (isCodedError(error, 'password-wrong')) return { right: false };
  if (!isCodedError(error, 'keybag-damaged')) return undefined;
  return { right: true, damagedClasses: Array.isArray(error.data.classes) ? error.data.classes.map(Number) : [] };
}

async function printAnswer(path: string, facts: EncryptionFacts, answer: Answer, terminal: Terminal): Promise<void> {
  await printDocument(terminal, 'unlock', { backup: { path }, ...answer, keybag: facts.keybag ?? null });
}
