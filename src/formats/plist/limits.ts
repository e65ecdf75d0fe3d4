/** How much a property list may ask of its reader: input size, nesting and number of values after expansion. */
import { FormatError } from '../errors.ts';

export interface PlistLimits {
  /** Length of the input in bytes. */
  readonly maxBytes: number;
  /** Containers inside containers. */
  readonly maxDepth: number;
  /** Values after expansion: an object that is referenced n times counts n times ("billion laughs"). */
  readonly maxObjects: number;
}

/** Far above real files (the largest seen: an Info.plist of 9.5 MB, a Manifest.plist of 430 KB). */
export const defaultPlistLimits: PlistLimits = { maxBytes: 256 * 1024 * 1024, maxDepth: 512, maxObjects: 2_000_000 };

/** Counts what one parse uses up. */
export class PlistBudget {
  readonly #limits: PlistLimits;
  #objectsLeft: number;

  constructor(limits: Partial<PlistLimits> = {}) {
    this.#limits = { ...defaultPlistLimits, ...limits };
    this.#objectsLeft = this.#limits.maxObjects;
  }

  checkLength(bytes: number): void {
    if (bytes > this.#limits.maxBytes) throw limitError(`more than ${this.#limits.maxBytes} bytes`);
  }

  /** Accounts for one value that stands `depth` containers deep. */
  take(depth: number): void {
    if (depth > this.#limits.maxDepth) throw limitError(`nested more than ${this.#limits.maxDepth} deep (or in a circle)`);
    if (--this.#objectsLeft < 0) throw limitError(`more than ${this.#limits.maxObjects} values`);
  }
}

function limitError(what: string): FormatError {
  return new FormatError('plist-limit', `property list: ${what}`);
}
