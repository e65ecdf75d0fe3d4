/** Files and directories of the media tree, in memory. */

export interface MediaDirectory {
  readonly kind: 'directory';
  readonly children: Map<string, MediaNode>;
  /** Milliseconds since 1970. */
  modified: number;
  readonly birth: number;
}

export interface MediaFile {
  readonly kind: 'file';
  readonly content: GrowingBytes;
  modified: number;
  readonly birth: number;
}

export type MediaNode = MediaDirectory | MediaFile;

export function makeDirectory(now: number): MediaDirectory {
  return { kind: 'directory', children: new Map(), modified: now, birth: now };
}

export function makeFile(now: number, bytes: Uint8Array = new Uint8Array(0)): MediaFile {
  const content = new GrowingBytes();
  content.write(0, bytes);
  return { kind: 'file', content, modified: now, birth: now };
}

/** A file's bytes: written anywhere, holes read as zeros, grows by doubling. */
export class GrowingBytes {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A copy, shorter than `count` at the end of the file. */
  read(position: number, count: number): Uint8Array {
    return this.#bytes.slice(Math.min(position, this.#length), Math.min(position + count, this.#length));
  }

  write(position: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#reserve(position + bytes.length);
    this.#bytes.set(bytes, position);
    this.#length = Math.max(this.#length, position + bytes.length);
  }

  /** Cuts, or fills up with zeros. */
  resize(length: number): void {
    this.#reserve(length);
    if (length < this.#length) this.#bytes.fill(0, length, this.#length);
    this.#length = length;
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
