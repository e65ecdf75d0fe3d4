/** Turns what passes over the wire during a run into progress, events, and what the result will say. */
import type { Log } from '../../base/index.ts';
import { isFileId } from '../../formats/index.ts';
import { shortText, type DeviceFileError, type DeviceMessage, type ServeWatcher } from '../../device-protocol/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import type { ProgressTracker } from './backup-progress.ts';
import { readFolderStatus } from '../folder/folder-status.ts';

/** Files that the device could not read are named up to here, and only counted beyond. */
const MOST_FILE_ERRORS = 5_000;
const MOST_PATH_CHARACTERS = 1024;
/** Paths of the device that stay in one line of the log. */
const MOST_PATHS_LOGGED = 20;

export class ConversationWatcher implements ServeWatcher {
  /** Files that the device could not read; they are missing in the backup. */
  readonly fileErrors: DeviceFileError[] = [];
  /** How many more there were. */
  moreFileErrors = 0;
  /** As the device's first Status.plist says; undefined until then. */
  isFull: boolean | undefined;
  /** What the device said before the run; undefined until it was asked. */
  willEncrypt: boolean | undefined;
  /** Path on the device of the file that came last, or was coming. Untrusted text. */
  file: string | undefined;
  /** What the device has asked this computer to purge. */
  purgeBytes: number | undefined;
  /** The device has written, in this run, that the backup is finished. */
  hasFinished = false;
  /** Called whenever something comes from the device. */
  onHeard: (() => void) | undefined;
  readonly #backupPath: string;
  readonly #progress: ProgressTracker;
  readonly #onEvent: (event: BackupEvent) => void;
  readonly #log: Log;

  constructor(backupPath: string, progress: ProgressTracker, onEvent: (event: BackupEvent) => void, log: Log) {
    this.#backupPath = backupPath;
    this.#progress = progress;
    this.#onEvent = onEvent;
    this.#log = log;
  }

  onMessage(message: DeviceMessage): void {
    this.onHeard?.();
    this.#progress.begin(message);
    const percent = 'progress' in message ? ` ${String(message.progress)} %` : '';
    this.#log.trace(`device: ${message.kind}${percent}`);
    if (message.kind === 'purge-disk-space') this.purgeBytes = message.bytes;
    else if (message.kind === 'unknown') this.#log.warn(`the device sent the unknown command ${message.name}`);
    else if (message.kind === 'remove-items' && this.isFull === undefined) {
      this.#log.info(`the device is removing files of an earlier run: ${message.paths.slice(0, MOST_PATHS_LOGGED).join(', ')}`);
    }
  }

  onFileBegins(_path: string, sourcePath: string): void {
    this.file = sourcePath;
  }

  onAnswered(message: DeviceMessage, code: number): void {
    this.#progress.answered();
    if (code !== 0) this.#log.debug(`${message.kind} was answered with ${code}`);
  }

  onBytes(count: number): void {
    this.onHeard?.();
    this.#progress.received(count);
  }

  onFile(path: string, sourcePath: string): void {
    if (path.endsWith('/Status.plist')) this.#onStatus();
    // Status and catalogue come with every run; whoever counts files means those of the phone.
    if (isFileId(path.slice(path.lastIndexOf('/') + 1))) this.#progress.fileDone(sourcePath);
  }

  /** The last one says "not full" even after a full run, so the first one counts. */
  #onStatus(): void {
    const status = readFolderStatus(this.#backupPath);
    this.isFull ??= status?.isFullBackup;
    this.hasFinished = status?.snapshotState === 'finished';
  }

  onFileError({ path, sourcePath, code, text }: DeviceFileError): void {
    if (this.fileErrors.length === MOST_FILE_ERRORS) {
      this.moreFileErrors++;
      return;
    }
    const error = { path: shortText(path, MOST_PATH_CHARACTERS), sourcePath: shortText(sourcePath, MOST_PATH_CHARACTERS), code, text };
    this.fileErrors.push(error);
    this.#log.warn(`the device could not read ${error.sourcePath}: ${text} (0x${code.toString(16)})`);
    this.#onEvent({ kind: 'file-error', code: 'device-file-error', message: text, item: error.sourcePath });
  }
}
