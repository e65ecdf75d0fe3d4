/** The bytes of a phone file for AFC: made while they are read, and in memory as a whole only once somebody writes. */
import type { PhoneFile } from '../../content/phone-content.ts';
import { GrowingBytes, type FileBytes } from './media-node.ts';

interface Reading {
  readonly pieces: Iterator<Uint8Array>;
  /** Where `piece` stands in the file. */
  position: number;
  piece: Uint8Array;
}

export class PhoneFileBytes implements FileBytes {
  readonly #file: PhoneFile;
  #reading: Reading | undefined;
  #own: GrowingBytes | undefined;

  constructor(file: PhoneFile) {
    this.#file = file;
  }

  get length(): number {
    return this.#own?.length ?? this.#file.size;
  }

  /** Hosts read from the front to the back; one that goes back begins anew. */
  read(position: number, count: number): Uint8Array {
    if (this.#own !== undefined) return this.#own.read(position, count);
    const found = new Uint8Array(Math.max(0, Math.min(count, this.length - position)));
    let filled = 0;
    while (filled < found.length) {
      const bytes = this.#at(position + filled);
      if (bytes === undefined) break;
      found.set(bytes.subarray(0, found.length - filled), filled);
      filled += Math.min(bytes.length, found.length - filled);
    }
    // Whoever has come to the end needs nothing kept.
    if (position + filled >= this.length) this.#reading = undefined;
    return found.subarray(0, filled);
  }

  write(position: number, bytes: Uint8Array): void {
    this.#ownBytes().write(position, bytes);
  }

  resize(length: number): void {
    this.#ownBytes().resize(length);
  }

  /** What there is from that place on in the piece that holds it; undefined at the end. */
  #at(position: number): Uint8Array | undefined {
    if (this.#reading === undefined || this.#reading.position > position) this.#reading = this.#begin();
    const reading = this.#reading;
    while (reading.position + reading.piece.length <= position) {
      const next = reading.pieces.next();
      if (next.done === true) return undefined;
      reading.position += reading.piece.length;
      reading.piece = next.value;
    }
    return reading.piece.subarray(position - reading.position);
  }

  #begin(): Reading {
    const made = this.#file.read();
    const pieces = made instanceof Uint8Array ? [made] : made;
    return { pieces: pieces[Symbol.iterator](), position: 0, piece: new Uint8Array(0) };
  }

  #ownBytes(): GrowingBytes {
    if (this.#own !== undefined) return this.#own;
    const own = new GrowingBytes();
    own.write(0, this.read(0, this.length));
    this.#own = own;
    return own;
  }
}
