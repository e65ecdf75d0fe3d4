/** Runs an unmodified program of somebody else against a simulator, for a limited time, and hands back what it said. */
import { spawn } from 'node:child_process';
import { systemErrorCode } from '../../../src/base/index.ts';

export interface ToolResult {
  /** Exit status; undefined when the program had to be killed. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  /** Address of the simulator, in the form of USBMUXD_SOCKET_ADDRESS. */
  readonly address: string;
  /** The tools wait for ever when an answer is missing. */
  readonly timeoutMs?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onOutput?: (text: string) => void;
  /** For programs that go on until somebody presses Ctrl+C: it is pressed when this fires. */
  readonly interrupt?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const INSTALL = 'apt-get install libimobiledevice-utils libusbmuxd-tools';

/** Throws when the program is missing (with the command that installs it) or does not end in time. */
export async function runTool(program: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const { address, timeoutMs = DEFAULT_TIMEOUT_MS, cwd, env, onOutput, interrupt } = options;
  const child = spawn(program, args, {
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env, USBMUXD_SOCKET_ADDRESS: address },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      onOutput?.(text);
    });
  }
  const pressCtrlC = () => child.kill('SIGINT');
  interrupt?.addEventListener('abort', pressCtrlC);
  const ended = Promise.withResolvers<number | undefined>();
  child.on('error', ended.reject);
  child.on('close', (status) => {
    ended.resolve(status ?? undefined);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    const status = await ended.promise;
    if (status === undefined && child.signalCode !== 'SIGINT') {
      throw new Error(`${program} ${args.join(' ')} did not end in time:\n${output.stdout}${output.stderr}`);
    }
    return { status, ...output };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw new Error(`${program} is missing. Install it: ${INSTALL}`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    interrupt?.removeEventListener('abort', pressCtrlC);
  }
}

/** Lines without the line ends, empty ones left out. */
export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
