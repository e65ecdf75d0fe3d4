/** The first line that can be read from a file descriptor the caller has opened: `--password-fd N`. */
import { closeSync, createReadStream, fstatSync, readFileSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { CancelledError, systemErrorCode } from '../base/index.ts';
import { UsageError } from './failure.ts';

/** Longer than any password; what reads on for ever is not followed. */
const MOST_BYTES = 4096;

/**
 * The bytes up to the first line break or the end, as UTF-8, without the line break (LF or CR LF). The descriptor is closed afterwards.
 * @throws UsageError when it is not open, is a terminal or the output, or holds no such line; CancelledError
 */
export async function lineOfDescriptor(descriptor: number, signal: AbortSignal): Promise<string> {
  const stream = streamOf(descriptor, usableDescriptor(descriptor));
  const bytes = await firstLine(stream, signal).finally(() => stream.destroy());
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError('What came from the file descriptor is not UTF-8.');
  } finally {
    bytes.fill(0);
  }
}

function usableDescriptor(descriptor: number): Stats {
  if (descriptor === 1 || descriptor === 2) throw new UsageError(`File descriptor ${descriptor} is this program's output.`);
  if (isatty(descriptor)) throw new UsageError(`File descriptor ${descriptor} is a terminal; without the option you are asked.`);
  let status: Stats | undefined;
  try {
    status = fstatSync(descriptor);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  }
  if (status === undefined || isOwn(descriptor)) {
    throw new UsageError(`File descriptor ${descriptor} is not open. Open it for the command, for example ${descriptor}< FILE.`);
  }
  return status;
}

/** Opened by Node itself: those are closed when another program is started (O_CLOEXEC), so nobody handed them over. Linux can tell. */
function isOwn(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & 0o2000000) !== 0;
  } catch {
    return false;
  }
}

/** Pipes and sockets are read without blocking a thread, so that a writer who never comes does not keep the process from ending. */
function streamOf(descriptor: number, status: Stats): Readable {
  if (status.isFIFO() || status.isSocket()) return new Socket({ fd: descriptor, readable: true, writable: false });
  if (!status.isFile() && !status.isCharacterDevice()) {
    closeSync(descriptor);
    throw new UsageError(`File descriptor ${descriptor} is nothing that can be read.`);
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
      else if (length > MOST_BYTES) reject(new UsageError(`The file descriptor holds no line of at most ${MOST_BYTES} bytes.`));
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
