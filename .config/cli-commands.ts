/** The commands of `backup-lab` as they register themselves, without running one. */

import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { makeProgram } from '../src/cli/program.ts';

interface RegisteredCommand {
  /** As it is typed: `backup-lab cloud on`. */
  readonly path: string;
  readonly command: Command;
}

/** Each command that does something, those of commands included, in the order of the help. */
export function registeredCommands(): RegisteredCommand[] {
  const nowhere = new PassThrough();
  const terminal = { stdin: nowhere, stdout: nowhere, stderr: nowhere, env: {}, signal: new AbortController().signal };
  return leaves(
    makeProgram(terminal, () => Promise.resolve()),
    'backup-lab',
  );
}

function leaves(parent: Command, path: string): RegisteredCommand[] {
  return parent.commands.flatMap((command) => {
    const name = `${path} ${command.name()}`;
    return command.commands.length > 0 ? leaves(command, name) : [{ path: name, command }];
  });
}
