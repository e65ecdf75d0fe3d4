/** Takes the rows of a catalogue in, in the order in which they lie, as bytes: a million strings would cost more than all the rest. */
import { orderRows, type CatalogueIndex, type DomainRows } from './catalogue-index.ts';
import { ODD_FLAGS } from './catalogue-tables.ts';
import { FolderTree, NOWHERE } from './folder-tree.ts';
import { GrowingNumbers } from './growing-numbers.ts';
import { NameStore } from './name-store.ts';
import { MOST_INDEX_BYTES, TooManyNames } from './usable-rows.ts';

/** Where domain and relativePath of a row stand among some bytes, in UTF-8. */
interface NamePlaces {
  readonly domainAt: number;
  readonly domainEnd: number;
  readonly pathAt: number;
  readonly pathEnd: number;
}

const SLASH = 0x2f;

/** What stays of each, and what there is of it while they are put in order. */
const ROW_BYTES = 41;
const FOLDER_BYTES = 80;
const DOMAIN_BYTES = 800;
const ROWS_BETWEEN_LOOKS = 256;

export class RowIndexer {
  readonly #folders: FolderTree;
  readonly #names: NameStore;
  readonly #rowids: GrowingNumbers<Float64Array<ArrayBuffer>>;
  readonly #parents: GrowingNumbers<Uint32Array<ArrayBuffer>>;
  readonly #flags: GrowingNumbers<Uint8Array<ArrayBuffer>>;
  readonly #domains = new Map<string, DomainRows>();
  /** Where the latest row was, for most rows lie beside the one before them: its domain, the folders down to it, and the bytes of both names. */
  #domain: DomainRows | undefined;
  readonly #domainBytes = new KnownBytes();
  readonly #prefix = new KnownBytes();
  #folder = NOWHERE;
  /** The folders that the path goes through, and the length of the path down to each. */
  #trail: number[] = [];
  #lengths: number[] = [];

  /** @param expectedRows there may be more or fewer */
  constructor(expectedRows: number) {
    this.#folders = new FolderTree(Math.ceil(expectedRows / 2));
    this.#names = new NameStore(expectedRows);
    this.#rowids = new GrowingNumbers(new Float64Array(expectedRows));
    this.#parents = new GrowingNumbers(new Uint32Array(expectedRows));
    this.#flags = new GrowingNumbers(new Uint8Array(expectedRows));
  }

  /**
   * @param rowid larger than that of the row before
   * @throws TooManyNames
   */
  add(rowid: number, flags: number, bytes: Uint8Array, { domainAt, domainEnd, pathAt, pathEnd }: NamePlaces): void {
    const rows = this.#enterDomain(bytes, domainAt, domainEnd);
    if (flags === 1) rows.files++;
    else if (flags === 2) rows.directories++;
    else if (flags === 4) rows.symlinks++;
    this.#rowids.push(rowid);
    this.#flags.push(flags >= 0 && flags < ODD_FLAGS ? flags : ODD_FLAGS);
    if (this.#rowids.length % ROWS_BETWEEN_LOOKS === 0 && this.#cost > MOST_INDEX_BYTES) throw new TooManyNames();
    const nameAt = startOfName(bytes, pathAt, pathEnd);
    this.#names.add(bytes, nameAt, pathEnd);
    if (pathAt === pathEnd) {
      this.#parents.push(rows.top);
      return;
    }
    if (!this.#prefix.are(bytes, pathAt, nameAt)) this.#enterFolder(bytes, pathAt, nameAt);
    this.#parents.push(this.#folder);
  }

  get #cost(): number {
    const folders = this.#folders.length * FOLDER_BYTES + this.#folders.names.usedBytes;
    return this.#rowids.length * ROW_BYTES + this.#names.usedBytes + folders + this.#domains.size * DOMAIN_BYTES;
  }

  finish(): CatalogueIndex {
    return orderRows({
      rowids: this.#rowids.packed,
      parents: this.#parents.packed,
      flags: this.#flags.packed,
      names: this.#names,
      folders: this.#folders,
      domains: this.#domains,
    });
  }

  #enterDomain(bytes: Uint8Array, from: number, to: number): DomainRows {
    if (this.#domain !== undefined && this.#domainBytes.are(bytes, from, to)) return this.#domain;
    this.#domainBytes.set(bytes, from, to);
    const domain = Buffer.from(bytes.subarray(from, to)).toString();
    let rows = this.#domains.get(domain);
    if (rows === undefined) {
      const top = this.#folders.addRoot(NOWHERE);
      rows = { domain, top, root: this.#folders.addRoot(top), first: 1, last: 0, files: 0, directories: 0, symlinks: 0 };
      this.#domains.set(domain, rows);
    }
    this.#domain = rows;
    this.#prefix.clear();
    this.#folder = rows.root;
    this.#trail = [rows.root];
    this.#lengths = [0];
    return rows;
  }

  /** Goes up to what both paths share, and down again. */
  #enterFolder(bytes: Uint8Array, from: number, to: number): void {
    const shared = this.#prefix.sharedLength(bytes, from, to);
    let last = this.#lengths.length - 1;
    while ((this.#lengths[last] ?? 0) > shared) last--;
    this.#trail.length = this.#lengths.length = last + 1;
    let folder = this.#trail[last] ?? NOWHERE;
    for (let start = from + (this.#lengths[last] ?? 0); start < to;) {
      const end = endOfSegment(bytes, start);
      folder = this.#folders.enter(folder, bytes, start, end);
      this.#trail.push(folder);
      this.#lengths.push(end - from);
      start = end;
    }
    this.#folder = folder;
    this.#prefix.set(bytes, from, to);
  }
}

/** Behind the next slash, which there is. */
function endOfSegment(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] !== SLASH) at++;
  return at + 1;
}

/**
 * No path of a phone is longer than 1,024 bytes. Below this level a hostile one is all name: in a folder without folders the order of names is that
 * of paths.
 */
const MOST_LEVELS = 512;

/** Behind the last slash, at most `MOST_LEVELS` slashes in. */
function startOfName(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && bytes[at - 1] !== SLASH) at--;
  return at - from <= MOST_LEVELS ? at : Math.min(at, behindSlash(bytes, from, at));
}

/** Behind slash number `MOST_LEVELS`, or `to` when there are fewer. */
function behindSlash(bytes: Uint8Array, from: number, to: number): number {
  let slashes = 0;
  for (let at = from; at < to; at++) {
    if (bytes[at] === SLASH && ++slashes === MOST_LEVELS) return at + 1;
  }
  return to;
}

/** Some bytes of the latest row, copied: the row itself is gone when the next one comes. */
class KnownBytes {
  #bytes = new Uint8Array(1024);
  #length = 0;

  set(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(2 * length);
    for (let at = 0; at < length; at++) this.#bytes[at] = bytes[from + at] ?? 0;
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
  }

  are(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#length === to - from && this.sharedLength(bytes, from, to) === this.#length;
  }

  /** How many bytes from the start on are the same. */
  sharedLength(bytes: Uint8Array, from: number, to: number): number {
    const known = this.#bytes;
    const most = Math.min(this.#length, to - from);
    let length = 0;
    while (length < most && known[length] === bytes[from + length]) length++;
    return length;
  }
}
