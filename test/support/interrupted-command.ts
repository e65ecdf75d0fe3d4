/** Ctrl+C at random moments of a command: each time the process must end by itself, soon, as cancelled. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const NOBODY = '127.0.0.1:1';
const MOMENTS = 10;
/** Two seconds are promised; what fails a test must not depend on how busy the machine is. */
const MOST_MS = 20_000;
const CANCELLED = 10;

export interface InterruptedCommand {
  /** Asked before every run: a command that writes gets a fresh place each time. */
  readonly args: () => readonly string[];
  /** Address of usbmuxd; otherwise one at which nobody listens. */
  readonly address?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A command that would end by itself: the statuses it may end with. The moments are spread over a run that is left alone first. */
  readonly finishesWith?: readonly number[];
  /** A command that does not end by itself: the moments are spread over so many milliseconds. */
  readonly spanMs?: number;
  readonly moments?: number;
  /** Looks for leftovers after every run, whole or interrupted. */
  readonly afterwards?: (run: InterruptedRun) => void;
}

export interface InterruptedRun {
  readonly args: readonly string[];
  /** When SIGINT was sent; undefined for the run that was left alone. */
  readonly delayMs: number | undefined;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly durationMs: number;
  /** From SIGINT to the end; undefined when the command had ended before. */
  readonly endedAfterMs: number | undefined;
}

export interface Interruptions {
  /** Runs that SIGINT ended. */
  readonly cancelled: number;
  /** Runs that were over before, or too far to be stopped. */
  readonly finished: number;
  readonly slowestMs: number;
}

/** Fails when a run ends otherwise than cancelled or finished, or later than MOST_MS after SIGINT. */
export async function interruptAtRandomMoments(command: InterruptedCommand): Promise<Interruptions> {
  const { finishesWith = [], moments = MOMENTS } = command;
  const alone = command.spanMs === undefined ? await runLeftAlone(command) : undefined;
  const spanMs = command.spanMs ?? alone?.durationMs ?? 0;
  const outcome = { cancelled: 0, finished: 0, slowestMs: 0 };
  for (let moment = 0; moment < moments; moment++) {
    const run = await runOnce(command, (spanMs * (moment + Math.random())) / moments);
    const what = describeRun(run);
    assert.ok((run.endedAfterMs ?? 0) <= MOST_MS, `${what}: has not ended within ${String(MOST_MS)} ms`);
    if (isCancelled(run)) outcome.cancelled++;
    else if (finishesWith.includes(run.status ?? Number.NaN) || endedWhileLeaving(run, alone)) outcome.finished++;
    else assert.fail(what);
    outcome.slowestMs = Math.max(outcome.slowestMs, run.endedAfterMs ?? 0);
    command.afterwards?.(run);
  }
  return outcome;
}

async function runLeftAlone(command: InterruptedCommand): Promise<InterruptedRun> {
  const run = await runOnce(command, undefined);
  assert.ok(command.finishesWith?.includes(run.status ?? Number.NaN) === true, describeRun(run));
  command.afterwards?.(run);
  return run;
}

/** The last line of a command that failed ends in its code. */
const ERROR_LINE = / \([a-z0-9-]+\)$/;

/** All is done and said, and Node, which takes its handlers down before it ends, no longer listens. */
function endedWhileLeaving({ signal, output }: InterruptedRun, alone: InterruptedRun | undefined): boolean {
  const last = lastLineOf(output);
  return signal === 'SIGINT' && last !== undefined && (last === lastLineOf(alone?.output ?? '') || ERROR_LINE.test(last));
}

function lastLineOf(output: string): string | undefined {
  return output.endsWith('\n') ? output.trimEnd().split('\n').at(-1) : undefined;
}

/** A process that has not yet begun to listen ends by the signal itself: nothing was begun, nothing was said. */
function isCancelled({ status, signal, output }: InterruptedRun): boolean {
  return status === CANCELLED || (signal === 'SIGINT' && output === '');
}

async function runOnce({ args, address, env }: InterruptedCommand, delayMs: number | undefined): Promise<InterruptedRun> {
  const given = args();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI, ...given], {
    env: { ...process.env, USBMUXD_SOCKET_ADDRESS: address ?? NOBODY, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
  let sentAt: number | undefined;
  let deadline: NodeJS.Timeout | undefined;
  const interrupting =
    delayMs === undefined
      ? undefined
      : setTimeout(() => {
          sentAt = performance.now();
          child.kill('SIGINT');
          deadline = setTimeout(() => child.kill('SIGKILL'), MOST_MS);
        }, delayMs);
  const ended = Promise.withResolvers<[number | null, NodeJS.Signals | null]>();
  child.once('error', ended.reject).once('close', (...end) => {
    ended.resolve(end);
  });
  try {
    const [status, signal] = await ended.promise;
    const endedAt = performance.now();
    return {
      args: given,
      delayMs,
      status,
      signal,
      output,
      durationMs: endedAt - startedAt,
      endedAfterMs: sentAt === undefined ? undefined : endedAt - sentAt,
    };
  } finally {
    clearTimeout(interrupting);
    clearTimeout(deadline);
  }
}

function describeRun({ args, delayMs, status, signal, output }: InterruptedRun): string {
  const when = delayMs === undefined ? 'left alone' : `SIGINT after ${delayMs.toFixed(0)} ms`;
  return `backup-lab ${args.join(' ')}, ${when}: ended with ${String(status ?? signal)}\n${output.slice(-2000)}`;
}
