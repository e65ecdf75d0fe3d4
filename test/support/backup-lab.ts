/**
 * The built command line. `backupLab` runs it within this process, from the very files that the binary loads: what a command says and how it ends
 * depends on its `Terminal` alone. `backupLabProcess` starts the binary, for what a process has besides: signals, descriptors, its end.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { pathToFileURL } from 'node:url';
import type * as Program from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

const DIST = join(import.meta.dirname, '../../dist');
const CLI = join(DIST, 'cli.js');
const PROGRAM = pathToFileURL(join(DIST, 'cli-program.js')).href;

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  /** What `stdout` was decoded from. */
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** What a test may do to a command that runs. */
export type RunningCommand = Pick<ChildProcess, 'kill'>;

export interface CliOptions {
  /** Address of the simulator; otherwise one at which nobody listens. */
  readonly address?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with everything printed so far, whenever more comes; may end the command. */
  readonly onOutput?: (output: { stdout: string; stderr: string }, command: RunningCommand) => void;
}

export interface CliProcessOptions extends CliOptions {
  /** Handed over on file descriptor 3, for `--password-fd 3`. */
  readonly descriptor3?: string | Uint8Array;
}

const NOBODY = '127.0.0.1:1';

/** In this process: `env` is what the command reads itself, a signal is the wish to stop, and stdin has nothing. */
export async function backupLab(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  assert.ok(
    !args.some((word, index) => word.endsWith('-fd') && Number(args[index + 1]) >= 0),
    'descriptors belong to a process of its own',
  );
  const { runProgram } = (await import(PROGRAM)) as typeof Program;
  const stop = new AbortController();
  const command: RunningCommand = {
    kill: () => {
      stop.abort();
      return true;
    },
  };
  const heard = new HeardOutput((output) => options.onOutput?.(output, command));
  const terminal: Terminal = {
    stdin: Readable.from([]),
    stdout: heard.pipe('stdout'),
    stderr: heard.pipe('stderr'),
    env: environmentOf(options),
    signal: stop.signal,
  };
  const status = await runProgram(args, terminal);
  await Promise.all(
    [terminal.stdout, terminal.stderr].map((stream) => {
      stream.end();
      return finished(stream);
    }),
  );
  return heard.result(status);
}

/** As a user does: a process of its own, its two streams kept apart. */
export async function backupLabProcess(args: readonly string[], options: CliProcessOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe', options.descriptor3 === undefined ? 'ignore' : 'pipe'],
  });
  const heard = new HeardOutput((output) => options.onOutput?.(output, child));
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      heard.hear(name, chunk);
    });
  }
  const ended = Promise.withResolvers<number | null>();
  child.on('error', ended.reject).on('close', ended.resolve);
  if (options.descriptor3 !== undefined) giveOver(child.stdio[3] as Writable, options.descriptor3);
  return heard.result(await ended.promise);
}

function environmentOf({ address, env }: CliOptions): NodeJS.ProcessEnv {
  return { ...process.env, USBMUXD_SOCKET_ADDRESS: address ?? NOBODY, ...env };
}

type StreamName = 'stdout' | 'stderr';

/** What a command has printed so far. */
class HeardOutput {
  readonly #output = { stdout: '', stderr: '' };
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  readonly #chunks: Buffer[] = [];
  readonly #onMore: (output: { stdout: string; stderr: string }) => void;

  constructor(onMore: (output: { stdout: string; stderr: string }) => void) {
    this.#onMore = onMore;
  }

  hear(name: StreamName, chunk: Buffer): void {
    if (name === 'stdout') this.#chunks.push(chunk);
    this.#output[name] += this.#decoders[name].write(chunk);
    this.#onMore(this.#output);
  }

  /** What is written is taken at once and heard a turn later, as from a pipe. */
  pipe(name: StreamName): Writable {
    return new Writable({
      writev: (pieces, done) => {
        setImmediate(() => {
          this.hear(name, Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer)));
        });
        done();
      },
      final: (done) => void setImmediate(done),
    });
  }

  result(status: number | null): CliResult {
    return { status, ...this.#output, bytes: Buffer.concat(this.#chunks) };
  }
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
