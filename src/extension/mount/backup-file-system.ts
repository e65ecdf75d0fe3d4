/** VS Code's view of mounted backups: real folders, sizes and dates, never a change. Whatever cannot be read is an answer with a reason. */
import {
  EventEmitter,
  FileChangeType,
  FilePermission,
  FileSystemError,
  FileType,
  Uri,
  type Event,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
} from 'vscode';
import { toDisposable, type Disposable } from '../../base/index.ts';
import type { TreeEntry } from '../../backup/index.ts';
import { mountIdOf, MOUNT_SCHEME, placeOf } from './mount-address.ts';
import type { MountedBackups, OpenedTree } from './mounted-backups.ts';
import { readWhole } from './read-file.ts';

interface BackupFileSystemOptions {
  readonly mounts: MountedBackups;
  /** What failed, and what to do, in one or two sentences. */
  readonly describe: (error: unknown) => string;
  /** The last change of a backup that is not in its rows, for what has no row: milliseconds since 1970. */
  readonly dateOf: (path: string) => number;
}

const TYPES: Readonly<Record<TreeEntry['kind'], FileType>> = {
  file: FileType.File,
  directory: FileType.Directory,
  symlink: FileType.SymbolicLink,
};

export class BackupFileSystem implements FileSystemProvider {
  readonly #options: BackupFileSystemOptions;
  readonly #listener: Disposable;
  readonly #changes = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile: Event<FileChangeEvent[]> = this.#changes.event;

  constructor(options: BackupFileSystemOptions) {
    this.#options = options;
    this.#listener = options.mounts.onDidChange((path) => {
      const root = Uri.from({ scheme: MOUNT_SCHEME, authority: mountIdOf(path), path: '/' });
      this.#changes.fire([{ type: FileChangeType.Changed, uri: root }]);
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changes.dispose();
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { mounts, dateOf } = this.#options;
    const path = mounts.pathOf(uri.authority);
    const entry = await this.#entry(uri);
    const { kind, file } = entry;
    const date = path === undefined ? 0 : dateOf(path);
    const modified = file?.modified ?? undefined;
    const time = modified === undefined ? date : Date.parse(modified);
    return { type: TYPES[kind], size: file?.size ?? 0, ctime: time, mtime: time, permissions: FilePermission.Readonly };
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    const children = await this.#use(uri, ({ tree }) => tree.children(placeOf(uri.path)));
    if (children === undefined) throw FileSystemError.FileNotFound(uri);
    return children.map(({ name, kind }) => [name, TYPES[kind]]);
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const { kind, file } = await this.#entry(uri);
    if (kind === 'directory') throw FileSystemError.FileIsADirectory(uri);
    // What a link points at is on the phone, not in the backup.
    if (kind === 'symlink') return Buffer.from(file?.target ?? '');
    if (file === undefined) throw FileSystemError.FileNotFound(uri);
    return await this.#use(uri, ({ backup }) => readWhole(backup, file));
  }

  watch(): { dispose(): void } {
    // Changes are told without being asked for.
    return toDisposable(() => undefined);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  async #entry(uri: Uri): Promise<TreeEntry> {
    const entry = await this.#use(uri, ({ tree }) => tree.entry(placeOf(uri.path)));
    if (entry === undefined) throw FileSystemError.FileNotFound(uri);
    return entry;
  }

  /** An editor shows the words of the error in place of the content. */
  async #use<Result>(uri: Uri, work: (opened: OpenedTree) => Promise<Result>): Promise<Result> {
    try {
      return await this.#options.mounts.use(uri.authority, work);
    } catch (error) {
      throw FileSystemError.Unavailable(this.#options.describe(error));
    }
  }
}
