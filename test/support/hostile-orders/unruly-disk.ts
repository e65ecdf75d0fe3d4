/** The disk as other systems have it, and as a killed process leaves it: without hard links, without case, dead after so many steps. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';

export interface Unruliness {
  /** False: as on exFAT, where every link fails. */
  readonly links?: boolean;
  /** True: `AB` and `ab` are one name, written as the first one was. */
  readonly folds?: boolean;
  /** The process dies in this step of those that change the disk. Half of what was being written is there then. */
  readonly diesInStep?: number;
}

/** What a dead process throws: no system error, so that nobody goes on. */
export class Killed extends Error {}

export interface UnrulyDisk extends Disposable {
  /** Steps that have changed the disk. */
  readonly steps: number;
  /** The process has died in one of them. */
  readonly isDead: boolean;
}

/** Everything below `folder`, in the synchronous functions that a run uses. Undone by its owner, who may then look at what is left. */
export function unrulyDisk(folder: string, { links = true, folds = false, diesInStep = Infinity }: Unruliness): UnrulyDisk {
  const real = { ...fs };
  const open = new Set<number>();
  let steps = 0;
  let isDead = false;
  const at = (path: fs.PathLike): string => {
    if (isDead) throw new Killed('dead');
    return folds && String(path).startsWith(join(folder, '/')) ? spelled(real, folder, String(path)) : String(path);
  };
  /** A step that changes the disk: `half` is what of it has happened when the process dies in it. */
  const step = <T>(whole: () => T, half: () => void = () => undefined): T => {
    if (isDead) throw new Killed('dead');
    if (++steps < diesInStep) return whole();
    isDead = true;
    half();
    throw new Killed(`killed in step ${steps}`);
  };
  const makeFolder = (path: string): void => {
    const what = real.lstatSync(path, { throwIfNoEntry: false });
    if (what?.isDirectory() === true) return;
    if (what === undefined && real.lstatSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true) makeFolder(dirname(path));
    step(() => real.mkdirSync(path));
  };
  const removeTree = (path: string): void => {
    const what = real.lstatSync(path, { throwIfNoEntry: false });
    if (what?.isDirectory() !== true) {
      step(() => real.rmSync(path));
      return;
    }
    for (const name of real.readdirSync(path)) removeTree(join(path, name));
    step(() => real.rmdirSync(path));
  };
  const halfOf = (data: Uint8Array | string) => Buffer.from(data as string).subarray(0, Buffer.byteLength(data) >> 1);
  const replaced = {
    accessSync: (path: fs.PathLike, mode?: number) => {
      real.accessSync(at(path), mode);
    },
    existsSync: (path: fs.PathLike) => real.existsSync(at(path)),
    lstatSync: (path: fs.PathLike, options?: fs.StatSyncOptions) => real.lstatSync(at(path), options),
    statSync: (path: fs.PathLike, options?: fs.StatSyncOptions) => real.statSync(at(path), options),
    readdirSync: (path: fs.PathLike, options?: fs.ObjectEncodingOptions) => real.readdirSync(at(path), options),
    readFileSync: (path: fs.PathOrFileDescriptor, options?: 'utf8') =>
      real.readFileSync(typeof path === 'number' ? path : at(path), { encoding: options ?? null }),
    realpathSync: Object.assign((path: fs.PathLike) => real.realpathSync(at(path)), { native: real.realpathSync.native }),
    openSync: (path: fs.PathLike, flags: number | string = 'r', mode?: number) => {
      const place = at(path);
      const file = isReading(flags) ? real.openSync(place, flags, mode) : step(() => real.openSync(place, flags, mode));
      open.add(file);
      return file;
    },
    closeSync: (file: number) => {
      open.delete(file);
      real.closeSync(file);
    },
    writeSync: (file: number, data: Uint8Array, offset = 0, length = data.length - offset) =>
      step(
        () => real.writeSync(file, data, offset, length),
        () => real.writeSync(file, data, offset, length >> 1),
      ),
    writeFileSync: (path: fs.PathOrFileDescriptor, data: Uint8Array | string, options?: fs.WriteFileOptions) => {
      const place = typeof path === 'number' ? path : at(path);
      step(
        () => {
          real.writeFileSync(place, data, options);
        },
        () => {
          real.writeFileSync(place, halfOf(data), options);
        },
      );
    },
    copyFileSync: (from: fs.PathLike, to: fs.PathLike, mode?: number) => {
      const [source, target] = [at(from), at(to)];
      step(
        () => {
          real.copyFileSync(source, target, mode);
        },
        () => {
          real.writeFileSync(target, halfOf(real.readFileSync(source)));
        },
      );
    },
    mkdirSync: (path: fs.PathLike, options?: fs.MakeDirectoryOptions) => {
      if (options?.recursive === true) makeFolder(at(path));
      else step(() => real.mkdirSync(at(path), options));
    },
    renameSync: (from: fs.PathLike, to: fs.PathLike) => {
      const [source, target] = [at(from), at(to)];
      // What differs in case only is written anew.
      const isSame = source === target && String(from) !== String(to);
      step(() => {
        real.renameSync(source, isSame ? join(dirname(target), basename(String(to))) : target);
      });
    },
    // No power fails here, and a disk takes its time.
    fsyncSync: () => undefined,
    linkSync: (from: fs.PathLike, to: fs.PathLike) => {
      const [source, target] = [at(from), at(to)];
      if (!links) throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM', errno: -1, syscall: 'link' });
      step(() => {
        real.linkSync(source, target);
      });
    },
    unlinkSync: (path: fs.PathLike) => {
      const place = at(path);
      step(() => {
        real.unlinkSync(place);
      });
    },
    rmdirSync: (path: fs.PathLike) => {
      const place = at(path);
      step(() => {
        real.rmdirSync(place);
      });
    },
    opendirSync: (path: fs.PathLike, options?: fs.OpenDirOptions) => real.opendirSync(at(path), options),
    rmSync: (path: fs.PathLike, options: fs.RmOptions = {}) => {
      const place = at(path);
      if (options.recursive === true && real.lstatSync(place, { throwIfNoEntry: false }) !== undefined) removeTree(place);
      else if (real.lstatSync(place, { throwIfNoEntry: false }) !== undefined) step(() => real.rmSync(place, options));
      else if (options.force !== true) real.rmSync(place, options);
    },
  };
  Object.assign(fs, replaced);
  syncBuiltinESMExports();
  return {
    get steps() {
      return steps;
    },
    get isDead() {
      return isDead;
    },
    [Symbol.dispose]: () => {
      for (const name of Object.keys(replaced)) Object.assign(fs, { [name]: real[name as keyof typeof replaced] });
      syncBuiltinESMExports();
      for (const file of open) real.closeSync(file);
      open.clear();
    },
  };
}

function isReading(flags: number | string): boolean {
  if (typeof flags === 'string') return flags === 'r';
  return (flags & (fs.constants.O_CREAT | fs.constants.O_TRUNC)) === 0;
}

/** The path in the spelling of what stands there. */
function spelled(real: Pick<typeof fs, 'readdirSync'>, folder: string, path: string): string {
  let place = folder;
  for (const name of path.slice(folder.length + 1).split('/')) {
    let names: string[] = [];
    try {
      names = real.readdirSync(place);
    } catch {
      // Nothing is there, or no folder: the call itself will say so.
    }
    place = join(place, names.includes(name) ? name : (names.find((each) => each.toLowerCase() === name.toLowerCase()) ?? name));
  }
  return place;
}
