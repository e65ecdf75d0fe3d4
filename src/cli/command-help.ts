/** What every help has in the same form: arguments and options that many commands share, examples, exit codes. */
import { Option, type Command } from 'commander';
import { EXIT, EXIT_MEANING } from './exit-codes.ts';

/** Headings of the help for options that are there on many commands; what is the command's own stands above them. */
export const OPTIONS = {
  password: 'Password options:',
  output: 'Output options:',
  connection: 'Connection options:',
} as const;

type Argument = readonly [name: string, description: string];

export const UDID_ARGUMENT: Argument = ['<UDID>', 'The device, as listed by "backup-lab devices"'];
export const BACKUP_ARGUMENT: Argument = ['<BACKUP>', 'The backup: the folder that contains Manifest.plist'];

export function outputOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(OPTIONS.output);
}

export function withJsonOption(command: Command, description = 'Print one JSON document'): Command {
  return command.addOption(outputOption('--json', description));
}

export function withNdjsonOption(command: Command): Command {
  return command.addOption(outputOption('--ndjson', 'Print one JSON object per line'));
}

/** Each example is a command line that parses; a test holds that. */
export function withExamples(command: Command, examples: readonly (readonly [what: string, line: string])[]): Command {
  const lines = examples.map(([what, line]) => `  # ${what}\n  ${line}\n`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`.trimEnd());
}

/** Those that a script tells apart; what they mean for this command where there is more to say than for all. */
export function withExitCodes(command: Command, codes: Readonly<Partial<Record<keyof typeof EXIT, string | true>>>): Command {
  const lines = Object.entries(EXIT)
    .map(([name, status]) => [status, codes[name as keyof typeof EXIT], EXIT_MEANING[name as keyof typeof EXIT]] as const)
    .filter(([, meaning]) => meaning !== undefined)
    .map(([status, meaning, usual]) => `  ${String(status).padEnd(4)}${meaning === true || meaning === undefined ? usual : meaning}`);
  return command.addHelpText('after', `\nExit codes:\n${lines.join('\n')}`);
}
