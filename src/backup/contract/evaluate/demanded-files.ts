/** Files whose content must be there, each with the rule that says so: a rule may be about a million of them. */
import { GrowingNumbers } from '../../read/index/growing-numbers.ts';

export class DemandedFiles {
  readonly #rules = new GrowingNumbers(new Uint32Array(64));
  readonly #ranks = new GrowingNumbers(new Uint32Array(64));

  add(rule: number, rank: number): void {
    this.#rules.push(rule);
    this.#ranks.push(rank);
  }

  /** Some at a time, in the order in which they were added. */
  *batches(limit: number): Generator<{ readonly rule: number; readonly rank: number }[], void, undefined> {
    const [rules, ranks] = [this.#rules.packed, this.#ranks.packed];
    for (let first = 0; first < ranks.length; first += limit) {
      const batch = ranks.subarray(first, first + limit);
      yield Array.from(batch, (rank, place) => ({ rule: rules[first + place] ?? 0, rank }));
    }
  }
}
