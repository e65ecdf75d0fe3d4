/** What a phone may do with the files of a backup while it restores it: read them. Everything else is refused. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { DevicePath, DirectoryEntry, OutgoingFile, Steps } from '../../device-protocol/index.ts';
import { RefusingHost } from '../device-run/refusing-host.ts';
import { systemError } from '../disk-failure.ts';
import { BackupError } from '../errors.ts';
import { freeBytesOn } from '../free-space.ts';
import { regularFile, statusOf, type BackupFolder } from '../read/backup-folder.ts';

/** The flag that refuses links does not exist on Windows; there the look before has to do. */
const READ_ONLY = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NOFOLLOW);

interface SourceWatcher {
  /** A file of the backup is asked for. */
  onOpen(relativePath: string): void;
  /** Bytes on their way. */
  onBytes(count: number): void;
  /** The backup does not hold the file. */
  onMissing(relativePath: string): void;
}

interface ReadOnlyHostOptions {
  /** As readers see it: after an interrupted run the last good version. */
  readonly folder: BackupFolder;
  /** The name by which the device knows the folder. */
  readonly source: string;
  readonly watcher: SourceWatcher;
  /** The device may have a copy of the backup under this name, its own; any other copy is refused as everything else. */
  readonly copy?: { readonly name: string; readonly make: () => Steps };
}

export class ReadOnlyHost extends RefusingHost {
  readonly #options: ReadOnlyHostOptions;

  constructor(options: ReadOnlyHostOptions) {
    super('is read-only during a restore');
    this.#options = options;
  }

  override freeDiskSpace(): number {
    return freeBytesOn(this.#options.folder.path);
  }

  override *listDirectory(path: DevicePath): Generator<DirectoryEntry> {
    const { folder } = this.#options;
    const inside = this.#inside(path);
    for (const name of folder.list(inside)) {
      const what = statusOf(folder.locate(inside === '' ? name : `${inside}/${name}`));
      if (what === undefined) continue;
      yield { name, kind: what.isFile() ? 'file' : what.isDirectory() ? 'directory' : 'other', size: what.size, modified: what.mtime };
    }
  }

  override open(path: DevicePath): OutgoingFile {
    const { folder, watcher } = this.#options;
    const inside = this.#inside(path);
    watcher.onOpen(inside);
    const payload = regularFile(folder, inside);
    if (payload === undefined) {
      watcher.onMissing(inside);
      throw systemError('ENOENT', 'open', path);
    }
    const file = openSync(payload.path, READ_ONLY);
    return {
      read: (buffer) => {
        const count = readSync(file, buffer);
        watcher.onBytes(count);
        return count;
      },
      close: () => {
        closeSync(file);
      },
    };
  }

  override copy(from: DevicePath, to: DevicePath): Steps {
    const { copy } = this.#options;
    if (to !== copy?.name || this.#inside(from) !== '') throw this.refused(to);
    return copy.make();
  }

  /** Throws 'unsafe-path' for what is no part of this backup: such a device is not answered. */
  #inside(path: DevicePath): string {
    const { source } = this.#options;
    if (path === source) return '';
    if (path.startsWith(`${source}/`)) return path.slice(source.length + 1);
    throw new BackupError('unsafe-path', 'the device named a path outside the backup', { data: { path } });
  }
}
