/** Asks a person at the terminal. Questions go to stderr, so that stdout contains only data. */
import { StringDecoder } from 'node:string_decoder';
import { CancelledError, throwIfAborted } from '../base/index.ts';
import type { Terminal } from './terminal.ts';
import { TypedLine } from './typed-line.ts';

/** True if a person can read a question and answer it. */
export function canAsk(terminal: Terminal): boolean {
  return terminal.stderr.isTTY === true && terminal.stdin.isTTY === true;
}

/**
 * A line that is not shown while it is typed; undefined for Ctrl-D.
 * @throws CancelledError for Ctrl-C and when the command is to stop. The terminal is as before in every case.
 */
export async function askSecret(terminal: Terminal, question: string): Promise<string | undefined> {
  const { stdin, stderr } = terminal;
  throwIfAborted(terminal.signal);
  stdin.setRawMode?.(true);
  try {
    stderr.write(question);
    return await readLine(terminal);
  } finally {
    stdin.setRawMode?.(false);
    stderr.write('\n');
  }
}

/** False for everything but a clear yes. @throws CancelledError */
export async function askYesNo(terminal: Terminal, question: string): Promise<boolean> {
  throwIfAborted(terminal.signal);
  terminal.stderr.write(`${question} [y/N] `);
  return /^\s*y(es)?\s*$/i.test((await readLine(terminal)) ?? '');
}

function readLine({ stdin, signal }: Terminal): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const line = new TypedLine();
  const decoder = new StringDecoder('utf8');
  const onData = (chunk: Buffer | string) => {
    const state = line.feed(typeof chunk === 'string' ? chunk : decoder.write(chunk));
    if (state.kind === 'entered') resolve(state.text);
    else if (state.kind === 'ended') resolve(undefined);
    else if (state.kind === 'interrupted') reject(new CancelledError());
  };
  const onEnd = () => {
    resolve(undefined);
  };
  const onAbort = () => {
    reject(new CancelledError(signal.reason));
  };
  stdin.on('data', onData).on('end', onEnd).on('error', reject);
  signal.addEventListener('abort', onAbort, { once: true });
  stdin.resume();
  return promise.finally(() => {
    stdin.off('data', onData).off('end', onEnd).off('error', reject).pause();
    signal.removeEventListener('abort', onAbort);
  });
}
