/** Copies and removals that may take minutes, as steps: between two of them whoever drives them can do something else, or stop. */
import {
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  readSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
  writeSync,
  type Dirent,
} from 'node:fs';
import { join } from 'node:path';
import type { Steps } from '../../device-protocol/index.ts';

const COPY_PIECE_BYTES = 4 * 1024 * 1024;
const MOST_NAMES = 1000;

/** The file at `target` must not exist. A file system that can share the content of two files does. */
export function* copyFileInSteps(source: string, target: string): Steps {
  if (lstatSync(source).size <= COPY_PIECE_BYTES) copyFileSync(source, target, constants.COPYFILE_EXCL);
  else if (!isCloned(source, target)) yield* copyPieces(source, target);
}

function isCloned(source: string, target: string): boolean {
  try {
    copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    // What is really wrong with one of the two shows when the pieces are copied.
    return false;
  }
}

function* copyPieces(source: string, target: string): Steps {
  const piece = Buffer.allocUnsafe(COPY_PIECE_BYTES);
  const from = openSync(source, 'r');
  try {
    const to = openSync(target, 'wx');
    try {
      for (let count = readSync(from, piece); count > 0; count = readSync(from, piece)) {
        for (let at = 0; at < count;) at += writeSync(to, piece, at, count - at);
        yield;
      }
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
}

/** Links and other things that no backup holds are left out. */
export function* copyTreeInSteps(source: string, target: string): Steps {
  const what = lstatSync(source);
  if (what.isFile()) yield* copyFileInSteps(source, target);
  if (!what.isDirectory()) return;
  const names = readdirSync(source);
  mkdirSync(target);
  for (const name of names) {
    yield* copyTreeInSteps(join(source, name), join(target, name));
    yield;
  }
}

/** Links are removed, not followed. */
export function* removeFolderInSteps(folder: string): Steps {
  for (let entries = firstEntries(folder); entries.length > 0; entries = firstEntries(folder)) {
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) yield* removeFolderInSteps(path);
      else unlinkSync(path);
      yield;
    }
  }
  rmdirSync(folder);
}

/** A folder may hold a million: a few at a time. */
function firstEntries(folder: string): Dirent[] {
  const directory = opendirSync(folder);
  try {
    const entries: Dirent[] = [];
    for (let entry = directory.readSync(); entry !== null && entries.length < MOST_NAMES; entry = directory.readSync()) entries.push(entry);
    return entries;
  } finally {
    directory.closeSync();
  }
}
