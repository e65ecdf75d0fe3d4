/** Writes a long dictionary of small ones as a binary property list, entry by entry, in little more memory than the bytes. */
import { trailerLength } from './binary-trailer.ts';
import { writeMarker, writeScalar, type Scalar } from './binary-writer.ts';
import { ByteSink } from './byte-sink.ts';

/** Numbers of objects, and offsets: always four bytes, for how many there will be is not known before the end. */
const WIDTH = 4;

/**
 * The list `[…head, { name: { key: value, … }, … }]`; `keys` are those of every entry. The order of objects differs from that of Apple's writer.
 * The format allows that: its offset table says where each object is, and its trailer which one is the top object.
 */
export class BinaryRecords {
  readonly #sink = new ByteSink();
  readonly #offsets = new ByteSink();
  readonly #names = new ByteSink();
  readonly #entries = new ByteSink();
  /** Texts that are written once. */
  readonly #shared = new Map<string, number>();
  readonly #head: readonly number[];
  readonly #keys: readonly number[];
  #objects = 0;
  #count = 0;

  constructor(head: readonly Scalar[], keys: readonly string[]) {
    this.#sink.ascii('bplist00');
    this.#head = head.map((value) => this.#scalar(value));
    this.#keys = keys.map((key) => this.#sharedText(key));
  }

  /** Bytes so far. */
  get length(): number {
    return this.#sink.length + this.#offsets.length + this.#names.length + this.#entries.length;
  }

  /** `values` in the order of the keys. Texts among them are few and the same again and again. Names are not compared: each comes once. */
  add(name: string, values: readonly Scalar[]): void {
    this.#count++;
    this.#names.unsigned(this.#scalar(name), WIDTH);
    const refs = values.map((value) => (typeof value === 'string' ? this.#sharedText(value) : this.#scalar(value)));
    this.#entries.unsigned(this.#container(0xd0, this.#keys.length, [...this.#keys, ...refs]), WIDTH);
  }

  /** The bytes; nothing can be added afterwards. */
  finish(): Uint8Array {
    const dictionary = this.#begin();
    writeMarker(this.#sink, 0xd0, this.#count);
    this.#sink.bytes(this.#names.take());
    this.#sink.bytes(this.#entries.take());
    const top = this.#container(0xa0, this.#head.length + 1, [...this.#head, dictionary]);
    const tableStart = this.#sink.length;
    this.#sink.bytes(this.#offsets.take());
    const trailer = Buffer.alloc(trailerLength);
    trailer[6] = WIDTH;
    trailer[7] = WIDTH;
    trailer.writeBigUInt64BE(BigInt(this.#objects), 8);
    trailer.writeBigUInt64BE(BigInt(top), 16);
    trailer.writeBigUInt64BE(BigInt(tableStart), 24);
    this.#sink.bytes(trailer);
    return this.#sink.take();
  }

  #begin(): number {
    this.#offsets.unsigned(this.#sink.length, WIDTH);
    return this.#objects++;
  }

  #scalar(value: Scalar): number {
    const ref = this.#begin();
    writeScalar(this.#sink, value);
    return ref;
  }

  #sharedText(text: string): number {
    const ref = this.#shared.get(text) ?? this.#scalar(text);
    this.#shared.set(text, ref);
    return ref;
  }

  #container(marker: number, count: number, refs: readonly number[]): number {
    const ref = this.#begin();
    writeMarker(this.#sink, marker, count);
    for (const each of refs) this.#sink.unsigned(each, WIDTH);
    return ref;
  }
}
