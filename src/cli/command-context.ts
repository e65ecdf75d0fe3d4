/** What a command gets to register itself. */
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** `run` gets a command's work, which settles with the exit status. */
export interface CommandContext {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Runs `work`, turns what it throws into words and a status, and keeps the status. */
  readonly run: (work: () => Promise<number>, options?: { json?: boolean }) => Promise<void>;
}
