/** What a command gets when it registers itself. */
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Runs the work of a command and keeps the exit status that it returns. Turns what it throws into a message and a status. */
  readonly run: (work: () => Promise<number>, options?: { json?: boolean }) => Promise<void>;
}
