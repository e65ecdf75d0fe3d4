/** What a device may ask a host to do with files during a backup: the one interface between the wire and the disk. */
import type { DevicePath } from './device-path.ts';

/**
 * The side that stores the files of a backup. It is synchronous on purpose: each of 20,000 small files would cost a promise, and the device
 * waits for every answer anyway.
 *
 * A method that fails throws. A system error (ENOENT, ENOSPC …) is sent to the device as the matching status, and the session continues. Any
 * other error ends the session.
 */
export interface BackupHost {
  /** Bytes that can still be written. */
  freeDiskSpace(): number;
  /** The entries of one directory; ENOENT if there is no such directory. */
  listDirectory(path: DevicePath): Iterable<DirectoryEntry>;
  /** With its parents; an existing directory is fine. */
  createDirectory(path: DevicePath): void;
  /** Replaces the file at `to`. */
  move(from: DevicePath, to: DevicePath): void;
  /** Removes a file or a whole tree. A missing path is not an error. Long work is left to the steps. */
  remove(path: DevicePath): Steps | undefined;
  /** A file or a whole tree, like `remove`. */
  copy(from: DevicePath, to: DevicePath): Steps | undefined;
  open(path: DevicePath): OutgoingFile;
  receive(path: DevicePath): IncomingFile;
}

/** Long work in steps, done by iterating over it. The caller can do something else between two steps, or stop early. */
export type Steps = Iterable<void, void>;

/** One entry of a folder on the host, in the form in which the device wants it listed. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** A file that is sent to the device. */
export interface OutgoingFile {
  /** Fills the buffer from its beginning; the number of bytes read, 0 = the end. */
  read(buffer: Uint8Array): number;
  close(): void;
}

/** A file that the device is sending. Exactly one of `finish` and `discard` ends it. */
export interface IncomingFile {
  write(bytes: Uint8Array): void;
  /** The file is complete, and from now on it is in place. */
  finish(): void;
  /** The file did not arrive. The previous file at its path, if any, is still there. Never throws. */
  discard(): void;
}
