/**
 * The only files that SQLite sees in the sandbox: databases that the program hands in, for reading. The WebAssembly module does all its file work
 * through nine functions of `node:fs`. While it runs, they know these files and no others, so no statement can reach the disk.
 */
import type * as NodeFs from 'node:fs';
import { basename } from 'node:path';

export interface VirtualFile {
  readonly bytes: number;
  readAt(into: Uint8Array, position: number): number;
}

/** No file descriptor of a system is that large. */
const FIRST_NUMBER = 0x4000_0000;

/** The functions that the module calls; of everything else it makes no use (a test runs statements that would). */
const GUARDED = [
  'openSync',
  'readSync',
  'writeSync',
  'closeSync',
  'fstatSync',
  'fsyncSync',
  'ftruncateSync',
  'accessSync',
  'mkdirSync',
  'rmdirSync',
  'unlinkSync',
] as const;
type Guarded = (typeof GUARDED)[number];

/** One for each thread, in front of the functions of `node:fs` that CommonJS modules of this thread get. Outside of `run` all is as ever. */
export class VirtualFiles {
  readonly #files = new Map<string, VirtualFile>();
  readonly #open = new Map<number, VirtualFile>();
  #lastNumber = FIRST_NUMBER;
  #depth = 0;
  #failure: Error | undefined;

  static install(): VirtualFiles {
    const files = new VirtualFiles();
    const fs = process.getBuiltinModule('node:fs') as unknown as Record<Guarded, (...values: never[]) => unknown>;
    for (const name of GUARDED) {
      const original = fs[name];
      const virtual: (...values: never[]) => unknown = files.#functions[name];
      fs[name] = (...values) => (files.#depth > 0 ? virtual(...values) : original(...values));
    }
    return files;
  }

  /** Returns the path under which SQLite finds it. */
  add(file: VirtualFile): string {
    const name = `sandboxed-${this.#files.size + 1}-${++this.#lastNumber}.db`;
    this.#files.set(name, file);
    return name;
  }

  /** What a read threw since this was asked last: the module itself says only that reading failed. */
  takeFailure(): Error | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  remove(path: string): void {
    this.#files.delete(basename(path));
  }

  /** Everything that the module does to files meanwhile is done to these. */
  run<T>(work: () => T): T {
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  readonly #functions: Record<Guarded, (...values: never[]) => unknown> = {
    openSync: (path: string) => {
      const file = this.#files.get(basename(path));
      if (file === undefined) throw new Error(`no file ${path} in the sandbox`);
      const number = ++this.#lastNumber;
      this.#open.set(number, file);
      return number;
    },
    readSync: (number: number, into: Uint8Array, _offset: number, _length: number, position: number | bigint) => {
      try {
        return this.#fileOf(number).readAt(into, Number(position));
      } catch (error) {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
        throw error;
      }
    },
    fstatSync: (number: number) => ({ size: this.#fileOf(number).bytes }) satisfies Pick<NodeFs.Stats, 'size'>,
    closeSync: (number: number) => {
      this.#open.delete(number);
    },
    // The module locks by making a folder beside its file.
    mkdirSync: () => undefined,
    rmdirSync: () => undefined,
    fsyncSync: () => undefined,
    accessSync: refuse,
    unlinkSync: refuse,
    writeSync: refuse,
    ftruncateSync: refuse,
  };

  #fileOf(number: number): VirtualFile {
    const file = this.#open.get(number);
    if (file === undefined) throw new Error('not open');
    return file;
  }
}

function refuse(): never {
  throw new Error('read only');
}
