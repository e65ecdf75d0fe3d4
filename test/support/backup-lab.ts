/** Runs the built command line as a user does: a process of its own, its two streams kept apart. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Address of the simulator; otherwise one at which nobody listens. */
  readonly address?: string | undefined;
  /** Called with everything printed so far, whenever more comes; may end the process. */
  readonly onOutput?: (output: { stdout: string; stderr: string }, child: ChildProcess) => void;
}

const NOBODY = '127.0.0.1:1';

export async function backupLab(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, USBMUXD_SOCKET_ADDRESS: options.address ?? NOBODY },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      options.onOutput?.(output, child);
    });
  }
  const ended = Promise.withResolvers<number | null>();
  child.on('error', ended.reject).on('close', ended.resolve);
  return { status: await ended.promise, ...output };
}

/** The JSON document on stdout. */
export function documentOf(result: CliResult): Record<string, unknown> {
  return JSON.parse(result.stdout) as Record<string, unknown>;
}

/** The JSON objects on stdout, one a line. */
export function rowsOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
