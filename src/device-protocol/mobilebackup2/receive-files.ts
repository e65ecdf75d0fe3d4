/** Answers DLMessageUploadFiles: writes what the device sends. A failed write never gets the stream out of step. */
import { DeviceProtocolError } from '../errors.ts';
import { shortText } from '../short-text.ts';
import type { BackupHost, IncomingFile } from './backup-host.ts';
import { BulkParser, type BulkReceiver } from './bulk-parser.ts';
import type { DeviceLinkChannel } from './device-link-channel.ts';
import { checkDevicePath } from './device-path.ts';
import { DeviceLinkStatus, type HostMessage } from './host-message.ts';
import { statusOfError, type StatusFailure } from './status-of-error.ts';

/** How much a device may still send of a batch that has failed already: it is told only at the end of the batch. */
const MOST_DROPPED_BYTES = 256 * 1024 * 1024;

/** What a watcher hears of the files that come in. */
export interface ReceiveWatcher {
  onBytes?(count: number): void;
  /** A file begins to come. */
  onFileBegins?(path: string, sourcePath: string): void;
  /** A file stands complete at its place. */
  onFile?(path: string, sourcePath: string): void;
  /** The device could not read a file of its own: `code` is minus a DeviceLink status, `text` the device's words. */
  onFileError?(error: DeviceFileError): void;
}

/** A file that the device could not send: its path on the host and on the device, the device's code, and the device's text. */
export interface DeviceFileError {
  readonly path: string;
  readonly sourcePath: string;
  /** Minus a DeviceLink status. */
  readonly code: number;
  /** The device's own words: untrusted text. */
  readonly text: string;
}

/**
 * Receives one batch and returns the status that must follow: the first failure of this host's disk, or success.
 * After such a failure the rest of the batch is read and dropped, up to a limit: then 'protocol-violation'. Throws what is no system error; the
 * stream is then out of step.
 */
export async function receiveFiles(
  channel: DeviceLinkChannel,
  host: BackupHost,
  watcher: ReceiveWatcher,
  signal?: AbortSignal,
): Promise<HostMessage> {
  const batch = new ReceivedBatch(host, watcher);
  try {
    await channel.receiveBulk(new BulkParser('upload', batch), signal);
  } finally {
    batch.dropUnfinished();
  }
  if (batch.failure === undefined) return { kind: 'status', code: DeviceLinkStatus.ok, value: new Map() };
  return { kind: 'status', ...batch.failure, value: new Map() };
}

class ReceivedBatch implements BulkReceiver {
  readonly #host: BackupHost;
  readonly #watcher: ReceiveWatcher;
  #file: IncomingFile | undefined;
  #path = '';
  #sourcePath = '';
  #dropped = 0;
  failure: StatusFailure | undefined;

  constructor(host: BackupHost, watcher: ReceiveWatcher) {
    this.#host = host;
    this.#watcher = watcher;
  }

  onFile(path: string, sourcePath = ''): void {
    this.#path = path;
    this.#sourcePath = sourcePath;
    this.#drop(path.length + sourcePath.length);
    const checked = checkDevicePath(path);
    this.#watcher.onFileBegins?.(path, sourcePath);
    this.#onDisk(() => {
      this.#file = this.#host.receive(checked);
    });
  }

  onData(bytes: Uint8Array): void {
    this.#watcher.onBytes?.(bytes.length);
    this.#drop(bytes.length);
    this.#onDisk(() => this.#file?.write(bytes));
  }

  onEnd(): void {
    this.#onDisk(() => {
      if (this.#file === undefined) return;
      this.#file.finish();
      this.#file = undefined;
      this.#watcher.onFile?.(this.#path, this.#sourcePath);
    });
  }

  onError(code: number, text: string): void {
    this.dropUnfinished();
    this.#watcher.onFileError?.({ path: this.#path, sourcePath: this.#sourcePath, code, text: shortText(text) });
  }

  dropUnfinished(): void {
    this.#file?.discard();
    this.#file = undefined;
  }

  /** Counts what comes after a failure. */
  #drop(bytes: number): void {
    if (this.failure === undefined) return;
    this.#dropped += bytes;
    if (this.#dropped <= MOST_DROPPED_BYTES) return;
    throw new DeviceProtocolError('protocol-violation', 'the device kept sending files long after one could not be stored', {
      data: { droppedBytes: this.#dropped },
    });
  }

  #onDisk(action: () => void): void {
    if (this.failure !== undefined) return;
    try {
      action();
    } catch (error) {
      this.dropUnfinished();
      this.failure = statusOfError(error);
      if (this.failure === undefined) throw error;
    }
  }
}
