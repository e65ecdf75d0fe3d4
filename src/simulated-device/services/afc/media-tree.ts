/** What AFC shows of a phone: the tree below /var/mobile/Media, in memory except for folders of the phone's content, with locks. */
import { AfcFailure } from './afc-failure.ts';
import { LockTable, type HeldLock, type LockKind } from './lock-table.ts';
import type { ContentTree } from './content-tree.ts';
import { makeDirectory, makeFile, type HeldDirectory, type MediaFile, type MediaNode } from './media-node.ts';

/** Directories that a phone has from the start. */
const DIRECTORIES = ['Books', 'DCIM', 'Downloads', 'PhotoData', 'Purchases', 'Recordings', 'iTunes_Control/iTunes', 'iTunes_Control/Music'];

/** A place below a folder of the phone's content. */
interface Mounted {
  readonly tree: ContentTree;
  readonly names: readonly string[];
}

export class MediaTree {
  readonly #root: HeldDirectory;
  readonly #now: () => number;
  /** By the name of the directory at the root; '' is the root itself. */
  readonly #mounts = new Map<string, ContentTree>();
  readonly locks = new LockTable();

  /** `now` in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
    this.#root = makeDirectory(now());
  }

  /** From here on that directory shows, and changes, what lies on the phone; '' is the root itself. */
  mount(name: string, tree: ContentTree): void {
    this.#mounts.set(name, tree);
    if (name !== '') this.#hold([name]);
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
    for (const path of DIRECTORIES) this.#hold(parts(path));
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
    const mounted = this.#mounted(parts(path));
    if (mounted !== undefined) return mounted.tree.createFile(mounted.names);
    const { parent, name } = this.#place(path);
    const file = makeFile(this.#now());
    parent.children.set(name, file);
    parent.modified = this.#now();
    return file;
  }

  /** Writes a whole file and makes the directories above it. */
  put(path: string, bytes: Uint8Array): void {
    this.makeDirectories(parts(path).slice(0, -1).join('/'));
    const file = this.createFile(path);
    file.content.write(0, bytes);
    this.store(path, file);
  }

  /** A file that was written to: where it lies on the phone, the phone has it now. */
  store(path: string, file: MediaFile): void {
    const mounted = this.#mounted(parts(path));
    mounted?.tree.store(mounted.names, file);
  }

  /** Throws notFound. */
  setModified(path: string, milliseconds: number): void {
    const mounted = this.#mounted(parts(path));
    if (mounted === undefined) this.node(path).modified = milliseconds;
    else mounted.tree.setModified(mounted.names, milliseconds);
  }

  /** With `.` and `..`, as AFC lists them. Throws notFound; notADirectory is "invalid argument" in AFC's codes. */
  list(path: string): string[] {
    if (this.node(path).kind !== 'directory') throw new AfcFailure('invalidArgument');
    const mounted = this.#mounted(parts(path));
    const held = this.#held(parts(path));
    const names = mounted?.tree.list(mounted.names) ?? (held?.kind === 'directory' ? [...held.children.keys()] : []);
    return ['.', '..', ...names.sort()];
  }

  /** Makes parents too; what exists already is fine unless it is a file. */
  makeDirectories(path: string): void {
    const mounted = this.#mounted(parts(path));
    if (mounted === undefined) this.#hold(parts(path));
    else mounted.tree.makeDirectories(mounted.names);
  }

  #hold(names: readonly string[]): void {
    let at = this.#root;
    for (const name of names) {
      const next = at.children.get(name) ?? makeDirectory(this.#now());
      if (next.kind !== 'directory') throw new AfcFailure('exists');
      at.children.set(name, next);
      at = next;
    }
  }

  /** Throws notFound, directoryNotEmpty. */
  remove(path: string): void {
    const node = this.node(path);
    if (node.kind === 'directory' && node.entries > 0) throw new AfcFailure('directoryNotEmpty');
    this.removeTree(path);
  }

  /** Throws notFound; the root itself stays. */
  removeTree(path: string): void {
    const mounted = this.#mounted(parts(path));
    if (mounted !== undefined) {
      mounted.tree.remove(mounted.names);
      return;
    }
    const { parent, name } = this.#place(path);
    if (!parent.children.delete(name)) throw new AfcFailure('notFound');
    parent.modified = this.#now();
  }

  /** Replaces what is at the target, as rename(2) does. */
  rename(from: string, to: string): void {
    const node = this.node(from);
    const target = this.#find(parts(to));
    if (target === node) return;
    if (target?.kind === 'directory' && target.entries > 0) throw new AfcFailure('directoryNotEmpty');
    if (node.kind === 'directory' && isBelow(parts(to), parts(from))) throw new AfcFailure('invalidArgument');
    const [source, place] = [this.#mounted(parts(from)), this.#mounted(parts(to))];
    if (source === undefined && place === undefined) this.#renameHeld(from, to);
    else if (source !== undefined && source.tree === place?.tree) this.#renameMounted(source, place, target);
    else this.#renameAcross(from, to, node);
  }

  #renameHeld(from: string, to: string): void {
    const node = this.#held(parts(from));
    const place = this.#place(to);
    this.removeTree(from);
    if (node !== undefined) place.parent.children.set(place.name, node);
    place.parent.modified = this.#now();
  }

  #renameMounted(source: Mounted, place: Mounted, target: MediaNode | undefined): void {
    if (source.names.length === 0 || place.names.length === 0) throw new AfcFailure('permissionDenied');
    if (place.tree.find(place.names.slice(0, -1))?.kind !== 'directory') throw new AfcFailure('notFound');
    if (target !== undefined) place.tree.remove(place.names);
    source.tree.move(source.names, place.names);
  }

  /** Between memory and the phone: a file is copied; a directory would be many. */
  #renameAcross(from: string, to: string, node: MediaNode): void {
    if (node.kind === 'directory' || node.linkTarget !== undefined) throw new AfcFailure('notSupported');
    const file = this.fileAt(to) ?? this.createFile(to);
    file.content.resize(0);
    file.content.write(0, node.content.read(0, node.content.length));
    this.store(to, file);
    this.removeTree(from);
  }

  #mounted(names: readonly string[]): Mounted | undefined {
    const root = this.#mounts.get('');
    if (root !== undefined) return { tree: root, names };
    const tree = this.#mounts.get(names[0] ?? '');
    return tree && { tree, names: names.slice(1) };
  }

  #find(names: readonly string[]): MediaNode | undefined {
    const mounted = this.#mounted(names);
    return mounted === undefined ? this.#held(names) : mounted.tree.find(mounted.names);
  }

  #held(names: readonly string[]): HeldDirectory | MediaFile | undefined {
    let at: HeldDirectory | MediaFile | undefined = this.#root;
    for (const name of names) at = at?.kind === 'directory' ? at.children.get(name) : undefined;
    return at;
  }

  #place(path: string): { parent: HeldDirectory; name: string } {
    const names = parts(path);
    const name = names.pop();
    if (name === undefined) throw new AfcFailure('permissionDenied');
    const parent = this.#held(names);
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
