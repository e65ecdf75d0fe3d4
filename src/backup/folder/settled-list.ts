/** The journal's list of settled paths on the disk: appended to by the writer, and read with each entry checked. */
import { Buffer } from 'node:buffer';
import { closeSync, constants, lstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { JOURNAL_FORMAT, type FoundHeader, type JournalPaths } from './journal-layout.ts';
import { SettledPaths } from './settled-paths.ts';

/** Beyond this the writer settles the whole folder, and one entry is enough. */
export const MOST_LIST_BYTES = 32 * 1024 * 1024;
const NO_LINK = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

/** One JSON string a line: no name can look like two, whatever is in it. */
export function encodeSettled(path: string): string {
  return `${JSON.stringify(path)}\n`;
}

/**
 * The settled paths of a journal of any format. An entry that is cut off or makes no sense counts for nothing: what it spoke of is then taken for a
 * part of the last good version. `backupPath` is needed to judge entries of format 1.
 */
export function readSettled(paths: JournalPaths, header: FoundHeader, backupPath: string): SettledPaths {
  const settled = new SettledPaths(header.foldsNames);
  if (header.format === undefined || header.format >= JOURNAL_FORMAT) {
    for (const line of linesOf(paths.settled)) {
      const path = decodeSettled(line);
      if (path !== undefined) settled.add(path);
    }
  }
  if (header.format === undefined || header.format < JOURNAL_FORMAT) {
    const isOlder = olderThanRun(paths, header, backupPath);
    for (const line of linesOf(paths.created)) {
      if (isPath(line) && !isOlder(line)) settled.add(line);
    }
  }
  return settled;
}

/** Appends entries. Each is on its way to the disk when `add` returns, so that a killed process loses none. */
export class SettledList {
  readonly #path: string;
  #file: number | undefined;
  #bytes = 0;
  /** What stands at the end may be cut off. */
  #isTorn = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Length of the list as far as this process knows it. */
  get bytes(): number {
    return this.#bytes;
  }

  add(path: string): void {
    if (this.#file === undefined) {
      this.#file = openSync(this.#path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NO_LINK, 0o666);
      this.#bytes = lstatSync(this.#path).size;
      this.#isTorn = this.#bytes > 0;
    }
    const entry = Buffer.from(`${this.#isTorn ? '\n' : ''}${encodeSettled(path)}`);
    this.#isTorn = true;
    for (let at = 0; at < entry.length;) at += writeSync(this.#file, entry, at);
    this.#isTorn = false;
    this.#bytes += entry.length;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

function decodeSettled(line: string): string | undefined {
  try {
    const path: unknown = JSON.parse(line);
    return typeof path === 'string' && isPath(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** '' is the backup folder itself. */
function isPath(path: string): boolean {
  return path === '' || path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

/**
 * A name with line breaks could forge entries of format 1. What a run has created cannot be older than the journal of the run, though: a file that is
 * belongs to the last good version. Told by the clock of one file system, and only where the journal has not been copied since.
 */
function olderThanRun(paths: JournalPaths, header: FoundHeader, backupPath: string): (path: string) => boolean {
  const written = lstatSync(paths.header, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!(Math.abs(written - Date.parse(header.startedAt)) < 60_000)) return () => false;
  return (path) => {
    try {
      const what = lstatSync(join(backupPath, path), { throwIfNoEntry: false });
      return what?.isFile() === true && what.ctimeMs < written;
    } catch {
      return false;
    }
  };
}

const PIECE_BYTES = 256 * 1024;
/** The longest path that a device can name has 4096 bytes, of which JSON makes six times as many at worst. */
const MOST_LINE_CHARACTERS = 32 * 1024;

/** Whole lines, as far as the file can be read; anything but a regular file has none. Never more than twice of what a writer makes. */
function* linesOf(path: string): Generator<string> {
  const file = openIfFile(path);
  if (file === undefined) return;
  try {
    const decoder = new TextDecoder();
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let rest = '';
    for (let read = 0, count = -1; count !== 0 && read < 2 * MOST_LIST_BYTES; read += count) {
      count = readSync(file, piece);
      const lines = (rest + decoder.decode(piece.subarray(0, count), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      // Spoiled, and no longer than it need be.
      if (rest.length > MOST_LINE_CHARACTERS) rest = '/';
      yield* lines;
    }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  } finally {
    closeSync(file);
  }
}

function openIfFile(path: string): number | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    return openSync(path, constants.O_RDONLY | NO_LINK);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
