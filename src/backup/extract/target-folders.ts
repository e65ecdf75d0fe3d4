/** Folders below the target, entered one segment after the other, made where they are missing, and never through a link. */
import { closeSync, constants, fstatSync, futimesSync, lstatSync, mkdirSync, openSync, utimesSync, type BigIntStats } from 'node:fs';
import { systemErrorCode, type Disposable } from '../../base/index.ts';
import { BackupError } from '../errors.ts';

/** Folders kept open at once. */
const MOST_OPEN = 128;

/** Identifies a folder whatever path leads to it. */
interface FolderIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

export interface TargetPlace {
  /** Absolute and without links. */
  readonly path: string;
  /** Folders that must never be entered: the backup's own. */
  readonly forbidden: readonly FolderIdentity[];
}

/**
 * Paths given are relative to the target with `/` between segments, '' for the target itself. Paths returned go in front of `/NAME`, and are
 * good until the next call.
 *
 * On Linux a folder is kept open, and what lies in it is reached through the descriptor: whoever puts a link in the place of a folder
 * meanwhile changes nothing. Elsewhere each folder is looked at once, from the top down, before anything in it is touched.
 */
export class TargetFolders implements Disposable {
  readonly #target: TargetPlace;
  /** In the order of their last use; undefined descriptors where folders are not kept open. */
  readonly #known = new Map<string, number | undefined>();
  readonly #root: number | undefined;

  private constructor(target: TargetPlace, root: number | undefined) {
    this.#target = target;
    this.#root = root;
  }

  /** `keepsOpen`: folders are reached through descriptors, if the system has a way. */
  static open(target: TargetPlace, keepsOpen = process.platform === 'linux'): TargetFolders {
    return new TargetFolders(target, keepsOpen ? openRoot(target.path) : undefined);
  }

  /** @throws ENOENT as the system says it; BackupError 'unsafe-path' at a link, 'target-exists' at what is no folder, 'target-inside-backup' */
  at(path: string): string {
    return this.#enter(path);
  }

  /** Returns whether the folder was made just now. The folder above must be there. Throws as `at` does. */
  make(path: string, mode: number): boolean {
    const [above, name] = split(path);
    const place = `${this.#enter(above)}/${name}`;
    let isNew = true;
    try {
      mkdirSync(place, mode);
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
      isNew = false;
    }
    this.#enter(path);
    return isNew;
  }

  setModified(path: string, seconds: number): void {
    const place = this.#enter(path);
    const open = this.#known.get(path);
    if (open === undefined) utimesSync(place, seconds, seconds);
    else futimesSync(open, seconds, seconds);
  }

  dispose(): void {
    for (const open of this.#known.values()) if (open !== undefined) closeSync(open);
    this.#known.clear();
    if (this.#root !== undefined) closeSync(this.#root);
  }

  #enter(path: string): string {
    if (path === '') return this.#root === undefined ? this.#target.path : throughDescriptor(this.#root);
    if (this.#known.has(path)) {
      const known = this.#known.get(path);
      this.#known.delete(path);
      this.#known.set(path, known);
      return this.#pathOf(path, known);
    }
    const [above, name] = split(path);
    const place = `${this.#enter(above)}/${name}`;
    if (this.#root === undefined) this.#look(place, path);
    const open = this.#root === undefined ? undefined : this.#open(place, path);
    this.#known.set(path, open);
    if (this.#known.size > MOST_OPEN) this.#forgetOldest();
    return this.#pathOf(path, open);
  }

  #pathOf(path: string, open: number | undefined): string {
    return open === undefined ? `${this.#target.path}/${path}` : throughDescriptor(open);
  }

  #forgetOldest(): void {
    const [oldest] = this.#known;
    if (oldest === undefined) return;
    this.#known.delete(oldest[0]);
    if (oldest[1] !== undefined) closeSync(oldest[1]);
  }

  #open(place: string, path: string): number {
    let open: number;
    try {
      open = openSync(place, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    } catch (error) {
      const systemCode = systemErrorCode(error);
      if (systemCode === 'ELOOP' || systemCode === 'ENOTDIR') throw noFolder(path, place);
      throw error;
    }
    try {
      this.#check(fstatSync(open, { bigint: true }), path);
      return open;
    } catch (error) {
      closeSync(open);
      throw error;
    }
  }

  #look(place: string, path: string): void {
    const status = lstatSync(place, { bigint: true });
    if (!status.isDirectory()) throw noFolder(path, place);
    this.#check(status, path);
  }

  #check(status: BigIntStats, path: string): void {
    if (this.#target.forbidden.some(({ dev, ino }) => dev === status.dev && ino === status.ino)) {
      throw new BackupError('target-inside-backup', `${path} is the backup itself`, { data: { path } });
    }
  }
}

/** Undefined where the system offers no way to what lies in an open folder. */
function openRoot(path: string): number | undefined {
  const root = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (lstatSync(`${throughDescriptor(root)}/.`).isDirectory()) return root;
  } catch {
    // No /proc here, as in some containers.
  }
  closeSync(root);
  return undefined;
}

function throughDescriptor(open: number): string {
  return `/proc/self/fd/${open}`;
}

function split(path: string): [above: string, name: string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
}

function noFolder(path: string, place: string): BackupError {
  const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (isLink) return new BackupError('unsafe-path', `${path} is a link`, { data: { path } });
  return new BackupError('target-exists', `${path} is not a folder`, { data: { path } });
}
