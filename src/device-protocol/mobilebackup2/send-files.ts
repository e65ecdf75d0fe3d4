/** Answers DLMessageDownloadFiles: sends the requested files, and says why one could not be sent. */
import { Buffer } from 'node:buffer';
import { Breather } from '../../base/index.ts';
import { MOST_FAILURES_TOLD } from './answer-command.ts';
import type { BackupHost, OutgoingFile } from './backup-host.ts';
import { END_OF_FILE, END_OF_FILES, HOST_CHUNK_BYTES, encodeDataHeader, encodeFileError, encodeName } from './bulk-stream.ts';
import type { DeviceLinkChannel } from './device-link-channel.ts';
import { checkDevicePath, type DevicePath } from './device-path.ts';
import { DeviceLinkStatus, encodePathFailures, type HostMessage, type PathFailure } from './host-message.ts';
import { statusOfError, type StatusFailure } from './status-of-error.ts';

/** Chunks that are handed to the connection in one piece. */
const CHUNKS_PER_WRITE = 8;
const CHUNK_HEADER_BYTES = 5;

/**
 * Sends every file, and for a missing one its name and an error chunk, then the terminator; returns the status that must follow.
 * A path that cannot be sent does not stop the rest: the device matches by name. Throws 'unsafe-path' before anything is sent.
 */
export async function sendFiles(
  channel: DeviceLinkChannel,
  host: BackupHost,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<HostMessage> {
  const checked = paths.map((path) => checkDevicePath(path));
  const failures: PathFailure[] = [];
  const breather = new Breather(signal);
  for (const path of checked) {
    if (breather.isDue) await breather.breathe();
    await channel.sendBulk(encodeName(path), signal);
    const failure = await sendFile(channel, host, path, signal);
    await channel.sendBulk(failure === undefined ? END_OF_FILE : encodeFileError(-failure.code, failure.text), signal);
    if (failure !== undefined && failures.length < MOST_FAILURES_TOLD) failures.push({ path, ...failure });
  }
  await channel.sendBulk(END_OF_FILES, signal);
  if (failures.length === 0) return { kind: 'status', code: DeviceLinkStatus.ok, value: new Map() };
  return { kind: 'status', code: DeviceLinkStatus.multiStatus, text: 'Multi status', value: encodePathFailures(failures) };
}

async function sendFile(
  channel: DeviceLinkChannel,
  host: BackupHost,
  path: DevicePath,
  signal: AbortSignal | undefined,
): Promise<StatusFailure | undefined> {
  let file: OutgoingFile | undefined;
  try {
    file = host.open(path);
    for (let chunks = readChunks(file); chunks.length > 0; chunks = readChunks(file)) await channel.sendBulk(chunks, signal);
    return undefined;
  } catch (error) {
    const failure = statusOfError(error);
    if (failure === undefined) throw error;
    return failure;
  } finally {
    file?.close();
  }
}

/** The next chunks, headers included, in fresh memory because the connection keeps it; empty at the end of the file. */
function readChunks(file: OutgoingFile): Uint8Array {
  const bytes = Buffer.allocUnsafe(CHUNKS_PER_WRITE * (CHUNK_HEADER_BYTES + HOST_CHUNK_BYTES));
  let at = 0;
  while (at < bytes.length) {
    const start = at + CHUNK_HEADER_BYTES;
    const count = file.read(bytes.subarray(start, start + HOST_CHUNK_BYTES));
    if (count === 0) break;
    bytes.set(encodeDataHeader(count), at);
    at = start + count;
    if (count < HOST_CHUNK_BYTES) break;
  }
  return bytes.subarray(0, at);
}
