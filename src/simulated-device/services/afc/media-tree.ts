/** What AFC shows of a phone: the tree below /var/mobile/Media, in memory, with the locks that programs hold on its files. */
import { AfcFailure } from './afc-failure.ts';
import { LockTable, type HeldLock, type LockKind } from './lock-table.ts';
import { makeDirectory, makeFile, type MediaDirectory, type MediaFile, type MediaNode } from './media-node.ts';

/** Directories that a phone has from the start. */
const DIRECTORIES = ['Books', 'DCIM', 'Downloads', 'PhotoData', 'Purchases', 'Recordings', 'iTunes_Control/iTunes', 'iTunes_Control/Music'];

export class MediaTree {
  readonly #root: MediaDirectory;
  readonly #now: () => number;
  readonly locks = new LockTable();

  /** `now` in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
    this.#root = makeDirectory(now());
  }

  get heldLocks(): readonly HeldLock[] {
    return this.locks.held();
  }

  /** Holds a file locked as another program would, until the returned function is called. Makes the file when there is none. */
  holdLock(path: string, kind: LockKind = 'exclusive'): () => void {
    const file = this.fileAt(path) ?? this.createFile(path);
    const owner = { path };
    if (!this.locks.take(file, owner, kind)) throw new AfcFailure('wouldBlock');
    return () => {
      this.locks.release(file, owner);
    };
  }

  has(path: string): boolean {
    return this.#find(parts(path)) !== undefined;
  }

  /** As on a phone that was never synchronised. Locks end with the connections that hold them. */
  clear(): void {
    this.#root.children.clear();
    for (const path of DIRECTORIES) this.makeDirectories(path);
  }

  now(): number {
    return this.#now();
  }

  /** Throws notFound; permissionDenied for a path that climbs out. */
  node(path: string): MediaNode {
    const found = this.#find(parts(path));
    if (found === undefined) throw new AfcFailure('notFound');
    return found;
  }

  /** Undefined when there is nothing; throws isDirectory for a directory. */
  fileAt(path: string): MediaFile | undefined {
    const found = this.#find(parts(path));
    if (found?.kind === 'directory') throw new AfcFailure('isDirectory');
    return found;
  }

  /** Puts an empty file there. Throws notFound when the directory is missing. */
  createFile(path: string): MediaFile {
    const { parent, name } = this.#place(path);
    const file = makeFile(this.#now());
    parent.children.set(name, file);
    parent.modified = this.#now();
    return file;
  }

  /** Writes a whole file and makes the directories above it. */
  put(path: string, bytes: Uint8Array): void {
    this.makeDirectories(parts(path).slice(0, -1).join('/'));
    this.createFile(path).content.write(0, bytes);
  }

  /** With `.` and `..`, as AFC lists them. Throws notFound; notADirectory is "invalid argument" in AFC's codes. */
  list(path: string): string[] {
    const node = this.node(path);
    if (node.kind !== 'directory') throw new AfcFailure('invalidArgument');
    return ['.', '..', ...[...node.children.keys()].sort()];
  }

  /** Makes parents too; what exists already is fine unless it is a file. */
  makeDirectories(path: string): void {
    let at = this.#root;
    for (const name of parts(path)) {
      const next = at.children.get(name) ?? makeDirectory(this.#now());
      if (next.kind !== 'directory') throw new AfcFailure('exists');
      at.children.set(name, next);
      at = next;
    }
  }

  /** Throws notFound, directoryNotEmpty. */
  remove(path: string): void {
    const node = this.node(path);
    if (node.kind === 'directory' && node.children.size > 0) throw new AfcFailure('directoryNotEmpty');
    this.removeTree(path);
  }

  /** Throws notFound; the root itself stays. */
  removeTree(path: string): void {
    const { parent, name } = this.#place(path);
    if (!parent.children.delete(name)) throw new AfcFailure('notFound');
    parent.modified = this.#now();
  }

  /** Replaces what is at the target, as rename(2) does. */
  rename(from: string, to: string): void {
    const node = this.node(from);
    const target = this.#find(parts(to));
    if (target === node) return;
    if (target?.kind === 'directory' && target.children.size > 0) throw new AfcFailure('directoryNotEmpty');
    if (node.kind === 'directory' && isBelow(parts(to), parts(from))) throw new AfcFailure('invalidArgument');
    const place = this.#place(to);
    this.removeTree(from);
    place.parent.children.set(place.name, node);
    place.parent.modified = this.#now();
  }

  #find(names: readonly string[]): MediaNode | undefined {
    let at: MediaNode | undefined = this.#root;
    for (const name of names) at = at?.kind === 'directory' ? at.children.get(name) : undefined;
    return at;
  }

  #place(path: string): { parent: MediaDirectory; name: string } {
    const names = parts(path);
    const name = names.pop();
    if (name === undefined) throw new AfcFailure('permissionDenied');
    const parent = this.#find(names);
    if (parent?.kind !== 'directory') throw new AfcFailure('notFound');
    return { parent, name };
  }
}

/** A tree as on a phone that was never synchronised: the directories, and no file. */
export function makeMediaTree(now: () => number): MediaTree {
  const tree = new MediaTree(now);
  tree.clear();
  return tree;
}

/** The names on the way; `..` above the root is refused. */
function parts(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') {
      if (names.pop() === undefined) throw new AfcFailure('permissionDenied');
    } else if (name !== '' && name !== '.') names.push(name);
  }
  return names;
}

function isBelow(path: readonly string[], ancestor: readonly string[]): boolean {
  return path.length > ancestor.length && ancestor.every((name, index) => path[index] === name);
}
