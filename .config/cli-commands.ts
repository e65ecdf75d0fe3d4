/** The commands of `backup-lab` as they register themselves, without running one. */

import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import type { CommandContext } from '../src/cli/command-context.ts';

export interface RegisteredCommand {
  /** As it is typed: `backup-lab cloud on`. */
  readonly path: string;
  readonly command: Command;
}

/** Each command that does something, those of commands included, in the order of the help. */
export function registeredCommands(all: readonly ((context: CommandContext) => void)[]): RegisteredCommand[] {
  const program = new Command('backup-lab');
  const nowhere = new PassThrough();
  const terminal = { stdin: nowhere, stdout: nowhere, stderr: nowhere, env: {}, signal: new AbortController().signal };
  for (const register of all) register({ program, terminal, run: () => Promise.resolve() });
  return leaves(program, 'backup-lab');
}

function leaves(parent: Command, path: string): RegisteredCommand[] {
  return parent.commands.flatMap((command) => {
    const name = `${path} ${command.name()}`;
    return command.commands.length > 0 ? leaves(command, name) : [{ path: name, command }];
  });
}
