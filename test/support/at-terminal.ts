/** Runs the built command line at a pseudo terminal, as a person who types does. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const RELAY = join(import.meta.dirname, 'pty-relay.py');
const PYTHON = '/usr/bin/python3';

export interface AtTerminalOptions {
  /** Typed one after the other, each as soon as what was shown since the last one matches. */
  readonly dialogue: readonly (readonly [shown: RegExp, typed: string])[];
  /** stdout is the terminal, too; otherwise it is a pipe. */
  readonly stdoutToo?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

export interface AtTerminalResult {
  readonly status: number | null;
  readonly stdout: string;
  /** All that the terminal showed: stderr, and what it echoed. */
  readonly screen: string;
  /** Whether the terminal echoed what is typed when the command had ended. */
  readonly echoesAfterwards: boolean;
}

export async function backupLabAtTerminal(args: readonly string[], options: AtTerminalOptions): Promise<AtTerminalResult> {
  const command = [...(options.stdoutToo === true ? ['--all'] : []), process.execPath, CLI, ...args];
  const child = spawn(PYTHON, [RELAY, ...command], {
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const dialogue = [...options.dialogue];
  let screen = '';
  let told = 0;
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    screen += part;
    const [next] = dialogue;
    if (!next?.[0].test(screen.slice(told))) return;
    told = screen.length;
    dialogue.shift();
    child.stdin.write(next[1]);
  });
  const ended = Promise.withResolvers<number | null>();
  child.on('error', ended.reject).on('close', ended.resolve);
  const [status, stdout, echo] = await Promise.all([ended.promise, text(child.stdout), text(child.stdio[3] as Readable)]);
  return { status, stdout, screen, echoesAfterwards: echo === 'echo on\n' };
}
