/** Limits for reading a property list: input size, nesting, number of values after expansion, and memory. */
import { FormatError } from '../errors.ts';

export interface PlistLimits {
  /** Length of the input in bytes. */
  readonly maxBytes: number;
  /** Containers inside containers. */
  readonly maxDepth: number;
  /** Values after expansion: an object that is referenced n times counts n times ("billion laughs"). */
  readonly maxObjects: number;
  /** Memory for the values once they are read, bytes by estimate; the input is not counted, and data that is a view into it neither. */
  readonly maxMemory: number;
}

/**
 * Far above real files (the largest seen: an Info.plist of 9.5 MB, a Manifest.plist of 430 KB), and far enough below 300 MB for a whole
 * process that reads one of them.
 */
export const defaultPlistLimits: PlistLimits = {
  maxBytes: 40 * 1024 * 1024,
  maxDepth: 512,
  maxObjects: 2_000_000,
  maxMemory: 72 * 1024 * 1024,
};

/** Memory that one value takes beside what it holds, with its place in the container: measured on V8, rounded up. */
export const MEMORY_OF = {
  /** Numbers, truth values, UIDs. */
  scalar: 48,
  string: 64,
  /** The same string once more. */
  reference: 16,
  date: 160,
  data: 320,
  array: 96,
  dict: 288,
  /** A key of a dictionary, its text not counted. */
  entry: 96,
} as const;

/** Counts what one parse uses up. */
export class PlistBudget {
  readonly #limits: PlistLimits;
  #objectsLeft: number;
  #memoryLeft: number;

  constructor(limits: Partial<PlistLimits> = {}) {
    this.#limits = { ...defaultPlistLimits, ...limits };
    this.#objectsLeft = this.#limits.maxObjects;
    this.#memoryLeft = this.#limits.maxMemory;
  }

  checkLength(bytes: number): void {
    if (bytes > this.#limits.maxBytes) throw limitError(`more than ${this.#limits.maxBytes} bytes`);
  }

  /** Accounts for one value that stands `depth` containers deep. */
  take(depth: number): void {
    if (depth > this.#limits.maxDepth) throw limitError(`nested more than ${this.#limits.maxDepth} deep (or in a circle)`);
    if (--this.#objectsLeft < 0) throw limitError(`more than ${this.#limits.maxObjects} values`);
  }

  /** Accounts for memory that is about to be taken. */
  takeMemory(bytes: number): void {
    this.#memoryLeft -= bytes;
    if (this.#memoryLeft < 0) throw limitError(`more than ${this.#limits.maxMemory} bytes of values`);
  }
}

function limitError(what: string): FormatError {
  return new FormatError('plist-limit', `property list: ${what}`);
}
