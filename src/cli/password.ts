/** Where a command gets a backup password: the environment, a file descriptor, or a person. Never from its arguments. */
import { Option, type Command } from 'commander';
import { OPTIONS } from './command-help.ts';
import { lineOfDescriptor } from './descriptor-line.ts';
import { UsageError } from './failure.ts';
import type { ProgressOptions } from './job-reports.ts';
import type { Terminal } from './terminal.ts';

export interface GivenPasswordOptions {
  readonly passwordEnv?: string;
  readonly passwordFd?: string;
}

/** `progress` shows that a long computation goes on. */
export interface PasswordOptions extends GivenPasswordOptions, ProgressOptions {
  readonly acceptCost?: true;
}

/** For a command that reads a backup. */
export function withPasswordOptions(command: Command): Command {
  return withPasswordSources(command, PASSWORD, 'the backup password').addOption(
    passwordOption('--accept-cost', 'Try the password even if it takes an extreme amount of computation'),
  );
}

/** For a command that changes the backup password of a device. */
export function withCurrentPasswordOptions(command: Command): Command {
  return withPasswordSources(command, PASSWORD, 'the current backup password');
}

function withPasswordSources(command: Command, { env, fd }: OptionNames, what: string): Command {
  return command
    .addOption(passwordOption(`${env} <NAME>`, `Take ${what} from this environment variable`))
    .addOption(passwordOption(`${fd} <N>`, `Take ${what} from the first line of this open file descriptor`));
}

function passwordOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(OPTIONS.password);
}

export function isPasswordGiven({ passwordEnv, passwordFd }: GivenPasswordOptions): boolean {
  return passwordEnv !== undefined || passwordFd !== undefined;
}

/** The names of the options in help and messages. */
interface OptionNames {
  readonly env: string;
  readonly fd: string;
}

const PASSWORD: OptionNames = { env: '--password-env', fd: '--password-fd' };
const NEW_PASSWORD: OptionNames = { env: '--new-password-env', fd: '--new-password-fd' };

/**
 * The password from an option, or undefined without such an option.
 * @throws UsageError if there is no password where the option points, or an empty one
 */
export async function givenPassword({ passwordEnv, passwordFd }: GivenPasswordOptions, terminal: Terminal): Promise<string | undefined> {
  return await passwordFrom(passwordEnv, passwordFd, PASSWORD, terminal);
}

export interface NewPasswordOptions {
  readonly newPasswordEnv?: string;
  readonly newPasswordFd?: string;
}

export function withNewPasswordOptions(command: Command): Command {
  return withPasswordSources(command, NEW_PASSWORD, 'the new backup password');
}

/** Like `givenPassword`, for the password to set. */
export async function givenNewPassword(options: NewPasswordOptions, terminal: Terminal): Promise<string | undefined> {
  return await passwordFrom(options.newPasswordEnv, options.newPasswordFd, NEW_PASSWORD, terminal);
}

async function passwordFrom(
  env: string | undefined,
  fd: string | undefined,
  names: OptionNames,
  terminal: Terminal,
): Promise<string | undefined> {
  if (env !== undefined && fd !== undefined) throw new UsageError(`Use only one of ${names.env} and ${names.fd}.`);
  if (env !== undefined) return passwordOfEnvironment(env, names, terminal.env);
  if (fd === undefined) return undefined;
  if (!/^\d{1,6}$/.test(fd)) throw new UsageError(`${names.fd} takes the number of an open file descriptor.`);
  const password = await lineOfDescriptor(Number(fd), terminal.signal);
  if (password === '') throw new UsageError(`${names.fd} ${fd}: the first line is empty. A backup password cannot be empty.`);
  return password;
}

function passwordOfEnvironment(name: string, names: OptionNames, env: NodeJS.ProcessEnv): string {
  const password = env[name];
  // The name is not repeated: somebody may have typed the password instead.
  if (password === undefined) {
    throw new UsageError(`${names.env} takes the NAME of an environment variable. There is no variable with that name.`);
  }
  if (password === '') throw new UsageError(`${names.env}: the variable ${name} is empty. A backup password cannot be empty.`);
  return password;
}
