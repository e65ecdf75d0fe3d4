/** A byte buffer that grows as it is written to. */
export class ByteSink {
  #bytes = Buffer.alloc(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  /** Big-endian unsigned integer of `size` bytes (1–8); `value` is at most 2^53. */
  unsigned(value: number, size: number): void {
    const at = this.#room(size);
    for (let i = at + size - 1, rest = value; i >= at; i--, rest = Math.floor(rest / 256)) this.#bytes[i] = rest % 256;
  }

  bigInt64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigInt64BE(value, at);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  ascii(text: string): void {
    const at = this.#room(text.length);
    this.#bytes.write(text, at, 'latin1');
  }

  bytes(value: Uint8Array): void {
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
  }

  /** What was written; the sink must not be used afterwards. */
  take(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#length);
  }

  /** Makes room for `count` more bytes and returns where they start; may replace the buffer, so call it before touching that. */
  #room(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return start;
  }
}
