/** Runs the built command line as a user does: a process of its own, its two streams kept apart. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  /** What `stdout` was decoded from. */
  readonly bytes: Buffer;
  readonly stderr: string;
}

export interface CliOptions {
  /** Address of the simulator; otherwise one at which nobody listens. */
  readonly address?: string | undefined;
  /** Handed over on file descriptor 3, for `--password-fd 3`. */
  readonly descriptor3?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with everything printed so far, whenever more comes; may end the process. */
  readonly onOutput?: (output: { stdout: string; stderr: string }, child: ChildProcess) => void;
}

const NOBODY = '127.0.0.1:1';

export async function backupLab(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, USBMUXD_SOCKET_ADDRESS: options.address ?? NOBODY, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', options.descriptor3 === undefined ? 'ignore' : 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const stream of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    child[stream]?.on('data', (chunk: Buffer) => {
      output[stream] += decoder.write(chunk);
      options.onOutput?.(output, child);
    });
  }
  const ended = Promise.withResolvers<number | null>();
  child.on('error', ended.reject).on('close', ended.resolve);
  if (options.descriptor3 !== undefined) giveOver(child.stdio[3] as Writable, options.descriptor3);
  return { status: await ended.promise, ...output, bytes: Buffer.concat(chunks) };
}

/** A command that reads only the first line closes its end, and that is no failure of the test. */
function giveOver(descriptor: Writable, content: string | Uint8Array): void {
  descriptor.on('error', () => undefined);
  descriptor.end(content);
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
