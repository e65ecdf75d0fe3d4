/** The open files of one AFC connection: handles, positions and locks. */
import { AFC_LOCK, AFC_OPEN_MODE } from '../../../device-protocol/index.ts';
import type { ConnectionState, Settle } from '../../phone/device-state.ts';
import { AfcFailure } from './afc-failure.ts';
import type { LockOwner } from './lock-table.ts';
import type { MediaFile } from './media-node.ts';
import type { MediaTree } from './media-tree.ts';

interface OpenMode {
  readonly read: boolean;
  readonly write: boolean;
  readonly create: boolean;
  readonly truncate: boolean;
  readonly append: boolean;
}

/** As fopen(3)'s modes, but r+ creates. */
const MODES: ReadonlyMap<number, OpenMode> = new Map([
  [AFC_OPEN_MODE.read, { read: true, write: false, create: false, truncate: false, append: false }],
  [AFC_OPEN_MODE.readWrite, { read: true, write: true, create: true, truncate: false, append: false }],
  [AFC_OPEN_MODE.write, { read: false, write: true, create: true, truncate: true, append: false }],
  [AFC_OPEN_MODE.writeRead, { read: true, write: true, create: true, truncate: true, append: false }],
  [AFC_OPEN_MODE.append, { read: false, write: true, create: true, truncate: false, append: true }],
  [AFC_OPEN_MODE.appendRead, { read: true, write: true, create: true, truncate: false, append: true }],
]);

/** One READ answers at most this much, however much was asked for; clients go on until nothing comes. */
const MAX_READ_BYTES = 4 * 1024 * 1024;
/** A file larger than this is a mistake of the client: the tree lives in memory. */
const MAX_FILE_BYTES = 1024 * 1024 * 1024;

interface OpenFile extends LockOwner {
  readonly file: MediaFile;
  readonly mode: OpenMode;
  position: number;
  /** Something was written by this handle. */
  isChanged: boolean;
  /** Set while this file is locked. */
  unlocked?: Settle | undefined;
}

export class OpenFiles {
  readonly #tree: MediaTree;
  readonly #open = new Map<bigint, OpenFile>();
  readonly #state: Pick<ConnectionState, 'expect'>;
  #lastHandle = 0n;

  constructor(tree: MediaTree, state: Pick<ConnectionState, 'expect'>) {
    this.#tree = tree;
    this.#state = state;
  }

  open(path: string, modeNumber: number): bigint {
    const mode = MODES.get(modeNumber);
    if (mode === undefined) throw new AfcFailure('invalidArgument');
    const existing = this.#tree.fileAt(path);
    if (existing === undefined && !mode.create) throw new AfcFailure('notFound');
    const file = existing ?? this.#tree.createFile(path);
    if (file.linkTarget !== undefined) throw new AfcFailure('notSupported');
    const open: OpenFile = { path, file, mode, position: 0, isChanged: false };
    if (mode.truncate) this.#resize(open, 0);
    const handle = ++this.#lastHandle;
    this.#open.set(handle, open);
    return handle;
  }

  pathOf(handle: bigint): string | undefined {
    return this.#open.get(handle)?.path;
  }

  read(handle: bigint, length: bigint): Uint8Array {
    const open = this.#at(handle);
    if (!open.mode.read) throw new AfcFailure('permissionDenied');
    const bytes = open.file.content.read(open.position, Number(length > MAX_READ_BYTES ? BigInt(MAX_READ_BYTES) : length));
    open.position += bytes.length;
    return bytes;
  }

  write(handle: bigint, bytes: Uint8Array): void {
    const open = this.#at(handle);
    if (!open.mode.write) throw new AfcFailure('permissionDenied');
    if (open.mode.append) open.position = open.file.content.length;
    if (open.position + bytes.length > MAX_FILE_BYTES) throw new AfcFailure('noSpace');
    open.file.content.write(open.position, bytes);
    open.file.modified = this.#tree.now();
    open.isChanged = true;
    open.position += bytes.length;
  }

  /** `whence` as lseek(2): 0 from the start, 1 from here, 2 from the end. */
  seek(handle: bigint, whence: number, offset: bigint): void {
    const open = this.#at(handle);
    const from = [0, open.position, open.file.content.length][whence];
    const position = from === undefined ? -1 : from + Number(offset);
    if (position < 0 || position > MAX_FILE_BYTES) throw new AfcFailure('invalidArgument');
    open.position = position;
  }

  tell(handle: bigint): bigint {
    return BigInt(this.#at(handle).position);
  }

  setSize(handle: bigint, size: bigint): void {
    const open = this.#at(handle);
    if (!open.mode.write) throw new AfcFailure('permissionDenied');
    if (size > MAX_FILE_BYTES) throw new AfcFailure('noSpace');
    this.#resize(open, Number(size));
  }

  /** Never waits: what is taken is answered "would block". */
  lock(handle: bigint, operation: number): void {
    const open = this.#at(handle);
    if (operation === AFC_LOCK.unlock) {
      this.#release(open);
      return;
    }
    if (operation !== AFC_LOCK.shared && operation !== AFC_LOCK.exclusive) throw new AfcFailure('invalidArgument');
    const kind = operation === AFC_LOCK.shared ? 'shared' : 'exclusive';
    if (!this.#tree.locks.take(open.file, open, kind)) throw new AfcFailure('wouldBlock');
    open.unlocked ??= this.#state.expect('lock', `the lock on ${open.path} was not released`);
  }

  /** What was written shows in the tree from here on, where the tree is not the memory that was written to. */
  close(handle: bigint): void {
    const open = this.#at(handle);
    this.#release(open);
    this.#open.delete(handle);
    this.#store(open);
  }

  /** When the connection ends: locks do not outlive it, but it is remembered that the host gave none back. */
  closeAll(): void {
    for (const open of this.#open.values()) {
      this.#tree.locks.release(open.file, open);
      this.#store(open);
    }
    this.#open.clear();
  }

  #release(open: OpenFile): void {
    this.#tree.locks.release(open.file, open);
    open.unlocked?.();
    open.unlocked = undefined;
  }

  #at(handle: bigint): OpenFile {
    const open = this.#open.get(handle);
    if (open === undefined) throw new AfcFailure('invalidArgument');
    return open;
  }

  #store({ path, file, isChanged }: OpenFile): void {
    if (isChanged) this.#tree.store(path, file);
  }

  #resize(open: OpenFile, size: number): void {
    open.file.content.resize(size);
    open.file.modified = this.#tree.now();
    open.isChanged = true;
  }
}
