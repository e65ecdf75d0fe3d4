/** A cursor over the small keyed archives that devices write for each file: finds values by position, without building objects. */

/** Thrown for any other form: one object for all, so that giving up costs no stack trace. */
export const unusual = new Error('not of the usual form');

const header = new TextEncoder().encode('bplist0');
const topKey = new TextEncoder().encode('$top');
const objectsKey = new TextEncoder().encode('$objects');
const rootKey = new TextEncoder().encode('root');
const dataKey = new TextEncoder().encode('NS.data');

/**
 * The form that is understood; anything else is `unusual`, which says nothing about the archive being right or wrong.
 *
 * | part | form |
 * |---|---|
 * | trailer       | offsets of 1 or 2 bytes, references of 1 byte |
 * | top object    | dictionary of 4; `$top` is {root: UID of 1 byte}, `$objects` an array |
 * | values        | integers of 1–8 bytes; strings and data, in place or behind a UID of 1 byte; data also as {NS.data, $class} |
 */
export class SmallArchive {
  readonly #bytes: Uint8Array;
  #offsetSize = 0;
  #objectCount = 0;
  #tableStart = 0;
  /** Where the references of `$objects` start, and how many there are. */
  #objectsStart = 0;
  #objectsCount = 0;
  /** Set by `open`: where the content of the object starts. */
  content = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Layout: `plist/binary-trailer.ts`; the high bytes of the three numbers must be 0. */
  #readTrailer(): void {
    const start = this.#bytes.length - 32;
    if (start < 9 || this.byte(start + 7) !== 1) throw unusual;
    this.#offsetSize = this.byte(start + 6);
    this.#objectCount = this.#smallNumber(start + 8);
    this.#tableStart = this.#smallNumber(start + 24);
    const tableEnd = this.#tableStart + this.#objectCount * this.#offsetSize;
    if (this.#offsetSize < 1 || this.#offsetSize > 2 || this.#tableStart <= 8 || tableEnd > start) throw unusual;
  }

  /** An 8-byte number below 65,536. */
  #smallNumber(at: number): number {
    for (let i = at; i < at + 6; i++) if (this.byte(i) !== 0) throw unusual;
    return this.byte(at + 6) * 256 + this.byte(at + 7);
  }

  /** Reads trailer and top object; returns where the root object stands. To be called first. */
  findRoot(): number {
    this.#readTrailer();
    if (!this.matches(0, header)) throw unusual;
    const top = this.offsetOf(this.#smallNumber(this.#bytes.length - 16));
    if (this.open(top, 0xd0) !== 4) throw unusual;
    const keys = this.content;
    this.need(keys, 8);
    let rootNumber = -1;
    for (let i = 0; i < 4; i++) {
      const key = this.offsetOf(this.byte(keys + i));
      const value = this.byte(keys + 4 + i);
      if (this.isText(key, topKey)) rootNumber = this.#rootNumber(this.offsetOf(value));
      else if (this.isText(key, objectsKey)) this.#openObjects(this.offsetOf(value));
    }
    return this.#object(rootNumber);
  }

  #rootNumber(at: number): number {
    if (this.open(at, 0xd0) !== 1 || !this.isText(this.offsetOf(this.byte(at + 1)), rootKey)) throw unusual;
    const uid = this.offsetOf(this.byte(at + 2));
    if (this.byte(uid) !== 0x80) throw unusual;
    return this.byte(uid + 1);
  }

  #openObjects(at: number): void {
    this.#objectsCount = this.open(at, 0xa0);
    this.#objectsStart = this.content;
    this.need(this.#objectsStart, this.#objectsCount);
  }

  /** Where the object that a UID of value `number` means stands; 0 is `$null`. */
  #object(number: number): number {
    if (number < 1 || number >= this.#objectsCount) throw unusual;
    return this.offsetOf(this.byte(this.#objectsStart + number));
  }

  /** Where object number `ref` stands. */
  offsetOf(ref: number): number {
    if (ref >= this.#objectCount) throw unusual;
    const at = this.#tableStart + ref * this.#offsetSize;
    const offset = this.#offsetSize === 1 ? this.byte(at) : this.byte(at) * 256 + this.byte(at + 1);
    if (offset < 8 || offset >= this.#tableStart) throw unusual;
    return offset;
  }

  /** Goes into an object of kind `marker` (its high four bits): returns its count and sets `content`. */
  open(at: number, marker: number): number {
    const first = this.byte(at);
    if ((first & 0xf0) !== marker) throw unusual;
    const low = first & 0x0f;
    this.content = at + 1;
    if (low !== 0x0f) return low;
    const size = this.byte(at + 1) - 0x0f;
    if (size !== 1 && size !== 2) throw unusual;
    this.content = at + 2 + size;
    return size === 1 ? this.byte(at + 2) : this.byte(at + 2) * 256 + this.byte(at + 3);
  }

  /** Whether the object is this ASCII string. */
  isText(at: number, text: Uint8Array): boolean {
    return this.open(at, 0x50) === text.length && this.matches(this.content, text);
  }

  /** Whether these bytes stand at `at`. */
  matches(at: number, text: Uint8Array): boolean {
    this.need(at, text.length);
    for (let i = 0; i < text.length; i++) if (this.#bytes[at + i] !== text[i]) return false;
    return true;
  }

  /** Follows a UID of one byte; another object stands for itself. */
  follow(at: number): number {
    if (this.byte(at) !== 0x80) return at;
    this.need(at, 2);
    return this.#object(this.byte(at + 1));
  }

  /** The string object at `at`. */
  text(at: number): string {
    const length = this.textBytes(at);
    const bytes = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.content, length);
    return (this.byte(at) & 0xf0) === 0x60 ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('latin1');
  }

  /** How many bytes the string object at `at` has; they are at `content`. */
  textBytes(at: number): number {
    const wide = (this.byte(at) & 0xf0) === 0x60;
    const length = this.open(at, wide ? 0x60 : 0x50) * (wide ? 2 : 1);
    this.need(this.content, length);
    return length;
  }

  /** The data object at `at`, or the one inside of an NSData. */
  data(at: number): Uint8Array {
    const length = this.dataBytes(at);
    return this.#bytes.subarray(this.content, this.content + length);
  }

  /** How many bytes it has; they are at `content`. */
  dataBytes(at: number): number {
    if ((this.byte(at) & 0xf0) === 0xd0) return this.dataBytes(this.#wrappedData(at));
    const length = this.open(at, 0x40);
    this.need(this.content, length);
    return length;
  }

  /** {NS.data, $class}: where the data object stands. */
  #wrappedData(at: number): number {
    if (this.open(at, 0xd0) !== 2) throw unusual;
    this.need(at + 1, 4);
    const index = this.isText(this.offsetOf(this.byte(at + 1)), dataKey) ? 0 : 1;
    if (!this.isText(this.offsetOf(this.byte(at + 1 + index)), dataKey)) throw unusual;
    const value = this.offsetOf(this.byte(at + 3 + index));
    if ((this.byte(value) & 0xf0) !== 0x40) throw unusual;
    return value;
  }

  /** An integer that a number holds exactly. */
  integer(at: number): number {
    switch (this.byte(at)) {
      case 0x10:
        this.need(at, 2);
        return this.byte(at + 1);
      case 0x11:
        this.need(at, 3);
        return this.byte(at + 1) * 256 + this.byte(at + 2);
      case 0x12:
        this.need(at, 5);
        return this.#word(at + 1);
      case 0x13: {
        this.need(at, 9);
        const value = (this.#word(at + 1) | 0) * 0x1_0000_0000 + this.#word(at + 5);
        if (!Number.isSafeInteger(value)) throw unusual;
        return value;
      }
      default:
        throw unusual;
    }
  }

  /** An integer of any size up to 8 bytes. */
  bigInteger(at: number): bigint {
    if (this.byte(at) !== 0x13) return BigInt(this.integer(at));
    this.need(at, 9);
    return BigInt.asIntN(64, (BigInt(this.#word(at + 1)) << 32n) | BigInt(this.#word(at + 5)));
  }

  /** Whether there is an integer that `bigInteger` reads. */
  checkInteger(at: number): void {
    if (this.byte(at) === 0x13) this.need(at, 9);
    else this.integer(at);
  }

  #word(at: number): number {
    return this.byte(at) * 0x100_0000 + this.byte(at + 1) * 0x1_0000 + this.byte(at + 2) * 0x100 + this.byte(at + 3);
  }

  /** Checks that `length` bytes from `at` lie before the offset table. */
  need(at: number, length: number): void {
    if (at + length > this.#tableStart) throw unusual;
  }

  /** Past the end: 0, which no check takes for something sensible. */
  byte(at: number): number {
    return this.#bytes[at] ?? 0;
  }
}
