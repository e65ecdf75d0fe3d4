/** What can stand where a file or a folder belongs: for tables of hostile places. */
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Obstacle {
  readonly what: string;
  /** As errors call it. */
  readonly standing: string;
  /** Puts it at `path`, where nothing may stand; `elsewhere` is a folder that nobody may touch. */
  readonly put: (path: string, elsewhere: string) => void;
}

const GIB = 1024 ** 3;

/** In the place of a file. */
export const NO_FILES: readonly Obstacle[] = [
  {
    what: 'a folder',
    standing: 'folder',
    put: (path) => {
      mkdirSync(path);
      writeFileSync(join(path, 'inside'), 'x');
    },
  },
  { what: 'a pipe', standing: 'pipe', put: (path) => execFileSync('mkfifo', [path]) },
  {
    what: 'a link to a good file',
    standing: 'link',
    put: (path, elsewhere) => {
      symlinkSync(join(elsewhere, 'file'), path);
    },
  },
  {
    what: 'a link to nothing',
    standing: 'link',
    put: (path, elsewhere) => {
      symlinkSync(join(elsewhere, 'nothing'), path);
    },
  },
  {
    what: 'a link to a device',
    standing: 'link',
    put: (path) => {
      symlinkSync('/dev/zero', path);
    },
  },
];

export const GIANT: Obstacle = {
  what: 'a sparse file of 2 GiB',
  standing: 'large-file',
  put: (path) => {
    const file = openSync(path, 'w');
    ftruncateSync(file, 2 * GIB);
    closeSync(file);
  },
};

/** In the place of a folder. */
export const NO_FOLDERS: readonly Obstacle[] = [
  {
    what: 'a file',
    standing: 'file',
    put: (path) => {
      writeFileSync(path, 'x');
    },
  },
  { what: 'a pipe', standing: 'pipe', put: (path) => execFileSync('mkfifo', [path]) },
  {
    what: 'a link to a folder',
    standing: 'link',
    put: (path, elsewhere) => {
      symlinkSync(elsewhere, path);
    },
  },
  {
    what: 'a link to nothing',
    standing: 'link',
    put: (path, elsewhere) => {
      symlinkSync(join(elsewhere, 'nothing'), path);
    },
  },
];

/** A folder beside `directory`, with what looks like a journal in it. */
export function makeElsewhere(path: string): string {
  mkdirSync(path);
  for (const name of ['file', 'journal.json', 'lock', 'created', 'incoming']) writeFileSync(join(path, name), 'of somebody else');
  for (const name of ['saved', 'archive']) {
    mkdirSync(join(path, name));
    writeFileSync(join(path, name, 'file'), 'of somebody else');
  }
  return path;
}

/** Puts an obstacle into the place of whatever stands there. */
export function replaceBy(obstacle: Obstacle, path: string, elsewhere: string): void {
  rmSync(path, { recursive: true, force: true });
  obstacle.put(path, elsewhere);
}

export function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}
