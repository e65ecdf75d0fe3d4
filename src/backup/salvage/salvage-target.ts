/** The folder that a salvage writes into: new or empty, outside of the backup, and gone again when the salvage does not come to its end. */
import { closeSync, constants, mkdirSync, openSync, readdirSync, realpathSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { copyFile, open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isCodedError, systemErrorCode } from '../../base/index.ts';
import { diskFailure } from '../disk-failure.ts';
import { safetyPathsOf } from '../folder/safety-copy.ts';
import { journalPathsOf } from '../folder/journal-layout.ts';
import { BackupError } from '../errors.ts';
import type { Payload } from '../read/backup.ts';
import { openStored, storedBytes } from '../read/stored-bytes.ts';
import type { SalvagedFile } from './salvage-report.ts';

/**
 * | item | what |
 * |---|---|
 * | `UDID/` | the repaired backup, for every program that opens backups; `backup` where nothing tells the UDID |
 * | `unnamed/` | content whose name is lost, as `fileID.jpg` and the like |
 * | `salvage-files.ndjson` | one line for each file: where its row came from, how sure, what is lost |
 * | `salvage-report.json` | the report |
 */
export const FILE_LIST = 'salvage-files.ndjson';
export const REPORT = 'salvage-report.json';
export const UNNAMED = 'unnamed';

/** @throws BackupError 'target-exists', 'target-inside-backup', 'file-io' */
export function checkTarget(target: string, backup: string): string {
  const path = realPlace(resolve(target));
  const guarded = [backup, journalPathsOf(backup).root, safetyPathsOf(backup).root].map(realPlace);
  if (guarded.some((each) => isInside(path, each))) {
    throw new BackupError('target-inside-backup', `${path} is inside the backup`, { data: { path } });
  }
  if (namesIn(path).length > 0) throw new BackupError('target-exists', `${path} is not empty`, { data: { path } });
  return path;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path);
}

/** Links resolved as far as the path exists. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) return path;
    return join(realPlace(dirname(path)), basename(path));
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    const systemCode = systemErrorCode(error);
    if (systemCode === 'ENOENT') return [];
    if (systemCode === 'ENOTDIR') throw new BackupError('target-exists', `${path} is a file`, { data: { path } });
    throw diskFailure(error, path);
  }
}

const LINES_AT_ONCE = 500;
/** Copied in one call, which cannot be broken off. */
const MOST_BYTES_AT_ONCE = 32 * 1024 * 1024;

export interface CopyWatch {
  readonly signal: AbortSignal;
  /** Bytes of this file so far. */
  readonly onBytes: (bytes: number) => void;
}

/** Where the disk can, a copy of any length costs nothing. */
async function isCloned(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    rmSync(to, { force: true });
    return false;
  }
}

async function copyInPieces(from: string, to: string, { signal, onBytes }: CopyWatch): Promise<void> {
  await using source = await openStored(from);
  const { mode } = await source.stat();
  await using target = await open(to, 'wx', mode & 0o777);
  let nothing = Buffer.alloc(0);
  let done = 0;
  for await (const chunk of storedBytes(source, from, { signal, reuse: true })) {
    if (nothing.length < chunk.length) nothing = Buffer.alloc(chunk.length);
    if (!nothing.subarray(0, chunk.length).equals(chunk)) await writeWhole(target, chunk, done);
    done += chunk.length;
    onBytes(done);
  }
  await target.truncate(done);
}

async function writeWhole(target: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += (await target.write(chunk, written, chunk.length - written, position + written)).bytesWritten;
  }
}

/** Failures of the disk come as BackupError 'disk-full', 'folder-unwritable', 'file-io'. */
export class SalvageTarget implements Disposable {
  readonly path: string;
  readonly #folders = new Set<string>();
  readonly #wasThere: boolean;
  readonly #keepsList: boolean;
  #list: number | undefined;
  #lines: string[] = [];
  #isDone = false;

  private constructor(path: string, wasThere: boolean, keepsList: boolean) {
    this.path = path;
    this.#wasThere = wasThere;
    this.#keepsList = keepsList;
  }

  /** `path` as checkTarget() returned it. Without `keepsList` no list of files is written. */
  static begin(path: string, { keepsList = true }: { readonly keepsList?: boolean } = {}): SalvageTarget {
    const made = guarded(path, () => mkdirSync(path, { recursive: true }));
    return new SalvageTarget(path, made === undefined, keepsList);
  }

  /**
   * `place` is made from fixed names and checked fileIDs, `/` between its segments. A large file is copied piece by piece, holes as holes.
   * @throws BackupError, CancelledError
   */
  async copy({ path: from, size }: Pick<Payload, 'path' | 'size'>, place: string, watch: CopyWatch): Promise<void> {
    const to = this.#placeOf(place);
    try {
      if (size <= MOST_BYTES_AT_ONCE) await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      else if (!(await isCloned(from, to))) await copyInPieces(from, to, watch);
    } catch (error) {
      throw isCodedError(error) ? error : diskFailure(error, to);
    }
  }

  write(place: string, bytes: Uint8Array | string): void {
    const to = this.#placeOf(place);
    guarded(to, () => {
      writeFileSync(to, bytes, { flag: 'wx' });
    });
  }

  /** The absolute path of a place, its folder made. */
  pathOf(place: string): string {
    return this.#placeOf(place);
  }

  note(file: SalvagedFile): void {
    this.#lines.push(`${JSON.stringify(file)}\n`);
    if (this.#lines.length >= LINES_AT_ONCE) this.#flush();
  }

  /** From here on the target stays. */
  finish(): void {
    this.#flush();
    this.#close();
    this.#isDone = true;
  }

  /** Removes everything, unless the salvage has come to its end. What was there before was empty. */
  [Symbol.dispose](): void {
    if (this.#isDone) return;
    this.#close();
    for (const name of readdirSync(this.path)) rmSync(join(this.path, name), { recursive: true, force: true });
    if (!this.#wasThere) rmSync(this.path, { recursive: true, force: true });
  }

  #placeOf(place: string): string {
    const path = join(this.path, place);
    const folder = dirname(path);
    if (!this.#folders.has(folder)) {
      guarded(folder, () => mkdirSync(folder, { recursive: true }));
      this.#folders.add(folder);
    }
    return path;
  }

  #flush(): void {
    if (!this.#keepsList) return;
    const path = join(this.path, FILE_LIST);
    guarded(path, () => {
      this.#list ??= openSync(path, 'wx');
      writeSync(this.#list, this.#lines.join(''));
    });
    this.#lines = [];
  }

  #close(): void {
    if (this.#list !== undefined) closeSync(this.#list);
    this.#list = undefined;
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskFailure(error, path);
  }
}
