/** The tables of items in HEIF files: their types, places, and what refers to what. */
import { asciiAt, viewAt, type ByteSource } from '../byte-source.ts';
import { boxesIn, type Box } from '../media/boxes.ts';

/** Real files have some hundred: tiles, auxiliary pictures, metadata. */
const MOST_ITEMS = 10_000;
const MOST_EXTENTS = 1000;

/** `iinf`: count, then `infe` boxes: version 2 or 3, u16be or u32be item, u16be protection, type of four letters. */
export function readItemTypes(source: ByteSource, iinf: Box | undefined): ReadonlyMap<number, string> {
  const types = new Map<number, string>();
  const version = iinf && viewAt(source, iinf.start, 1)?.getUint8(0);
  if (iinf === undefined || version === undefined) return types;
  for (const { type, start } of boxesIn(source, iinf.start + (version === 0 ? 6 : 8), iinf.end)) {
    const head = type === 'infe' ? viewAt(source, start, 8) : undefined;
    if (head === undefined) continue;
    const isLong = head.getUint8(0) === 3;
    types.set(isLong ? head.getUint32(4) : head.getUint16(4), asciiAt(source, start + (isLong ? 10 : 8), 4));
  }
  return types;
}

interface ItemReference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** `iref`: a box of each type of reference: from, u16be count, to. Numbers of items have 2 bytes in version 0, else 4. */
export function readReferences(source: ByteSource, iref: Box | undefined): ItemReference[] {
  const version = iref && viewAt(source, iref.start, 1)?.getUint8(0);
  if (iref === undefined || version === undefined) return [];
  const size = version === 0 ? 2 : 4;
  const references: ItemReference[] = [];
  for (const { type, start } of boxesIn(source, iref.start + 4, iref.end)) {
    const head = viewAt(source, start, size + 2);
    const count = head?.getUint16(size) ?? 0;
    const list = viewAt(source, start + size + 2, count * size);
    if (head === undefined || list === undefined) continue;
    const number = (view: DataView, at: number) => (size === 2 ? view.getUint16(at) : view.getUint32(at));
    references.push({ type, from: number(head, 0), to: Array.from({ length: count }, (_, index) => number(list, index * size)) });
  }
  return references;
}

interface ItemLocation {
  /** Its bytes are in `idat`, not at a place of the file. */
  readonly isInData: boolean;
  readonly extents: readonly { readonly offset: number; readonly length: number }[];
}

/**
 * | bytes of `iloc` | meaning |
 * |---|---|
 * | 1, 3 | version 0 to 2, flags |
 * | 2 | four numbers of 4 bits: bytes of an offset, of a length, of a base offset, of an index (versions 1 and 2) |
 * | 2 or 4 | count |
 *
 * For each item: number (2 bytes, 4 in version 2), in versions 1 and 2 u16be construction (0 file, 1 `idat`, 2 another item), u16be data reference, base offset,
 * u16be count of extents; for each extent index, offset, length.
 */
export function readItemLocations(source: ByteSource, iloc: Box | undefined): ReadonlyMap<number, ItemLocation> {
  const locations = new Map<number, ItemLocation>();
  const head = iloc && viewAt(source, iloc.start, 8);
  if (iloc === undefined || head === undefined || head.getUint8(0) > 2) return locations;
  const cursor = new Cursor(source, iloc.start + 6, iloc.end);
  const version = head.getUint8(0);
  const sizes = {
    offset: head.getUint8(4) >> 4,
    length: head.getUint8(4) & 15,
    base: head.getUint8(5) >> 4,
    index: version === 0 ? 0 : head.getUint8(5) & 15,
  };
  const count = cursor.number(version === 2 ? 4 : 2);
  for (let index = 0; index < Math.min(count, MOST_ITEMS) && !cursor.isAtEnd; index++) {
    const item = cursor.number(version === 2 ? 4 : 2);
    const construction = version === 0 ? 0 : cursor.number(2) & 15;
    const reference = cursor.number(2);
    const base = cursor.number(sizes.base);
    const extents = Array.from({ length: Math.min(cursor.number(2), MOST_EXTENTS) }, () => {
      cursor.number(sizes.index);
      const offset = base + cursor.number(sizes.offset);
      return { offset, length: cursor.number(sizes.length) };
    });
    if (construction <= 1 && reference === 0) locations.set(item, { isInData: construction === 1, extents });
  }
  return locations;
}

/** Numbers of any size, one after the other; 0 behind the end. */
class Cursor {
  readonly #source: ByteSource;
  readonly #end: number;
  #at: number;

  constructor(source: ByteSource, at: number, end: number) {
    this.#source = source;
    this.#at = at;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  number(bytes: number): number {
    if (this.#at + bytes > this.#end) this.#at = this.#end;
    if (bytes === 0 || this.isAtEnd) return 0;
    let value = 0;
    for (const byte of this.#source.read(this.#at, bytes)) value = value * 256 + byte;
    this.#at += bytes;
    return value;
  }
}
