/** What the device asks of the disk, done in the backup folder: every write checked, nothing outside touched, nothing valid lost. */
import { closeSync, constants, lstatSync, mkdirSync, openSync, readSync, readdirSync, rmSync, unlinkSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BackupHost, DevicePath, DirectoryEntry, IncomingFile, OutgoingFile, Steps } from '../../device-protocol/index.ts';
import type { BackupError } from '../errors.ts';
import { copyTreeInSteps, removeFolderInSteps } from '../folder/tree-steps.ts';
import { ConfinedPaths, MOST_PATH_BYTES, type PlacedPath } from '../folder/confined-paths.ts';
import { diskFailure, isDiskFailure, systemError } from '../disk-failure.ts';
import { freeBytesOn } from '../free-space.ts';
import { WriteBuffers } from '../folder/buffered-writer.ts';
import { receiveInto } from '../folder/incoming-file.ts';
import type { Journal } from '../folder/journal.ts';
import { isSameFile, putInPlace } from '../folder/put-in-place.ts';
import type { FolderTransaction } from '../folder/folder-transaction.ts';

/** The flag that refuses links does not exist on Windows; there the look before has to do. */
const READ_ONLY = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NOFOLLOW);

export class WritingHost implements BackupHost {
  readonly #run: FolderTransaction;
  readonly #paths: ConfinedPaths;
  readonly #buffers = new WriteBuffers();
  #failure: unknown;
  #freeBytesTold: number | undefined;

  constructor(run: FolderTransaction, udid: string) {
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
    return (this.#freeBytesTold = freeBytesOn(this.#run.directory));
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
    const folder = this.#paths.placeFolder(path);
    this.#change((journal) => {
      makeFolder(journal, folder, folder.full);
    });
  }

  move(from: DevicePath, to: DevicePath): void {
    const { source, target } = this.#pair(from, to, 'rename');
    if (from === to) return;
    this.#change((journal) => {
      settle(journal, source);
      prepareTarget(journal, target);
      putInPlace(source.full, target.full);
    });
    this.#paths.forget(from);
    this.#paths.forget(to);
  }

  remove(path: DevicePath): Steps | undefined {
    const placed = this.#paths.place(path);
    const what = lookAt(placed);
    if (what === undefined) return undefined;
    this.#paths.forget(path);
    if (what.isDirectory()) return this.#inSteps(this.#removeFolder(placed));
    this.#change((journal) => {
      settle(journal, placed);
      unlinkSync(placed.full);
    });
    return undefined;
  }

  copy(from: DevicePath, to: DevicePath): Steps | undefined {
    const { source, target, what } = this.#pair(from, to, 'copyfile');
    if (isSameFile(what, lookAt(target))) return undefined;
    this.#change((journal) => {
      prepareTarget(journal, target);
      rmSync(target.full, { recursive: true, force: true });
    });
    this.#paths.forget(to);
    return this.#inSteps(copyTreeInSteps(source.full, target.full));
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
    if (target.inBackup === '') throw systemError('EISDIR', 'open', path);
    const file = this.#change((journal) => {
      prepareTarget(journal, target);
      return receiveInto({ path: target.full, beside: this.#run.journalPaths.incoming, buffers: this.#buffers });
    });
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
        this.#paths.forget(path);
      },
      discard: () => {
        file.discard();
      },
    };
  }

  /** What an order of two paths is about. Neither may lie in the other, and no file may take the place of the backup folder. */
  #pair(from: DevicePath, to: DevicePath, call: string): { source: PlacedPath; target: PlacedPath; what: Stats } {
    const source = this.#paths.place(from);
    const target = this.#paths.place(to);
    if (from.startsWith(`${to}/`) || to.startsWith(`${from}/`)) throw systemError('EINVAL', call, from);
    const what = lookAt(source);
    if (what === undefined) throw systemError('ENOENT', call, from);
    if (target.inBackup === '' && !what.isDirectory()) throw systemError('EISDIR', call, to);
    if (what.isDirectory()) throwIfTooDeep(source.full, Buffer.byteLength(to));
    return { source, target, what };
  }

  *#removeFolder({ full, inBackup }: PlacedPath): Steps {
    if (inBackup !== undefined) yield* this.#run.begin().settleInSteps(inBackup);
    yield* removeFolderInSteps(full);
  }

  /** What goes wrong in a step is a failure of this disk as any other. */
  *#inSteps(steps: Steps): Steps {
    const iterator = steps[Symbol.iterator]();
    try {
      while (this.#change(() => iterator.next()).done !== true) yield;
    } finally {
      iterator.return?.();
    }
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

/** What stands at a place itself, a link not followed. */
function lookAt({ full, obstacle }: PlacedPath): Stats | undefined {
  return obstacle === undefined ? lstatSync(full, { throwIfNoEntry: false }) : undefined;
}

function settle(journal: Journal, { inBackup }: { readonly inBackup: string | undefined }): void {
  if (inBackup !== undefined) journal.settle(inBackup);
}

/** To be called before something is put at a place: it has a folder then, and what stands there has been kept. */
function prepareTarget(journal: Journal, target: PlacedPath): void {
  if (target.obstacle !== undefined) makeFolder(journal, target, dirname(target.full));
  settle(journal, target);
}

/** A file where a folder belongs is in the way of every later run too, so it goes. */
function makeFolder(journal: Journal, { obstacle }: PlacedPath, full: string): void {
  if (obstacle === undefined) return;
  settle(journal, obstacle);
  if (lstatSync(obstacle.full, { throwIfNoEntry: false })?.isFile() === true) unlinkSync(obstacle.full);
  mkdirSync(full, { recursive: true });
}

/** Throws ENAMETOOLONG when something in a folder would have too long a path after so many bytes. */
function throwIfTooDeep(folder: string, bytes: number): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const length = bytes + 1 + Buffer.byteLength(entry.name);
    const path = join(folder, entry.name);
    if (length > MOST_PATH_BYTES) throw systemError('ENAMETOOLONG', 'rename', path);
    if (entry.isDirectory()) throwIfTooDeep(path, length);
  }
}
