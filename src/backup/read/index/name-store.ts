/** Names as UTF-8 bytes in one piece of memory, each known by its number and compared byte by byte. */
import { GrowingNumbers } from './growing-numbers.ts';

const USUAL_BYTES = 32;

export class NameStore {
  #bytes: Uint8Array;
  #buffer: Buffer | undefined;
  #used = 0;
  /** Where each name ends; the next begins there. */
  readonly #ends: GrowingNumbers<Uint32Array<ArrayBuffer>>;

  constructor(expectedNames: number) {
    this.#bytes = new Uint8Array(1024 + expectedNames * USUAL_BYTES);
    this.#ends = new GrowingNumbers(new Uint32Array(expectedNames));
  }

  get length(): number {
    return this.#ends.length;
  }

  /** Takes the bytes from `from` to `to` over and gives the name the next number. */
  add(bytes: Uint8Array, from: number, to: number): number {
    this.#reserve(to - from);
    const own = this.#bytes;
    let used = this.#used;
    // Names are short: a call that copies costs more than the copying.
    for (let at = from; at < to; at++) own[used++] = bytes[at] ?? 0;
    this.#used = used;
    this.#ends.push(used);
    return this.#ends.length - 1;
  }

  /** Forgets the last name. */
  removeLast(): void {
    this.#used = this.startOf(this.#ends.length - 1);
    this.#ends.pop();
  }

  get usedBytes(): number {
    return this.#used;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The same bytes, for whoever makes texts of them. */
  get buffer(): Buffer {
    this.#buffer ??= Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    return this.#buffer;
  }

  /** Where each name ends, and the next one begins. */
  get ends(): Uint32Array {
    return this.#ends.packed;
  }

  startOf(name: number): number {
    return name === 0 ? 0 : this.#ends.at(name - 1);
  }

  endOf(name: number): number {
    return this.#ends.at(name);
  }

  #reserve(count: number): void {
    const needed = this.#used + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, Math.ceil(this.#bytes.length * 1.5)));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
    this.#buffer = undefined;
  }
}

/** By bytes; a name that another one begins with comes first. */
export function compareNames(store: NameStore, name: number, otherStore: NameStore, other: number): number {
  const bytes = store.bytes;
  const otherBytes = otherStore.bytes;
  let at = store.startOf(name);
  let otherAt = otherStore.startOf(other);
  const end = store.endOf(name);
  const otherEnd = otherStore.endOf(other);
  while (at < end && otherAt < otherEnd) {
    const difference = (bytes[at++] ?? 0) - (otherBytes[otherAt++] ?? 0);
    if (difference !== 0) return difference;
  }
  return end - at - (otherEnd - otherAt);
}
