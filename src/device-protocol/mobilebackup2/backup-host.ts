/** What a device may ask a host to do with files during a backup: the one interface between the wire and the disk. */
import type { DevicePath } from './device-path.ts';

/**
 * Synchronous on purpose: 20,000 small files would each pay for a promise, and the device waits for every answer anyway.
 *
 * A method that fails throws. A system error (ENOENT, ENOSPC …) is answered to the device as the matching status and the session
 * goes on; any other error ends the session.
 */
export interface BackupHost {
  /** Bytes that can still be written. */
  freeDiskSpace(): number;
  /** The entries of one directory; ENOENT when there is no such directory. */
  listDirectory(path: DevicePath): Iterable<DirectoryEntry>;
  /** With its parents; an existing directory is fine. */
  createDirectory(path: DevicePath): void;
  /** Replaces what is at `to`. */
  move(from: DevicePath, to: DevicePath): void;
  /** A file or a whole tree; nothing there is fine. What may take long is left to the steps. */
  remove(path: DevicePath): Steps | undefined;
  /** A file or a whole tree, as `remove`. */
  copy(from: DevicePath, to: DevicePath): Steps | undefined;
  open(path: DevicePath): OutgoingFile;
  receive(path: DevicePath): IncomingFile;
}

/** Long work, done by going through it: whoever does so may do something else between two steps, or leave the rest undone. */
export type Steps = Iterable<void, void>;

/** One entry of a folder of the host, as the device wants it listed. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** A file on its way to the device. */
export interface OutgoingFile {
  /** Fills the buffer from its beginning; the number of bytes read, 0 = the end. */
  read(buffer: Uint8Array): number;
  close(): void;
}

/** A file on its way from the device; exactly one of `finish` and `discard` ends it. */
export interface IncomingFile {
  write(bytes: Uint8Array): void;
  /** The file is whole: from now on it stands at its place. */
  finish(): void;
  /** The file did not come through: what stood at its place before stands there still. Never throws. */
  discard(): void;
}
