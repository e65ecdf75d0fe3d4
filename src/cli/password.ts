/** Where a command takes the password of a backup from: the environment, a file descriptor, or a person. Never from its arguments. */
import type { Command } from 'commander';
import { lineOfDescriptor } from './descriptor-line.ts';
import { UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';

export interface PasswordOptions {
  readonly passwordEnv?: string;
  readonly passwordFd?: string;
  readonly acceptCost?: true;
  readonly progress?: true;
}

export function withPasswordOptions(command: Command): Command {
  return command
    .option('--password-env <name>', 'take the backup password from this environment variable')
    .option('--password-fd <n>', 'take it from this open file descriptor, up to the first line break')
    .option('--accept-cost', 'try the password even if the backup demands an absurd amount of computation for it')
    .option('--progress', 'progress on stderr even when it is no terminal');
}

export function isPasswordGiven({ passwordEnv, passwordFd }: PasswordOptions): boolean {
  return passwordEnv !== undefined || passwordFd !== undefined;
}

/**
 * The password that an option gives; undefined without such an option.
 * @throws UsageError when it names nothing or an empty password
 */
export async function givenPassword(options: PasswordOptions, terminal: Terminal): Promise<string | undefined> {
  const { passwordEnv, passwordFd } = options;
  if (passwordEnv !== undefined && passwordFd !== undefined) throw new UsageError('--password-env and --password-fd exclude each other.');
  if (passwordEnv !== undefined) return passwordOfEnvironment(passwordEnv, terminal.env);
  if (passwordFd === undefined) return undefined;
  if (!/^\d{1,6}$/.test(passwordFd)) throw new UsageError('--password-fd takes the number of an open file descriptor.');
  const password = await lineOfDescriptor(Number(passwordFd), terminal.signal);
  if (password === '') throw new UsageError(`--password-fd ${passwordFd}: the first line is empty, and no backup has an empty password.`);
  return password;
}

function passwordOfEnvironment(name: string, env: NodeJS.ProcessEnv): string {
  const password = env[name];
  // The name is not repeated: it may be a password that somebody has typed in its place.
  if (password === undefined) {
    throw new UsageError('--password-env takes the NAME of an environment variable, and there is none of that name.');
  }
  if (password === '') throw new UsageError(`--password-env: the variable ${name} is empty, and no backup has an empty password.`);
  return password;
}
