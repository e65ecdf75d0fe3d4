/** Fetches one file from the host: the bulk stream of a DownloadFiles command, and the status that says whether the file exists. */
import { BULK_LIMITS, BulkParser, DeviceLinkStatus, DeviceProtocolError, decodePathFailures } from '../../device-protocol/index.ts';
import type { HostLink, HostStatus } from './host-link.ts';
import { fromHostStatus, mbCodeOfStatus, MBCode, MobileBackupError, SessionEnded } from './mobile-backup-error.ts';

/** An agent holds a whole frame in memory; hosts whose frames were far above this got it killed. */
const MAX_HOST_CHUNK_BYTES = 1024 * 1024;

/** True when the file came and `onData` saw all of it; false when the host says that there is none. Throws MobileBackupError. */
export async function downloadFile(link: HostLink, path: string, progress: number, onData: (bytes: Uint8Array) => void): Promise<boolean> {
  await link.send({ kind: 'download-files', paths: [path], progress });
  const guard = await link.meet('mb2.memory', path);
  const hasCome =
    guard?.kind === 'value' && typeof guard.value === 'bigint'
      ? await guarded(link, path, onData, Number(guard.value))
      : await receive(link, path, onData);
  const failure = failureOf(await link.status(), path);
  if (failure?.mbCode === MBCode.notFound) return false;
  if (failure !== undefined) throw failure;
  if (!hasCome) throw new MobileBackupError(MBCode.internal, 'Empty response', { path });
  return true;
}

/** The system kills an agent that takes too much memory: the link breaks without a word. */
async function guarded(link: HostLink, path: string, onData: (bytes: Uint8Array) => void, maxChunkBytes: number): Promise<boolean> {
  try {
    return await receive(link, path, onData, maxChunkBytes);
  } catch (error) {
    if (!(error instanceof DeviceProtocolError && error.code === 'frame-too-long')) throw error;
    link.connection.reset();
    throw new SessionEnded(`killed for memory by a frame of the host: ${error.message}`);
  }
}

/** What comes of a batch; files come in any order and are told apart by their names alone. */
export interface BatchReceiver {
  /** A file begins. False when nobody asked for it. */
  onFile(path: string): boolean;
  onData(bytes: Uint8Array): void;
  /** The file is whole. */
  onEnd(): void;
  /** The host could not send the file. */
  onError(text: string): void;
}

/** Several files at once. The status that follows is the caller's to read. Throws 'protocol-violation' for a file that nobody asked for. */
export async function receiveBatch(link: HostLink, receiver: BatchReceiver): Promise<void> {
  const onFile = (path: string) => {
    if (!receiver.onFile(path)) throw new DeviceProtocolError('protocol-violation', `Received unexpected from path: ${path}`);
  };
  const parser = new BulkParser(
    'download',
    {
      onFile,
      onData: (bytes) => {
        receiver.onData(bytes);
      },
      onEnd: () => {
        receiver.onEnd();
      },
      onError: (_code, text) => {
        receiver.onError(text);
      },
    },
    { ...BULK_LIMITS, maxChunkBytes: MAX_HOST_CHUNK_BYTES },
  );
  await readToTerminator(link, parser);
}

/** Reads up to the terminator. A path that nobody asked for ends the session. */
async function receive(
  link: HostLink,
  path: string,
  onData: (bytes: Uint8Array) => void,
  maxChunkBytes = MAX_HOST_CHUNK_BYTES,
): Promise<boolean> {
  let hasCome = false;
  const parser = new BulkParser(
    'download',
    {
      onFile: (name) => {
        if (name !== path) throw new DeviceProtocolError('protocol-violation', `Received unexpected from path: ${name}`);
      },
      onData,
      onEnd: () => {
        hasCome = true;
      },
      // The status that follows says the same, and more exactly.
      onError: () => undefined,
    },
    { ...BULK_LIMITS, maxChunkBytes },
  );
  await readToTerminator(link, parser);
  return hasCome;
}

async function readToTerminator(link: HostLink, parser: BulkParser): Promise<void> {
  while (!parser.isDone) {
    const bytes = await link.connection.read(link.signal);
    if (bytes === undefined) throw new SessionEnded('the host closed the connection in the middle of a file');
    const rest = parser.push(bytes);
    if (rest !== undefined && rest.length > 0) link.connection.unread(rest);
  }
}

/**
 * What a status says of the one path that was asked about. With −13 the fourth item must be a dictionary of exactly that
 * path; anything else is a "Multi status" that cannot be told from any other failure.
 */
export function failureOf(status: HostStatus, path: string): MobileBackupError | undefined {
  if (status.code === DeviceLinkStatus.ok) return undefined;
  if (status.code !== DeviceLinkStatus.multiStatus) return fromHostStatus(status.code, status.text, path);
  const [failure, ...others] = decodePathFailures(status.value);
  if (failure === undefined || others.length > 0 || failure.path !== path) {
    return new MobileBackupError(MBCode.internal, 'Multi status', { path });
  }
  // An unknown code per file is what made real devices answer 103 "Multi status" for a missing Status.plist.
  if (mbCodeOfStatus(failure.code) === undefined) return new MobileBackupError(MBCode.internal, 'Multi status', { path });
  return fromHostStatus(failure.code, failure.text, path);
}
