/** Titles of commands in the language of VS Code, as its menus and its palette show them. */
import { env } from 'vscode';
import { COMMAND_TABLE } from './commands/command-table.ts';
import type { CommandName } from './ids.ts';

export function titleOf(name: CommandName): string {
  return COMMAND_TABLE[name].title[env.language.startsWith('de') ? 'de' : 'en'];
}
