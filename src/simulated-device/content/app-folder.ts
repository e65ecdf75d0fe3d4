/** A folder of this computer as the container of an app: which of it a phone would back up. Links are never followed. */
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode, throwIfAborted } from '../../base/index.ts';
import { SimulatorError } from '../errors.ts';

/** What the folder stands for: the container of the app itself, or one that it shares with others of its group. */
export type ContainerKind = 'app' | 'group';

/** What identifies a file on this computer, and changes when its content does. */
interface FileStamp {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: bigint;
  readonly modifiedNs: bigint;
}

/** One entry that a phone would back up. */
export interface FolderEntry {
  readonly relativePath: string;
  /** On this computer. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly stamp: FileStamp;
  readonly target?: string;
}

/** Entries that stay out, each directory with all that is in it counted once. */
export interface LeftOutCounts {
  /** Library/Caches, tmp and others that are in no backup. */
  readonly neverBackedUp: number;
  /** What the app excludes itself. */
  readonly excluded: number;
  /** Sockets, devices and other things that are no files. */
  readonly special: number;
}

export interface AppFolderListing {
  /** In no particular order, but a directory comes before what is in it. */
  readonly entries: readonly FolderEntry[];
  readonly bytes: bigint;
  readonly leftOut: LeftOutCounts;
}

interface FolderWalk {
  readonly kind: ContainerKind;
  readonly isExcluded: (relativePath: string) => boolean;
  readonly signal: AbortSignal | undefined;
}

/** Of the container of an app, these are backed up. */
const BACKED_UP_OF_APP: ReadonlySet<string> = new Set(['Documents', 'Library']);
/** iOS keeps which app a container belongs to; macOS, how a folder was last shown. */
const NEVER_BACKED_UP = /^(?:Library\/Caches|tmp|SystemData|\.com\.apple\.mobile_container_manager\.metadata\.plist|(?:.*\/)?\.DS_Store)$/s;
/** What Xcode downloads from a device is a package with the container inside. */
const XCODE_PACKAGE = { marker: 'AppDataInfo.plist', container: 'AppData' };

/**
 * Lists what of `folder` a phone would back up.
 * @throws SimulatorError 'simulator-app-folder-missing', 'simulator-app-folder-foreign' if it is the container of no app,
 * 'simulator-app-file-unreadable'; CancelledError
 */
export async function listAppFolder(folder: string, walk: FolderWalk): Promise<AppFolderListing> {
  await requireFolder(folder);
  const root = walk.kind === 'app' ? await containerIn(folder) : folder;
  const entries: FolderEntry[] = [];
  const leftOut = { neverBackedUp: 0, excluded: 0, special: 0 };
  let bytes = 0n;
  for (const pending = ['']; ;) {
    const above = pending.pop();
    if (above === undefined) break;
    for (const name of await namesIn(join(root, above))) {
      throwIfAborted(walk.signal);
      const relativePath = above === '' ? name : `${above}/${name}`;
      if (isNeverBackedUp(relativePath, walk.kind)) leftOut.neverBackedUp++;
      else if (walk.isExcluded(relativePath)) leftOut.excluded++;
      else {
        const entry = await entryAt(join(root, relativePath), relativePath);
        if (entry === undefined) {
          leftOut.special++;
          continue;
        }
        entries.push(entry);
        if (entry.kind === 'directory') pending.push(relativePath);
        else if (entry.kind === 'file') bytes += entry.stamp.size;
      }
    }
  }
  requireContainer(entries, folder, walk.kind);
  return { entries, bytes, leftOut };
}

/** Whether a file is still the one that was listed. False if it has gone. */
export async function isUnchanged({ path, stamp }: FolderEntry): Promise<boolean> {
  const now = await lstat(path, { bigint: true }).catch(() => undefined);
  return now !== undefined && sameStamp(stampOf(now), stamp);
}

export function sameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.inode === other.inode && one.device === other.device && one.size === other.size && one.modifiedNs === other.modifiedNs;
}

export function stampOf(stats: { dev: bigint; ino: bigint; size: bigint; mtimeNs: bigint }): FileStamp {
  return { device: stats.dev, inode: stats.ino, size: stats.size, modifiedNs: stats.mtimeNs };
}

/** @throws SimulatorError 'simulator-app-file-unreadable' */
export function unreadable(path: string, error: unknown): SimulatorError {
  const reason = systemErrorCode(error) ?? 'NAME';
  return new SimulatorError('simulator-app-file-unreadable', `cannot read ${path}: ${reason}`, { data: { path, reason }, cause: error });
}

function isNeverBackedUp(relativePath: string, kind: ContainerKind): boolean {
  if (NEVER_BACKED_UP.test(relativePath)) return true;
  return kind === 'app' && !relativePath.includes('/') && !BACKED_UP_OF_APP.has(relativePath);
}

async function requireFolder(folder: string): Promise<void> {
  const stats = await stat(folder).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return undefined;
    throw unreadable(folder, error);
  });
  if (stats?.isDirectory() === true) return;
  throw new SimulatorError('simulator-app-folder-missing', `there is no folder ${folder}`, { data: { path: folder } });
}

async function containerIn(folder: string): Promise<string> {
  const names = await namesIn(folder);
  const isPackage = names.includes(XCODE_PACKAGE.marker) && names.includes(XCODE_PACKAGE.container);
  return isPackage ? join(folder, XCODE_PACKAGE.container) : folder;
}

/** A folder of which nothing is backed up is most likely not the one that was meant; every rule about what must not be there would be kept. */
function requireContainer(entries: readonly FolderEntry[], folder: string, kind: ContainerKind): void {
  if (kind === 'group' || entries.some(({ kind: of, relativePath }) => of === 'directory' && BACKED_UP_OF_APP.has(relativePath))) return;
  throw new SimulatorError('simulator-app-folder-foreign', `${folder} has neither Documents nor Library`, { data: { path: folder } });
}

/** Sorted, so that the same folder gives the same phone. */
async function namesIn(folder: string): Promise<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const names = await readdir(folder, { encoding: 'buffer' }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  return names
    .map((name) => {
      try {
        return decoder.decode(name);
      } catch (error) {
        // No phone has such a name, and a text cannot lead back to the file.
        throw unreadable(join(folder, name.toString()), error);
      }
    })
    .sort();
}

/** Undefined for what is neither file, directory nor link. */
async function entryAt(path: string, relativePath: string): Promise<FolderEntry | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    const stamp = stampOf(stats);
    if (stats.isFile()) return { relativePath, path, kind: 'file', stamp };
    if (stats.isDirectory()) return { relativePath, path, kind: 'directory', stamp };
    return stats.isSymbolicLink() ? { relativePath, path, kind: 'symlink', stamp, target: await readlink(path) } : undefined;
  } catch (error) {
    throw unreadable(path, error);
  }
}
