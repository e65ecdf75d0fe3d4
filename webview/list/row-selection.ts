/** Which rows of a long list are selected: stretches of places, and what clicks and keys make of them. Knows no DOM. */

/** Both included. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

export class RowSelection {
  #stretches: readonly Stretch[] = [];
  /** Where a range began; −1 without one. */
  #anchor = -1;
  /** What was selected when it began, which the range is added to. */
  #before: readonly Stretch[] = [];

  /** In order, apart from each other. */
  get stretches(): readonly Stretch[] {
    return this.#stretches;
  }

  get count(): number {
    return this.#stretches.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  has(row: number): boolean {
    let low = 0;
    let high = this.#stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#stretches[middle]?.last ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return row >= (this.#stretches[low]?.first ?? Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.#set([], -1);
  }

  only(row: number): void {
    this.#set([{ first: row, last: row }], row);
  }

  all(rows: number): void {
    this.#set(rows === 0 ? [] : [{ first: 0, last: rows - 1 }], this.#anchor);
  }

  toggle(row: number): void {
    this.#set(this.has(row) ? without(this.#stretches, row) : joined(this.#stretches, { first: row, last: row }), row);
  }

  /** From where the range began to a row; `adds` keeps what was selected before it began. */
  extendTo(row: number, adds = false): void {
    if (this.#anchor === -1) this.#anchor = row;
    const range = { first: Math.min(this.#anchor, row), last: Math.max(this.#anchor, row) };
    this.#stretches = joined(adds ? this.#before : [], range);
  }

  /** What was kept over a reload, as far as there are rows. */
  restore(stretches: readonly Stretch[], rows: number): void {
    let all: readonly Stretch[] = [];
    for (const { first, last } of stretches) if (first <= last && last < rows) all = joined(all, { first, last });
    this.#set(all, all[0]?.first ?? -1);
  }

  #set(stretches: readonly Stretch[], anchor: number): void {
    this.#stretches = stretches;
    this.#before = stretches;
    this.#anchor = anchor;
  }
}

function joined(stretches: readonly Stretch[], { first, last }: Stretch): Stretch[] {
  const before = stretches.filter((each) => each.last < first - 1);
  const behind = stretches.filter((each) => each.first > last + 1);
  const touching = stretches.slice(before.length, stretches.length - behind.length);
  const whole = { first: Math.min(first, touching[0]?.first ?? first), last: Math.max(last, touching.at(-1)?.last ?? last) };
  return [...before, whole, ...behind];
}

function without(stretches: readonly Stretch[], row: number): Stretch[] {
  return stretches.flatMap(({ first, last }) => {
    if (row < first || row > last) return [{ first, last }];
    return [
      { first, last: row - 1 },
      { first: row + 1, last },
    ].filter((part) => part.first <= part.last);
  });
}
