/** A host that has no files and lets nothing be done: what a kind of run allows, it adds. */
import type { BackupHost, DevicePath, DirectoryEntry, IncomingFile, OutgoingFile, Steps } from '../../device-protocol/index.ts';
import { systemError } from '../disk-failure.ts';

export class RefusingHost implements BackupHost {
  readonly #why: string;

  /** @param why for the log: what the paths of this run are, as "is only read in a restore" */
  constructor(why: string) {
    this.#why = why;
  }

  freeDiskSpace(): number {
    return 0;
  }

  listDirectory(path: DevicePath): Iterable<DirectoryEntry> {
    throw systemError('ENOENT', 'opendir', path);
  }

  open(path: DevicePath): OutgoingFile {
    throw systemError('ENOENT', 'open', path);
  }

  receive(path: DevicePath): IncomingFile {
    throw this.refused(path);
  }

  createDirectory(path: DevicePath): void {
    throw this.refused(path);
  }

  move(from: DevicePath, _to: DevicePath): void {
    throw this.refused(from);
  }

  remove(path: DevicePath): Steps | undefined {
    throw this.refused(path);
  }

  copy(_from: DevicePath, to: DevicePath): Steps | undefined {
    throw this.refused(to);
  }

  /** The device is told what a write-protected disk would say, and goes on or gives up. */
  protected refused(path: string): Error {
    return Object.assign(new Error(`EROFS: '${path}' ${this.#why}`), { code: 'EROFS', syscall: 'write', path });
  }
}
