/** What a phone may have of a backup while its password is changed: it reads, and gives back Manifest.plist under the new one. */
import type { DevicePath, DirectoryEntry, IncomingFile, OutgoingFile } from '../../device-protocol/index.ts';
import { RefusingHost } from '../device-run/refusing-host.ts';
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
export class PasswordHost extends RefusingHost {
  readonly #folder: WritingHost;
  readonly #journalPaths: JournalPaths;
  readonly #udid: string;
  readonly #read = new Set<string>();
  #received: ReceivedManifest | undefined;
  #lock: FolderLock | undefined;

  constructor(folder: WritingHost, journalPaths: JournalPaths, udid: string) {
    super('is not changed together with a password');
    this.#folder = folder;
    this.#journalPaths = journalPaths;
    this.#udid = udid;
  }

  get received(): ReceivedManifest | undefined {
    return this.#received;
  }

  override freeDiskSpace(): number {
    return this.#folder.freeDiskSpace();
  }

  override listDirectory(path: DevicePath): Iterable<DirectoryEntry> {
    return this.#folder.listDirectory(path);
  }

  override open(path: DevicePath): OutgoingFile {
    const file = this.#folder.open(path);
    this.#read.add(path);
    return file;
  }

  /** Only a Manifest.plist that the phone has read before; on any other path it is told that the disk is write-protected. */
  override receive(path: DevicePath): IncomingFile {
    const relativePath = path.slice(this.#udid.length + 1);
    const isManifest = relativePath === 'Manifest.plist' || relativePath === 'Snapshot/Manifest.plist';
    if (!isManifest || !this.#read.has(path)) throw this.refused(path);
    this.#takeLock();
    let held = Buffer.alloc(0);
    let length = 0;
    return {
      write: (bytes) => {
        if (length + bytes.length > MOST_BYTES) throw tooLarge(path);
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

function tooLarge(path: string): Error {
  return Object.assign(new Error(`EFBIG: '${path}' is larger than any Manifest.plist`), { code: 'EFBIG', syscall: 'write', path });
}
