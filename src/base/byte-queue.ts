/** Bytes that arrive in chunks of any size and are taken in pieces of the size a reader needs. Copies only across chunk borders. */

export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #offset = 0;
  #length = 0;

  /** Bytes waiting. */
  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Puts bytes back in front of everything else. */
  unshift(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    const first = this.#chunks[0];
    if (first !== undefined && this.#offset > 0) this.#chunks[0] = first.subarray(this.#offset);
    this.#offset = 0;
    this.#chunks.unshift(chunk);
    this.#length += chunk.length;
  }

  /** The next four bytes as an unsigned big-endian integer, left in place; undefined while there are fewer. */
  peekU32BE(): number | undefined {
    return this.#peekU32((a, b, c, d) => a * 0x1000000 + (b << 16) + (c << 8) + d);
  }

  /** As peekU32BE, little-endian. */
  peekU32LE(): number | undefined {
    return this.#peekU32((a, b, c, d) => d * 0x1000000 + (c << 16) + (b << 8) + a);
  }

  /** Exactly `count` bytes, or undefined while there are fewer. */
  take(count: number): Uint8Array | undefined {
    if (count > this.#length) return undefined;
    if (count === 0) return new Uint8Array(0);
    const first = this.#chunks[0];
    if (first === undefined) return undefined;
    if (first.length - this.#offset >= count) {
      const piece = first.subarray(this.#offset, this.#offset + count);
      this.#advance(count);
      return piece;
    }
    const joined = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const part = this.takeUpTo(count - at);
      if (part === undefined) break;
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  /** The bytes that lie together in front, at most `limit`; undefined when there are none. Never copies. */
  takeUpTo(limit: number): Uint8Array | undefined {
    const first = this.#chunks[0];
    if (first === undefined || limit <= 0) return undefined;
    const piece = first.subarray(this.#offset, Math.min(first.length, this.#offset + limit));
    this.#advance(piece.length);
    return piece;
  }

  /** Everything that waits, in one piece. */
  takeAll(): Uint8Array {
    return this.take(this.#length) ?? new Uint8Array(0);
  }

  #advance(count: number): void {
    this.#offset += count;
    this.#length -= count;
    const first = this.#chunks[0];
    if (first !== undefined && this.#offset >= first.length) {
      this.#chunks.shift();
      this.#offset = 0;
    }
  }

  #peekU32(combine: (a: number, b: number, c: number, d: number) => number): number | undefined {
    if (this.#length < 4) return undefined;
    const four: number[] = [];
    let offset = this.#offset;
    for (const chunk of this.#chunks) {
      for (; offset < chunk.length && four.length < 4; offset++) four.push(chunk[offset] ?? 0);
      if (four.length === 4) break;
      offset = 0;
    }
    const [a = 0, b = 0, c = 0, d = 0] = four;
    return combine(a, b, c, d);
  }
}
