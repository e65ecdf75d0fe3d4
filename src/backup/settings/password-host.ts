/** What a phone may have of a backup while its password is changed: it reads, and gives back Manifest.plist under the new one. */
import type { BackupHost, DevicePath, DirectoryEntry, IncomingFile, OutgoingFile } from '../../device-protocol/index.ts';
import type { WritingHost } from '../create/writing-host.ts';
import type { JournalPaths } from '../folder/journal-layout.ts';
import { removeIfEmpty } from '../folder/own-places.ts';
import { takeFolderLock, type FolderLock } from '../folder/folder-lock.ts';

/** Real ones have under half a megabyte. */
const MOST_BYTES = 8 * 1024 * 1024;

export interface ReceivedManifest {
  /** Inside the backup folder. */
  readonly relativePath: string;
  readonly bytes: Uint8Array;
}

/** Nothing is written: what comes is held until somebody has looked at it. The folder is locked for other runs from then on. */
export class PasswordHost implements BackupHost {
  readonly #folder: WritingHost;
  readonly #journalPaths: JournalPaths;
  readonly #udid: string;
  readonly #read = new Set<string>();
  #received: ReceivedManifest | undefined;
  #lock: FolderLock | undefined;

  constructor(folder: WritingHost, journalPaths: JournalPaths, udid: string) {
    this.#folder = folder;
    this.#journalPaths = journalPaths;
    this.#udid = udid;
  }

  get received(): ReceivedManifest | undefined {
    return this.#received;
  }

  freeDiskSpace(): number {
    return this.#folder.freeDiskSpace();
  }

  listDirectory(path: DevicePath): Iterable<DirectoryEntry> {
    return this.#folder.listDirectory(path);
  }

  open(path: DevicePath): OutgoingFile {
    const file = this.#folder.open(path);
    this.#read.add(path);
    return file;
  }

  /** Only a Manifest.plist that the phone has read before; on any other path it is told that the disk is write-protected. */
  receive(path: DevicePath): IncomingFile {
    const relativePath = path.slice(this.#udid.length + 1);
    const isManifest = relativePath === 'Manifest.plist' || relativePath === 'Snapshot/Manifest.plist';
    if (!isManifest || !this.#read.has(path)) throw refused(path);
    this.#takeLock();
    let held = Buffer.alloc(0);
    let length = 0;
    return {
      write: (bytes) => {
        if (length + bytes.length > MOST_BYTES) throw systemError('EFBIG', path);
        if (length + bytes.length > held.length) held = Buffer.concat([held.subarray(0, length)], 2 * (length + bytes.length));
        held.set(bytes, length);
        length += bytes.length;
      },
      finish: () => {
        this.#received = { relativePath, bytes: held.subarray(0, length) };
      },
      discard: () => undefined,
    };
  }

  createDirectory(path: DevicePath): void {
    throw refused(path);
  }

  move(from: DevicePath): void {
    throw refused(from);
  }

  remove(path: DevicePath): never {
    throw refused(path);
  }

  copy(from: DevicePath): never {
    throw refused(from);
  }

  /** Gives the folder back to other runs. Never throws. */
  close(): void {
    if (this.#lock === undefined) return;
    this.#lock.release();
    this.#lock = undefined;
    // Otherwise the journal of an interrupted backup lies there.
    removeIfEmpty(this.#journalPaths.root);
  }

  #takeLock(): void {
    if (this.#lock !== undefined) return;
    this.#lock = takeFolderLock(this.#journalPaths);
  }
}

function refused(path: string): Error {
  return systemError('EROFS', path);
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: '${path}' is not changed with a password`), { code, syscall: 'open', path });
}
