/** Runs the built command line as a user does, and measures what no input may bring about: memory, silence, hanging. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { LIMITS } from './attack.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const USAGE = join(import.meta.dirname, 'report-usage.mjs');
const NOBODY = '127.0.0.1:1';
/** Between two looks at the memory of a process that may be killed before it can report by itself. */
const LOOK_MS = 25;
/** A command that does not end is killed, and the attack has succeeded. */
const DEADLINE_MS = 180_000;
/** What is kept of an output, which may itself be the attack. */
const KEPT_LENGTH = 1_000_000;

export interface MeasuredOptions {
  /** Address of usbmuxd; otherwise one at which nobody listens. */
  readonly address?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called whenever something was printed; may end the process. */
  readonly onOutput?: (output: { readonly stdout: string; readonly stderr: string }, child: ChildProcess) => void;
  readonly onStart?: (child: ChildProcess) => void;
  readonly limits?: { readonly peakBytes?: number; readonly silenceMs?: number; readonly deadlineMs?: number };
}

export interface MeasuredCommand {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The first million characters. */
  readonly stdout: string;
  readonly stderr: string;
  readonly peakBytes: number;
  readonly milliseconds: number;
  readonly longestSilenceMs: number;
}

/** Throws when the process swells beyond the limits, says nothing for too long, or does not end. */
export async function runMeasured(folder: string, args: readonly string[], options: MeasuredOptions = {}): Promise<MeasuredCommand> {
  const peakFile = join(folder, `.peak-${process.hrtime.bigint().toString()}`);
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', USAGE, CLI, ...args], {
    env: { ...process.env, USBMUXD_SOCKET_ADDRESS: options.address ?? NOBODY, ...options.env, PEAK_FILE: peakFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  let lastWord = started;
  let longestSilenceMs = 0;
  const hear = () => {
    longestSilenceMs = Math.max(longestSilenceMs, performance.now() - lastWord);
    lastWord = performance.now();
  };
  for (const stream of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    child[stream].on('data', (chunk: Buffer) => {
      hear();
      if (output[stream].length < KEPT_LENGTH) output[stream] += decoder.write(chunk);
      options.onOutput?.(output, child);
    });
  }
  options.onStart?.(child);
  let seenPeak = 0;
  const looking = setInterval(() => (seenPeak = Math.max(seenPeak, peakOf(child))), LOOK_MS);
  const deadlineMs = options.limits?.deadlineMs ?? DEADLINE_MS;
  let isLate = false;
  const deadline = setTimeout(() => (isLate = child.kill('SIGKILL')), deadlineMs);
  const { promise, resolve, reject } = Promise.withResolvers<[number | null, NodeJS.Signals | null]>();
  child.once('error', reject).once('close', (...end) => {
    resolve(end);
  });
  try {
    const [status, signal] = await promise;
    hear();
    const peakBytes = Math.max(seenPeak, reportedPeak(peakFile));
    const result = { status, signal, ...output, peakBytes, milliseconds: performance.now() - started, longestSilenceMs };
    assert.ok(
      !isLate,
      `backup-lab ${args.join(' ')} did not end within ${(deadlineMs / 1000).toString()} s\n${output.stderr.slice(-2000)}`,
    );
    assertWithin(args, result, options.limits);
    return result;
  } finally {
    clearInterval(looking);
    clearTimeout(deadline);
    rmSync(peakFile, { force: true });
  }
}

function assertWithin(args: readonly string[], result: MeasuredCommand, limits: MeasuredOptions['limits']): void {
  const name = `backup-lab ${args[0] ?? ''}`;
  const most = limits?.peakBytes ?? LIMITS.peakBytes;
  assert.ok(result.peakBytes <= most, `${name} took ${mebibytes(result.peakBytes)} MiB of memory; ${mebibytes(most)} are allowed`);
  const longest = limits?.silenceMs ?? LIMITS.silenceMs;
  assert.ok(result.longestSilenceMs <= longest, `${name} said nothing for ${(result.longestSilenceMs / 1000).toFixed(1)} s`);
  assert.notEqual(result.status, 70, `${name} ended with a bug of its own:\n${result.stderr.slice(0, 2000)}`);
}

export function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}

/** Linux says the highest memory of any process, which is its parent's until it has begun; elsewhere only what it leaves at its end counts. */
function peakOf({ pid }: ChildProcess): number {
  try {
    if (!readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes(USAGE)) return 0;
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function reportedPeak(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}
