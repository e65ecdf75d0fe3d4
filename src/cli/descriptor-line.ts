/** Reads the first line of a file descriptor that the caller opened: `--password-fd N`. */
import { createReadStream, fstatSync, writeSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { CancelledError, systemErrorCode } from '../base/index.ts';
import { UsageError } from './failure.ts';

/** Longer than any password. Endless input is not read on. */
const MOST_BYTES = 4096;

/**
 * The bytes up to the first line break or the end, as UTF-8, without the line break (LF or CR LF). The descriptor is closed afterwards.
 * @throws UsageError when it is not open, is a terminal or the output, or holds no such line; CancelledError
 */
export async function lineOfDescriptor(descriptor: number, signal: AbortSignal): Promise<string> {
  const stream = streamOf(descriptor, usableDescriptor(descriptor));
  const bytes = await firstLine(stream, signal)
    .catch((error: unknown) => {
      throw systemErrorCode(error) === undefined ? error : notOpen(descriptor);
    })
    .finally(() => stream.destroy());
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError('The first line of the file descriptor is not valid UTF-8.');
  } finally {
    bytes.fill(0);
  }
}

function usableDescriptor(descriptor: number): Stats {
  if (descriptor === 1 || descriptor === 2) {
    throw new UsageError(
      `File descriptor ${descriptor} is the output of this program. Use another one, for example: --password-fd 3 3< FILE.`,
    );
  }
  if (isatty(descriptor)) {
    throw new UsageError(`File descriptor ${descriptor} is a terminal. Leave out the option to be asked for the password.`);
  }
  const status = statusOf(descriptor);
  if (status === undefined || isOwnPipe(descriptor, status)) throw notOpen(descriptor);
  return status;
}

function notOpen(descriptor: number): UsageError {
  return new UsageError(
    `File descriptor ${descriptor} is not open for reading. Open it for the command, for example with ${descriptor}< FILE.`,
  );
}

function statusOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

const MOST_OWN_DESCRIPTORS = 64;

/** Node talks to itself through pipes: it has both ends, and nobody else would ever write a password. */
function isOwnPipe(descriptor: number, status: Stats): boolean {
  if (!status.isFIFO()) return false;
  if (isWritable(descriptor)) return true;
  for (let other = 3; other < MOST_OWN_DESCRIPTORS; other++) {
    const found = other === descriptor ? undefined : statusOf(other);
    if (found?.isFIFO() === true && found.ino === status.ino && found.dev === status.dev && isWritable(other)) return true;
  }
  return false;
}

/** Writing nothing fails at the reading end of a pipe, and does nothing at the other. */
function isWritable(descriptor: number): boolean {
  try {
    writeSync(descriptor, '');
    return true;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return false;
  }
}

/** Pipes and sockets are read without blocking a thread, so that a writer who never comes does not keep the process from ending. */
function streamOf(descriptor: number, status: Stats): Readable {
  if (status.isFIFO() || status.isSocket()) return new Socket({ fd: descriptor, readable: true, writable: false });
  if (!status.isFile() && !status.isCharacterDevice()) {
    throw notOpen(descriptor);
  }
  return createReadStream('', { fd: descriptor, highWaterMark: MOST_BYTES });
}

async function firstLine(stream: Readable, signal: AbortSignal): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const gathered = Buffer.alloc(MOST_BYTES + 1);
  let length = 0;
  const lineUpTo = (end: number) => Buffer.from(gathered.subarray(0, end > 0 && gathered[end - 1] === 0x0d ? end - 1 : end));
  const onAbort = () => {
    reject(new CancelledError(signal.reason));
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  stream
    .on('data', (chunk: Buffer) => {
      length += chunk.copy(gathered, length);
      chunk.fill(0);
      const end = gathered.subarray(0, length).indexOf(0x0a);
      if (end >= 0) resolve(lineUpTo(end));
      else if (length > MOST_BYTES) reject(new UsageError(`The first line of the file descriptor is longer than ${MOST_BYTES} bytes.`));
    })
    .on('end', () => {
      resolve(Buffer.from(gathered.subarray(0, length)));
    })
    .on('error', reject);
  return promise.finally(() => {
    gathered.fill(0);
    signal.removeEventListener('abort', onAbort);
  });
}
