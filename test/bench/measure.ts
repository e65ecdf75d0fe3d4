/** Times whole processes and their peak memory, in turn, so that a ratio holds although the machine's speed drifts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Run {
  readonly wallMs: number;
  /** High-water mark of resident memory, in bytes; 0 where /proc does not tell. */
  readonly peakBytes: number;
}

export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const SAMPLE_EVERY_MS = 20;

/** Runs a command to its end; throws with its stderr when it fails. `until` ends the measuring (and the process) earlier. */
export async function measure(command: CommandLine, until?: (child: ChildProcess) => Promise<void>): Promise<Run> {
  const start = process.hrtime.bigint();
  const child = spawn(command.file, command.args, { env: { ...process.env, ...command.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
  if (until === undefined) child.stdout.resume();
  let peakBytes = 0;
  const sampler = setInterval(() => (peakBytes = Math.max(peakBytes, peakOf(child.pid))), SAMPLE_EVERY_MS);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  try {
    if (until === undefined) {
      const [status] = await exited;
      if (status !== 0) throw new Error(`${command.file} ${command.args.join(' ')} exited with ${String(status)}\n${errors}`);
      return { wallMs: Number(process.hrtime.bigint() - start) / 1e6, peakBytes };
    }
    await until(child);
    const wallMs = Number(process.hrtime.bigint() - start) / 1e6;
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
    child.kill('SIGTERM');
    await exited;
    return { wallMs, peakBytes };
  } finally {
    clearInterval(sampler);
  }
}

/** VmHWM of a Linux process: the kernel's own record of its peak, so sampling can miss only the last moments. */
export function peakOf(pid: number | undefined): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return kib === undefined ? 0 : Number(kib) * 1024;
  } catch {
    return 0;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

export interface Pairing {
  readonly ours: readonly Run[];
  readonly theirs: readonly Run[];
  /** Median of the ratios pair by pair, wall time ours ÷ theirs. */
  readonly ratio: number;
}

/** Runs two things in turn, A B A B …, `rounds` times after one uncounted round. */
export async function inTurn(ours: () => Promise<Run>, theirs: () => Promise<Run>, rounds: number): Promise<Pairing> {
  const pairs: [Run, Run][] = [];
  for (let round = 0; round <= rounds; round++) {
    const pair: [Run, Run] = [await ours(), await theirs()];
    if (round > 0) pairs.push(pair);
  }
  return {
    ours: pairs.map(([run]) => run),
    theirs: pairs.map(([, run]) => run),
    ratio: median(pairs.map(([own, other]) => own.wallMs / other.wallMs)),
  };
}
