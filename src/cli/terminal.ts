/** What a command may touch of the process around it: two streams, the environment, and the wish to stop. */

export interface Terminal {
  /** Data only. */
  readonly stdout: NodeJS.WritableStream;
  /** Talk only. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: NodeJS.ProcessEnv;
  /** Fires at the first SIGINT or SIGTERM; the second one ends the process. */
  readonly signal: AbortSignal;
}

/** The real process. The signal handlers go when `dispose` is called. */
export function processTerminal(): Terminal & Disposable {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(10);
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, onSignal);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: stop.signal,
    [Symbol.dispose]: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}

/** Writes data to stdout and waits while the reader is slow. */
export async function print(terminal: Terminal, data: string | Uint8Array): Promise<void> {
  if (terminal.stdout.write(data)) return;
  await new Promise<void>((resolve) => terminal.stdout.once('drain', resolve));
}

/** Writes a line of talk to stderr. */
export function say(terminal: Terminal, line: string): void {
  terminal.stderr.write(`${line}\n`);
}

/** Writes one JSON document with its schema first. */
export async function printDocument(
  terminal: Terminal,
  name: string,
  document: object,
  style: 'document' | 'line' = 'document',
): Promise<void> {
  const whole = { schema: `backup-lab/${name}@1`, ...document };
  await print(terminal, `${style === 'line' ? JSON.stringify(whole) : JSON.stringify(whole, undefined, 2)}\n`);
}
