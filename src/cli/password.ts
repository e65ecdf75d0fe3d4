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

/** The options' names, as messages tell them. */
interface OptionNames {
  readonly env: string;
  readonly fd: string;
}

const PASSWORD: OptionNames = { env: '--password-env', fd: '--password-fd' };
const NEW_PASSWORD: OptionNames = { env: '--new-password-env', fd: '--new-password-fd' };

/**
 * The password that an option gives; undefined without such an option.
 * @throws UsageError when it names nothing or an empty password
 */
export async function givenPassword({ passwordEnv, passwordFd }: PasswordOptions, terminal: Terminal): Promise<string | undefined> {
  return await passwordFrom(passwordEnv, passwordFd, PASSWORD, terminal);
}

export interface NewPasswordOptions {
  readonly newPasswordEnv?: string;
  readonly newPasswordFd?: string;
}

export function withNewPasswordOptions(command: Command): Command {
  return command
    .option('--new-password-env <name>', 'take the new backup password from this environment variable')
    .option('--new-password-fd <n>', 'take it from this open file descriptor, up to the first line break');
}

/** As `givenPassword`, for the one that is to be set. */
export async function givenNewPassword(options: NewPasswordOptions, terminal: Terminal): Promise<string | undefined> {
  return await passwordFrom(options.newPasswordEnv, options.newPasswordFd, NEW_PASSWORD, terminal);
}

async function passwordFrom(
  env: string | undefined,
  fd: string | undefined,
  names: OptionNames,
  terminal: Terminal,
): Promise<string | undefined> {
  if (env !== undefined && fd !== undefined) throw new UsageError(`${names.env} and ${names.fd} exclude each other.`);
  if (env !== undefined) return passwordOfEnvironment(env, names, terminal.env);
  if (fd === undefined) return undefined;
  if (!/^\d{1,6}$/.test(fd)) throw new UsageError(`${names.fd} takes the number of an open file descriptor.`);
  const password = await lineOfDescriptor(Number(fd), terminal.signal);
  if (password === '') throw new UsageError(`${names.fd} ${fd}: the first line is empty, and no backup has an empty password.`);
  return password;
}

function passwordOfEnvironment(name: string, names: OptionNames, env: NodeJS.ProcessEnv): string {
  const password = env[name];
  // The name is not repeated: it may be a password that somebody has typed in its place.
  if (password === undefined) {
    throw new UsageError(`${names.env} takes the NAME of an environment variable, and there is none of that name.`);
  }
  if (password === '') throw new UsageError(`${names.env}: the variable ${name} is empty, and no backup has an empty password.`);
  return password;
}
