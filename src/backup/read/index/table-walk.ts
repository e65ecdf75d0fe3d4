/** Goes through the b-tree of the table Files, page by page, as far as it is asked to: other work can have its turn in between. */
import type { PageReader } from './page-reader.ts';
import { VarintCursor } from './varint-cursor.ts';

const INNER_TABLE = 5;
const LEAF_TABLE = 13;

/**
 * The first five columns of the table are fileID, domain, relativePath, flags and file (SQLite file format 1.5, 1.6, 2.1; numbers are big-endian,
 * `varint` is 1 to 9 bytes of 7 bits each):
 *
 * | page | layout |
 * |---|---|
 * | inner | 5, …, number of cells at 3, last child at 8, then offsets of cells: child page (4 bytes), varint key |
 * | leaf | 13, …, number of cells at 3, from 8 on offsets of cells: varint bytes of record, varint rowid, record |
 * | record | varint bytes of its header, a varint type for each column, then the values one after the other |
 */
export abstract class TableWalk {
  protected readonly pages: PageReader;
  /** Where reading goes on. */
  protected readonly varints: VarintCursor;
  readonly #open: number[];
  #lastRowid = -1;
  #seenPages = 0;

  constructor(pages: PageReader, rootPage: number) {
    this.pages = pages;
    this.varints = new VarintCursor(pages.window);
    this.#open = [rootPage];
  }

  /** @returns 'odd' when something is unusual: damage, or keys that do not ascend */
  step(mostPages: number): 'more' | 'end' | 'odd' {
    for (let left = mostPages; left > 0; left--) {
      const page = this.#open.pop();
      if (page === undefined) return 'end';
      // Pages that lead back to each other would be seen for ever, and those still to be seen would fill the memory.
      if (++this.#seenPages + this.#open.length > this.pages.count) return 'odd';
      const start = this.pages.find(page);
      if (start < 0) return 'odd';
      const kind = this.pages.window[start];
      if (kind === INNER_TABLE) {
        const children = this.#childrenOf(start);
        if (children === undefined) return 'odd';
        for (const child of children.reverse()) this.#open.push(child);
      } else if (kind !== LEAF_TABLE || !this.#readLeaf(start)) return 'odd';
    }
    return 'more';
  }

  /**
   * A record of some bytes, whose header `varints` is at; it may go on elsewhere: `localEnd` is where it ends on its page. False for what is unusual.
   */
  protected abstract readRecord(rowid: number, bytes: number, localEnd: number): boolean;

  #childrenOf(start: number): number[] | undefined {
    const { window, pageBytes } = this.pages;
    const count = window.readUInt16BE(start + 3);
    if (12 + 2 * count > pageBytes) return undefined;
    const children: number[] = [];
    for (let cell = 0; cell < count; cell++) {
      const offset = window.readUInt16BE(start + 12 + 2 * cell);
      if (offset + 4 > pageBytes) return undefined;
      children.push(window.readUInt32BE(start + offset));
    }
    children.push(window.readUInt32BE(start + 8));
    return children;
  }

  #readLeaf(start: number): boolean {
    const { window, pageBytes } = this.pages;
    const count = ((window[start + 3] ?? 0) << 8) | (window[start + 4] ?? 0);
    if (8 + 2 * count > pageBytes) return false;
    for (let cell = 0; cell < count; cell++) {
      const pointer = start + 8 + 2 * cell;
      const offset = ((window[pointer] ?? 0) << 8) | (window[pointer + 1] ?? 0);
      if (!this.#readCell(start + offset, start + pageBytes)) return false;
    }
    return true;
  }

  #readCell(at: number, pageEnd: number): boolean {
    const { varints } = this;
    varints.at = at;
    const bytes = varints.next();
    const rowid = varints.next();
    if (!Number.isSafeInteger(rowid) || rowid <= this.#lastRowid) return false;
    this.#lastRowid = rowid;
    return this.readRecord(rowid, bytes, Math.min(pageEnd, varints.at + this.#localBytes(bytes)));
  }

  /** How much of a record stays on its page; the rest goes on elsewhere. */
  #localBytes(bytes: number): number {
    const usable = this.pages.usableBytes;
    const most = usable - 35;
    if (bytes <= most) return bytes;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const wanted = least + ((bytes - least) % (usable - 4));
    return wanted <= most ? wanted : least;
  }
}
