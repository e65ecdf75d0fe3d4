/** What a command may use of its process: the streams, the environment, and the signal to stop. */
import { abortable, systemErrorCode } from '../base/index.ts';
import { endNow } from './end-now.ts';
import { printableLines } from './printable.ts';

/** Where a person may type. `setRawMode` is there when it is a terminal. */
interface TerminalInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?: (raw: boolean) => unknown;
}

export interface Terminal {
  /** Only for questions to a person, never for data. */
  readonly stdin: TerminalInput;
  /** Data only. */
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Talk only. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: NodeJS.ProcessEnv;
  /** Fires at the first SIGINT or SIGTERM; the second one ends the process. */
  readonly signal: AbortSignal;
}

/** The real process. `dispose` means that the command is done. */
export function processTerminal(): Terminal & Disposable {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) endNow(10);
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, onSignal);
  // Whoever writes learns of a failure from the write itself; an event that nobody hears would end the process with a stack.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    // The stream is made only when it is used: a look at it would keep a closed stdin from working.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: stop.signal,
    [Symbol.dispose]: () => {
      for (const name of signals) {
        process.off(name, onSignal);
        // The work is done and its status known: a signal only makes the process end sooner.
        process.once(name, () => {
          endNow(Number(process.exitCode ?? 0));
        });
      }
    },
  };
}

/**
 * Writes data to stdout and waits until it is taken; the signal to stop ends the waiting. False if the reader has gone (`… | head`), which is
 * not a failure. Any other failure, such as a full disk behind `>`, rejects.
 */
export async function print(terminal: Terminal, data: string | Uint8Array): Promise<boolean> {
  try {
    const written = new Promise<void>((resolve, reject) => {
      terminal.stdout.write(data, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    // What is written after it says that the work was stopped.
    await abortable(written, terminal.signal.aborted ? undefined : terminal.signal);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EPIPE' || isDestroyed(error)) return false;
    throw error;
  }
}

/** The stream failed earlier. The failure itself was reported then. */
function isDestroyed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_DESTROYED';
}

/** Writes a line of talk to stderr. */
export function say(terminal: Terminal, line: string): void {
  terminal.stderr.write(`${printableLines(line)}\n`);
}

/** Writes one JSON document with its schema first. */
export async function printDocument(
  terminal: Terminal,
  name: string,
  document: object,
  style: 'document' | 'line' = 'document',
): Promise<boolean> {
  const whole = { schema: `backup-lab/${name}@1`, ...document };
  return print(terminal, `${printableLines(style === 'line' ? JSON.stringify(whole) : JSON.stringify(whole, undefined, 2))}\n`);
}
