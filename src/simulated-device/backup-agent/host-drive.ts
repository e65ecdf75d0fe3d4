/** The host's disk as the agent sees it ("drive" is the phone's word): every command with its weight in the progress. */
import { DeviceLinkStatus, decodePathFailures } from '../../device-protocol/index.ts';
import { dict, stringAt, type PlistDict } from '../../formats/index.ts';
import { downloadFile, failureOf, receiveBatch, type BatchReceiver } from './download.ts';
import type { ReadTrouble } from '../content/phone-content.ts';
import type { PlaceEffect } from '../faults/fault.ts';
import type { HostLink, HostStatus } from './host-link.ts';
import { driveReadError, driveWriteError, fromHostStatus, MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { ProgressPlan, weight } from './progress-plan.ts';
import { UploadStream } from './upload-stream.ts';

export const BATCH_FILES = 128;

const FREE_SPACE_VERSION = 300;
const PURGE_VERSION = 400;
const PURGE_URGENCY = 4;
/** A chunk's code is minus a DeviceLink status; hosts in the field understand only this one in an upload. */
const INPUT_OUTPUT = -DeviceLinkStatus.inputOutput;

export interface DriveFile {
  /** What faults know the file by: `domain/relativePath`, or the name of a property list or catalogue. */
  readonly subject: string;
  readonly devicePath: string;
  readonly hostPath: string;
  /** Bytes that can be read of it, as far as it matters. */
  readonly size?: number;
  readonly content: Uint8Array | Iterable<Uint8Array>;
  readonly onData?: ((bytes: Uint8Array) => void) | undefined;
  /** Asked once, when its turn comes: whether it can be read as it should. */
  readonly trouble?: () => ReadTrouble | undefined;
}

/** What became of a file: only one that came has a payload; one that failed or changed is no part of the backup. */
type FileOutcome = 'sent' | 'failed' | 'changed' | 'withheld';

type FileFault = Extract<PlaceEffect, { kind: 'file' }>;

/** Commands throw MobileBackupError when the host cannot do what was asked. */
export class HostDrive {
  readonly link: HostLink;
  readonly plan = new ProgressPlan();
  /** The first file that could not be read and fails the run: its answer, once all other files have been sent. */
  failure: MobileBackupError | undefined;
  /** A fault has withheld a file that the phone believes to be there: a check at the end would bring it out. */
  isDeceived = false;
  /** A pointer of the device that real ones leak into the options of file batches; hosts must ignore it. */
  readonly #callbacks: PlistDict;

  constructor(link: HostLink, callbackPointer: bigint) {
    this.link = link;
    this.#callbacks = dict({ DLDeviceIOCallbacks: callbackPointer });
  }

  /** False when the host has no such file. */
  async download(path: string, onData: (bytes: Uint8Array) => void): Promise<boolean> {
    return await downloadFile(this.link, path, this.plan.advance(0), onData);
  }

  /** A small file as a whole; undefined when the host has none. */
  async downloadWhole(path: string): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    const hasCome = await this.download(path, (bytes) => pieces.push(Buffer.from(bytes)));
    return hasCome ? Buffer.concat(pieces) : undefined;
  }

  /** A batch of files, whichever of them the host has; what came and what did not is the receiver's to know. An empty batch is asked for too. */
  async downloadBatch(paths: readonly string[], totalBytes: number, receiver: BatchReceiver): Promise<HostStatus> {
    const progress = this.plan.advance(paths.length === 0 ? 0 : weight.transfer(paths.length, totalBytes));
    await this.link.send({ kind: 'download-files', paths, options: this.#callbacks, progress, totalBytes });
    await receiveBatch(this.link, receiver);
    return await this.link.status();
  }

  /** A file or a tree, on the host's own disk. */
  async copy(from: string, to: string): Promise<void> {
    const status = await this.link.command({ kind: 'copy-item', from, to, options: this.#callbacks, progress: this.plan.advance(0) });
    const failure = failureOf(status, from);
    if (failure !== undefined) throw driveWriteError('Error copying backup', failure);
  }

  /** Entry name → is it a directory. A folder that is not there lists as empty, whichever way the host says so. */
  async list(path: string): Promise<Map<string, boolean>> {
    const status = await this.link.command({ kind: 'contents-of-directory', path, progress: this.plan.advance(0) });
    const failure = failureOf(status, path);
    const entries = new Map<string, boolean>();
    if (failure?.mbCode === MBCode.notFound) return entries;
    if (failure !== undefined) throw driveReadError('Error listing directory', failure);
    if (!(status.value instanceof Map)) return entries;
    for (const [name, entry] of status.value) {
      if (entry instanceof Map) entries.set(name, stringAt(entry, 'DLFileType') === 'DLFileTypeDirectory');
    }
    return entries;
  }

  /** An existing one is fine, whichever way the host says so. */
  async createDirectory(path: string): Promise<void> {
    const progress = this.plan.advance(weight.directory);
    const status = await this.link.command({ kind: 'create-directory', path, progress });
    const failure = failureOf(status, path);
    if (failure !== undefined && failure.mbCode !== MBCode.exists) throw driveWriteError('Error creating directory', failure);
  }

  /** Status and manifest: one file alone, announced with 0 bytes and without callbacks. */
  async uploadAlone(file: DriveFile, failureText: string): Promise<void> {
    await this.link.send({ kind: 'upload-files', progress: this.plan.advance(weight.transfer(1, 0)), totalBytes: 0 });
    const stream = new UploadStream(this.link.connection);
    await this.#sendFile(stream, file);
    await stream.end();
    const failure = failureOf(await this.link.status(), file.hostPath);
    if (failure !== undefined) throw driveWriteError(failureText, failure);
  }

  /** A batch of files; `totalBytes` as planned. One outcome for each. */
  async uploadBatch(files: readonly DriveFile[], totalBytes: number): Promise<FileOutcome[]> {
    const progress = this.plan.advance(weight.transfer(files.length, totalBytes));
    await this.link.send({ kind: 'upload-files', options: this.#callbacks, progress, totalBytes });
    const stream = new UploadStream(this.link.connection);
    const outcomes: FileOutcome[] = [];
    let failure: MobileBackupError | undefined;
    for (const file of files) {
      const { outcome, fault } = await this.#sendFile(stream, file);
      outcomes.push(outcome);
      if (fault?.fails?.after === 'batch') failure ??= failureBy(fault, file);
      else if (fault?.fails !== undefined) this.failure ??= failureBy(fault, file);
    }
    await stream.end();
    const status = await this.link.status();
    if (status.code !== DeviceLinkStatus.ok) throw driveWriteError('Multiple errors uploading files', batchFailure(status));
    if (failure !== undefined) throw failure;
    return outcomes;
  }

  async #sendFile(stream: UploadStream, file: DriveFile): Promise<{ outcome: FileOutcome; fault?: FileFault }> {
    const trouble = file.trouble?.();
    if (trouble !== undefined) return await sendTroubled(stream, file, trouble);
    if (!this.link.watches('file.upload')) {
      await stream.file(file);
      return { outcome: 'sent' };
    }
    // What was said before the fault is on its way when it strikes.
    await stream.flush();
    const effect = await this.link.meet('file.upload', file.subject);
    if (effect?.kind === 'skip') return { outcome: 'failed' };
    if (effect?.kind !== 'file') {
      await stream.file(file);
      return { outcome: 'sent' };
    }
    if (effect.isWithheld === true) {
      this.isDeceived = true;
      return { outcome: 'withheld', fault: effect };
    }
    await stream.file(file, effect);
    return { outcome: effect.error === undefined ? 'sent' : 'failed', fault: effect };
  }

  async move(moves: readonly (readonly [from: string, to: string])[], missingIsFine = false): Promise<void> {
    const status = await this.link.command({ kind: 'move-items', moves, progress: this.plan.advance(weight.move(moves.length)) });
    if (status.code === DeviceLinkStatus.ok || (missingIsFine && saysOnlyMissing(status))) return;
    throw driveWriteError('Error moving files', batchFailure(status));
  }

  /** What is not there need not be removed. */
  async remove(paths: readonly string[], failureText: string): Promise<void> {
    const status = await this.link.command({ kind: 'remove-items', paths, progress: this.plan.advance(weight.remove(paths.length)) });
    if (status.code === DeviceLinkStatus.ok || saysOnlyMissing(status)) return;
    throw driveWriteError(failureText, batchFailure(status));
  }

  /** Bytes; undefined when this link cannot ask or the host does not know, and the backup then goes on without. */
  async freeSpace(): Promise<bigint | undefined> {
    if (this.link.version < FREE_SPACE_VERSION) return undefined;
    const status = await this.link.command({ kind: 'free-disk-space' });
    if (status.code !== DeviceLinkStatus.ok) return undefined;
    if (typeof status.value === 'bigint') return status.value;
    return Number.isFinite(status.value) ? BigInt(Math.trunc(Number(status.value))) : undefined;
  }

  /** Asks the host to make room; false when this link cannot ask or the host will not. */
  async purge(bytes: bigint): Promise<boolean> {
    if (this.link.version < PURGE_VERSION) return false;
    const status = await this.link.command({ kind: 'purge-disk-space', bytes: Number(bytes), urgency: PURGE_URGENCY });
    return status.code === DeviceLinkStatus.ok;
  }
}

/** Nothing of a file that is gone; of any other what can be read, and an error in place of the end. */
async function sendTroubled(
  stream: UploadStream,
  file: DriveFile,
  trouble: ReadTrouble,
): Promise<{ outcome: FileOutcome; fault?: FileFault }> {
  if (trouble.kind === 'vanished') return { outcome: 'failed' };
  if (trouble.kind === 'changed') {
    await stream.file(file, {
      kind: 'file',
      error: { code: INPUT_OUTPUT, text: `File modified while being uploaded: ${file.devicePath}` },
    });
    return { outcome: 'changed' };
  }
  const error = { code: INPUT_OUTPUT, text: trouble.text };
  if (trouble.isTolerated === true) {
    await stream.file(file, { kind: 'file', cutTo: 0, error });
    return { outcome: 'failed' };
  }
  const fault: FileFault = {
    kind: 'file',
    cutTo: Math.floor((file.size ?? 0) / 2),
    error,
    fails: { code: MBCode.driveWrite, text: 'Multiple errors uploading files', after: 'all' },
  };
  await stream.file(file, fault);
  return { outcome: 'failed', fault };
}

function saysOnlyMissing(status: HostStatus): boolean {
  if (status.code === DeviceLinkStatus.notFound) return true;
  if (status.code !== DeviceLinkStatus.multiStatus) return false;
  const failures = decodePathFailures(status.value);
  return failures.length > 0 && failures.every(({ code }) => code === DeviceLinkStatus.notFound);
}

/** What a file that could not be read makes of the run; a write that failed names the file beneath. */
function failureBy({ error, fails }: FileFault, { devicePath }: DriveFile): MobileBackupError {
  const { code = MBCode.internal, text = '' } = fails ?? {};
  const underlying = error && new MobileBackupError(MBCode.inputOutput, error.text, { path: devicePath });
  return new MobileBackupError(code, text, { underlying: code === MBCode.driveWrite ? underlying : undefined });
}

/** The first path that the host names, or the status as a whole. */
function batchFailure(status: HostStatus): MobileBackupError {
  const [failure] = status.code === DeviceLinkStatus.multiStatus ? decodePathFailures(status.value) : [];
  return failure === undefined ? fromHostStatus(status.code, status.text) : fromHostStatus(failure.code, failure.text, failure.path);
}
