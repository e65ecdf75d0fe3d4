/** Asking for help in any form: `help X` is `X --help`, also for commands of commands, and an unknown X is an error in both. */
import type { Command } from 'commander';

/**
 * The command line for commander. It would look only at the first word after `help`, and answer `--help` of an unknown command with the help
 * of all; without the request for help it says what is unknown, and what was probably meant.
 */
export function withHelpRequests(program: Command, args: readonly string[]): string[] {
  const path: string[] = [];
  let rest = [...args];
  let command = program;
  while (command.commands.length > 0) {
    const [name, next = '-'] = rest;
    if (name === undefined || name.startsWith('-')) break;
    if (name === 'help' && !next.startsWith('-')) {
      rest = [...rest.slice(1), '--help'];
      continue;
    }
    const found = command.commands.find((known) => known.name() === name);
    if (found === undefined) return name === 'help' ? [...path, ...rest] : [...path, name];
    path.push(name);
    rest = rest.slice(1);
    command = found;
  }
  return [...path, ...rest];
}

/** As a user types it: `backup-lab encryption on`. */
export function commandLineOf(command: Command): string {
  return command.parent === null ? command.name() : `${commandLineOf(command.parent)} ${command.name()}`;
}
