/** Files and directories for AFC, and those that exist in memory. */

export interface MediaDirectory {
  readonly kind: 'directory';
  /** How many there are in it. */
  readonly entries: number;
  /** Milliseconds since 1970. */
  modified: number;
  readonly birth: number;
}

/** A directory that lives in memory. */
export interface HeldDirectory extends MediaDirectory {
  readonly children: Map<string, HeldDirectory | MediaFile>;
}

/** Bytes that can be read and written anywhere. */
export type FileBytes = Pick<GrowingBytes, 'length' | 'read' | 'write' | 'resize'>;

export interface MediaFile {
  readonly kind: 'file';
  readonly content: FileBytes;
  /** Of a symbolic link. */
  linkTarget?: string;
  modified: number;
  readonly birth: number;
}

export type MediaNode = MediaDirectory | MediaFile;

export function makeDirectory(now: number): HeldDirectory {
  const children: HeldDirectory['children'] = new Map();
  return {
    kind: 'directory',
    children,
    modified: now,
    birth: now,
    get entries() {
      return children.size;
    },
  };
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
