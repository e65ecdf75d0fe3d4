/** Lists of a million numbers, packed: an array of JavaScript would take twice the memory, and copies of it while it grows. */

type Packed = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export class GrowingNumbers<Numbers extends Packed> {
  #numbers: Numbers;
  #length = 0;

  /** Room for as many as are expected costs nothing until it is used; making room later does. */
  constructor(room: Numbers) {
    this.#numbers = room;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) this.#numbers = grown(this.#numbers);
    this.#numbers[this.#length++] = value;
  }

  pop(): void {
    this.#length--;
  }

  /** A number that was pushed. */
  at(index: number): number {
    return this.#numbers[index] ?? 0;
  }

  /** What was pushed, as a view. */
  get packed(): Numbers {
    return this.#numbers.subarray(0, this.#length) as Numbers;
  }
}

/** By a half each time: doubling would leave up to half of it unused at the end. */
function grown<Numbers extends Packed>(numbers: Numbers): Numbers {
  const length = Math.max(1024, Math.ceil(numbers.length * 1.5));
  const larger = emptyLike(numbers, length);
  larger.set(numbers);
  return larger as Numbers;
}

function emptyLike(numbers: Packed, length: number): Packed {
  if (numbers instanceof Uint8Array) return new Uint8Array(length);
  return numbers instanceof Uint32Array ? new Uint32Array(length) : new Float64Array(length);
}
