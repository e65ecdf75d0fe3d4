/** What the device asks of the disk, done in the backup folder: every write checked, nothing outside touched, nothing valid lost. */
import {
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import type { BackupHost, DevicePath, DirectoryEntry, IncomingFile, OutgoingFile } from '../../device-protocol/index.ts';
import type { BackupError } from '../errors.ts';
import { ConfinedPaths, type PlacedPath } from './confined-paths.ts';
import { diskFailure, isDiskFailure, systemError } from './disk-failure.ts';
import { GatherBuffers } from './gathered-writes.ts';
import { receiveInto } from './incoming-file.ts';
import type { Journal } from './journal.ts';
import type { RunFolder } from './run-folder.ts';

/** The flag that refuses links does not exist on Windows; there the look before has to do. */
const READ_ONLY = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NOFOLLOW);
/** A rename cannot replace a folder by a file, or a folder that is not empty; systems say so in several ways. */
const IN_THE_WAY = new Set(['EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES']);

export class HostFolder implements BackupHost {
  readonly #run: RunFolder;
  readonly #paths: ConfinedPaths;
  readonly #buffers = new GatherBuffers();
  #failure: unknown;
  #freeBytesTold: number | undefined;

  constructor(run: RunFolder, udid: string) {
    this.#run = run;
    this.#paths = new ConfinedPaths(run.directory, udid);
  }

  /** The first failure of this computer's disk: what is behind an error that the device reports later. */
  get failure(): BackupError | undefined {
    return this.#failure === undefined ? undefined : (diskFailure(this.#failure, this.#run.backupPath) as BackupError);
  }

  /** What the device was last told of the space on this disk. */
  get freeBytesTold(): number | undefined {
    return this.#freeBytesTold;
  }

  freeDiskSpace(): number {
    const { bavail, bsize } = statfsSync(this.#run.directory);
    this.#freeBytesTold = bavail * bsize;
    return this.#freeBytesTold;
  }

  *listDirectory(path: DevicePath): Generator<DirectoryEntry> {
    const { full } = this.#paths.placeFolder(path);
    for (const name of readdirSync(full)) {
      const what = lstatSync(join(full, name), { throwIfNoEntry: false });
      if (what === undefined) continue;
      yield { name, kind: what.isFile() ? 'file' : what.isDirectory() ? 'directory' : 'other', size: what.size, modified: what.mtime };
    }
  }

  createDirectory(path: DevicePath): void {
    const { full } = this.#paths.placeFolder(path);
    this.#change(() => mkdirSync(full, { recursive: true }));
  }

  move(from: DevicePath, to: DevicePath): void {
    const source = this.#paths.place(from);
    const target = this.#paths.place(to);
    this.#change((journal) => {
      if (source.inBackup !== undefined) journal.keep(source.inBackup);
      prepareTarget(journal, target);
      try {
        renameSync(source.full, target.full);
      } catch (error) {
        if (!IN_THE_WAY.has(systemErrorCode(error) ?? '')) throw error;
        rmSync(target.full, { recursive: true, force: true });
        renameSync(source.full, target.full);
      }
    });
    this.#paths.forget(from);
    this.#paths.forget(to);
  }

  remove(path: DevicePath): void {
    const { full, inBackup } = this.#paths.place(path);
    const what = lstatSync(full, { throwIfNoEntry: false });
    if (what === undefined) return;
    this.#change((journal) => {
      if (inBackup !== undefined) journal.keep(inBackup);
      if (what.isDirectory()) rmSync(full, { recursive: true });
      else unlinkSync(full);
    });
    this.#paths.forget(path);
  }

  copy(from: DevicePath, to: DevicePath): void {
    const source = this.#paths.place(from);
    const target = this.#paths.place(to);
    this.#change((journal) => {
      copyTree(journal, source.full, target);
    });
    this.#paths.forget(to);
  }

  open(path: DevicePath): OutgoingFile {
    const { full } = this.#paths.place(path);
    const what = lstatSync(full);
    if (!what.isFile()) throw systemError(what.isDirectory() ? 'EISDIR' : 'ELOOP', 'open', path);
    const file = openSync(full, READ_ONLY);
    return {
      read: (buffer) => readSync(file, buffer),
      close: () => {
        closeSync(file);
      },
    };
  }

  receive(path: DevicePath): IncomingFile {
    const target = this.#paths.place(path);
    const { file, journal } = this.#change((begun) => {
      if (!target.hasFolder) mkdirSync(dirname(target.full), { recursive: true });
      const replacing = () => {
        if (target.inBackup !== undefined) begun.keep(target.inBackup);
      };
      return {
        file: receiveInto({ path: target.full, beside: this.#run.journalPaths.incoming, replacing, buffers: this.#buffers }),
        journal: begun,
      };
    });
    if (!file.replaces && target.inBackup !== undefined) journal.markCreated(target.inBackup);
    return {
      write: (bytes) => {
        this.#change(() => {
          file.write(bytes);
        });
      },
      finish: () => {
        this.#change(() => {
          file.finish();
        });
      },
      discard: () => {
        file.discard();
      },
    };
  }

  #change<T>(action: (journal: Journal) => T): T {
    try {
      return action(this.#run.begin());
    } catch (error) {
      if (isDiskFailure(error)) this.#failure ??= error;
      throw error;
    }
  }
}

function prepareTarget(journal: Journal, target: PlacedPath): void {
  if (!target.hasFolder) mkdirSync(dirname(target.full), { recursive: true });
  if (target.inBackup !== undefined) journal.keepOrNote(target.inBackup);
}

/** Links and other things that no backup holds are left out. */
function copyTree(journal: Journal, source: string, target: PlacedPath): void {
  const what = lstatSync(source);
  const names = what.isDirectory() ? readdirSync(source) : [];
  prepareTarget(journal, target);
  rmSync(target.full, { recursive: true, force: true });
  if (what.isFile()) copyFileSync(source, target.full);
  if (what.isDirectory()) mkdirSync(target.full);
  for (const name of names) {
    const inBackup = target.inBackup === undefined ? undefined : `${target.inBackup}/${name}`;
    copyTree(journal, join(source, name), { full: join(target.full, name), inBackup, hasFolder: true });
  }
}
