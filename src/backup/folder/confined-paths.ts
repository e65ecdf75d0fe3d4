/** Turns paths of the device into paths of the disk that stay inside the backup folder, whatever stands in between. */
import { Buffer } from 'node:buffer';
import { lstatSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { DevicePath } from '../../device-protocol/index.ts';
import { BackupError } from '../errors.ts';
import { systemError } from '../disk-failure.ts';

export interface PlacedPath {
  /** Absolute. */
  readonly full: string;
  /** Inside the backup folder, `/` between segments, '' for the folder itself; undefined for a folder that was set aside. */
  readonly inBackup: string | undefined;
  /** The first on the way to it that is no folder: nothing stands there, or a file. Undefined when it stands in a folder. */
  readonly obstacle: Obstacle | undefined;
}

/** As in PlacedPath. */
interface Obstacle {
  readonly full: string;
  readonly inBackup: string | undefined;
}

/**
 * Inside the backup folder. A device needs 60; what is longer than a system takes could be made by moving a folder into another, and then
 * neither be kept nor be removed.
 */
export const MOST_PATH_BYTES = 1024;

/**
 * A device may name `UDID/…` and nothing else beside it, with one exception: a backup of an ancient format is first moved to
 * `UDID-yyyyMMdd-HHmmss`. Such a folder must not have stood there before, or a device could touch archived backups.
 */
export class ConfinedPaths {
  readonly #directory: string;
  readonly #udid: string;
  readonly #realFolders = new Set<string>();
  readonly #setAside = new Set<string>();

  constructor(directory: string, udid: string) {
    this.#directory = directory;
    this.#udid = udid;
  }

  /** Throws 'unsafe-path' when the path, or a link on the way to it, leads out of the backup folder; the last segment is not looked at. */
  place(path: DevicePath): PlacedPath {
    const [top = ''] = path.split('/', 1);
    if (top !== this.#udid && !this.#isSetAside(top)) throw outside(path);
    if (Buffer.byteLength(path.slice(top.length), 'utf8') > MOST_PATH_BYTES) throw systemError('ENAMETOOLONG', 'open', path);
    const obstacle = this.#obstacleOn(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    return { ...this.#placeOf(path, top), obstacle: obstacle === undefined ? undefined : this.#placeOf(obstacle, top) };
  }

  /** As place(), for a path that is to be used as a folder, and may be an obstacle itself. */
  placeFolder(path: DevicePath): PlacedPath {
    const placed = this.place(path);
    return placed.obstacle !== undefined || this.#isFolder(path) ? placed : { ...placed, obstacle: placed };
  }

  /** To be called when something at this path was moved or removed: what was a folder may be something else now. */
  forget(path: DevicePath): void {
    // A folder is remembered together with all the folders it stands in.
    if (this.#realFolders.has(path)) this.#realFolders.clear();
  }

  #placeOf(path: string, top: string): Obstacle {
    return { full: `${this.#directory}${sep}${path}`, inBackup: top === this.#udid ? path.slice(top.length + 1) : undefined };
  }

  /** From the top down, because nothing may be looked at behind a link. A folder that is known was reached through folders. */
  #obstacleOn(path: string): string | undefined {
    if (path === '' || this.#realFolders.has(path)) return undefined;
    return this.#obstacleOn(path.slice(0, Math.max(0, path.lastIndexOf('/')))) ?? (this.#isFolder(path) ? undefined : path);
  }

  /** False where nothing is, and for a file. */
  #isFolder(path: string): boolean {
    if (this.#realFolders.has(path)) return true;
    const what = lstatSync(join(this.#directory, path), { throwIfNoEntry: false });
    if (what === undefined || what.isFile()) return false;
    if (what.isSymbolicLink()) throw outside(path);
    if (!what.isDirectory()) throw systemError('ENOTDIR', 'open', path);
    this.#realFolders.add(path);
    return true;
  }

  #isSetAside(top: string): boolean {
    if (this.#setAside.has(top)) return true;
    if (!top.startsWith(`${this.#udid}-`) || !/^\d{8}-\d{6}$/.test(top.slice(this.#udid.length + 1))) return false;
    if (lstatSync(join(this.#directory, top), { throwIfNoEntry: false }) !== undefined) return false;
    this.#setAside.add(top);
    return true;
  }
}

function outside(path: string): BackupError {
  return new BackupError('unsafe-path', 'the device named a path outside its backup folder', { data: { path } });
}
