/**
 * Notices when SQLite has used up the stack of its WebAssembly module: an expression that is nested deep enough does it, and what is overwritten then is the
 * module's own data. Nothing leaves the sandbox by that, but no answer of it is true any more.
 */
import { SqliteError } from '../sqlite.ts';

/** As Emscripten makes it: it ends where the module's data begins. */
const STACK_BYTES = 64 * 1024;
/** The end of the stack is filled with a pattern; a frame of SQLite is shorter than this and writes into it. */
const GUARD_BYTES = 2048;
const PATTERN = 0xa5;
const TOO_BIG = 18;

export class StackGuard {
  readonly #bytes: () => Uint8Array;
  readonly #end: number;
  readonly #whole = Buffer.alloc(GUARD_BYTES, PATTERN);
  #isBroken = false;

  /** @param top where the stack begins, before anything runs */
  constructor(bytes: () => Uint8Array, top: number) {
    this.#bytes = bytes;
    this.#end = top - STACK_BYTES;
    bytes().set(this.#whole, this.#end);
  }

  /** Nothing may be asked of the module any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** @throws SqliteError if the stack did not suffice, this time or an earlier one */
  run(work: () => number): number {
    if (this.#isBroken) throw tooDeep();
    let result: number;
    try {
      result = work();
    } catch (error) {
      // The module stopped in the middle of something.
      this.#isBroken = true;
      throw isEndOfModule(error) ? tooDeep(error) : error;
    }
    if (this.#whole.equals(this.#bytes().subarray(this.#end, this.#end + GUARD_BYTES))) return result;
    this.#isBroken = true;
    throw tooDeep();
  }
}

/** A trap of WebAssembly, or the end of the stack of JavaScript. */
function isEndOfModule(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError');
}

function tooDeep(cause?: unknown): SqliteError {
  return new SqliteError('an expression is nested too deep', TOO_BIG, cause);
}
