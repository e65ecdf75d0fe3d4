/** The rowids that a filter or an order gives, in that order: found once and as far as they are asked for, then any window of them is at hand. */
import type { SandboxedDatabase, SandboxedStatement } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { BackupError } from '../../errors.ts';
import type { DatabaseLimits } from './database-limits.ts';
import type { Condition } from './row-filter.ts';

/** Eight bytes each. */
const MOST_KEYS = 4_000_000;
const CHECK_EVERY = 1024;

export class KeyList implements Disposable {
  #keys = new BigInt64Array(1024);
  #length = 0;
  #isDone = false;
  #isBroken = false;
  readonly #statement: SandboxedStatement;

  constructor(database: SandboxedDatabase, sql: string, { values }: Condition) {
    this.#statement = database.prepare(sql);
    this.#statement.bind(values);
  }

  get length(): number {
    return this.#length;
  }

  /** All are known. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** A step failed: SQLite would begin again at the first row. What was found until then is right. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  at(position: number): bigint | undefined {
    return position < this.#length ? this.#keys[position] : undefined;
  }

  /** Finds them up to `count`, if there are as many. @throws BackupError 'preview-limit'; the errors of the limits */
  growTo(count: number, limits: DatabaseLimits): void {
    while (!this.#isDone && this.#length < count) {
      if (this.#length % CHECK_EVERY === 0) limits.check();
      if (!this.#step()) this.#isDone = true;
      else this.#push(this.#statement.integer(0));
    }
    if (this.#isDone) this.#statement[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#statement[Symbol.dispose]();
  }

  #step(): boolean {
    this.#isBroken = true;
    const hasRow = this.#statement.step();
    this.#isBroken = false;
    return hasRow;
  }

  #push(key: bigint): void {
    if (this.#length >= MOST_KEYS) {
      throw new BackupError('preview-limit', 'too many rows', { data: { limit: 'values', most: MOST_KEYS } });
    }
    if (this.#length === this.#keys.length) {
      const larger = new BigInt64Array(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    this.#keys[this.#length++] = key;
  }
}
