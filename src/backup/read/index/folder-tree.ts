/** The folders that the paths of a catalogue go through, each known by its number, whether the catalogue has a row for it or not. */
import { randomInt } from 'node:crypto';
import { GrowingNumbers } from './growing-numbers.ts';
import { compareNames, NameStore } from './name-store.ts';

/** Stands for the parent of what has none. */
export const NOWHERE = 0xffff_ffff;

const NOTHING = new Uint8Array(0);

/**
 * A folder is its parent and its last segment with the slash behind it. A hash table finds it by both: numbers in one block of memory, and
 * seeded, so that nobody can prepare names that all fall into one place.
 */
export class FolderTree {
  readonly names: NameStore;
  readonly parents: GrowingNumbers<Uint32Array<ArrayBuffer>>;
  readonly #seed = randomInt(0x7fff_ffff);
  /** Number of the folder + 1; 0 is free. Its length is a power of two. */
  #table = new Uint32Array(1024);

  constructor(expectedFolders: number) {
    this.names = new NameStore(expectedFolders);
    this.parents = new GrowingNumbers(new Uint32Array(expectedFolders));
  }

  get length(): number {
    return this.parents.length;
  }

  /** A folder that nobody looks up by name: the root of a domain. */
  addRoot(parent: number): number {
    this.names.add(NOTHING, 0, 0);
    this.parents.push(parent);
    return this.parents.length - 1;
  }

  /** The folder in `parent` whose segment is these bytes, made if there is none. */
  enter(parent: number, bytes: Uint8Array, from: number, to: number): number {
    const folder = this.names.add(bytes, from, to);
    this.parents.push(parent);
    const place = this.#placeOf(folder);
    const found = this.#table[place] ?? 0;
    if (found === 0) {
      this.#table[place] = folder + 1;
      if (this.length * 2 > this.#table.length) this.#enlarge();
      return folder;
    }
    this.#removeLast();
    return found - 1;
  }

  /** As `enter`, making none. */
  find(parent: number, segment: Uint8Array): number | undefined {
    const folder = this.names.add(segment, 0, segment.length);
    this.parents.push(parent);
    const found = this.#table[this.#placeOf(folder)] ?? 0;
    this.#removeLast();
    return found === 0 ? undefined : found - 1;
  }

  #removeLast(): void {
    this.names.removeLast();
    this.parents.pop();
  }

  /** Where the table has this folder or one that is the same, or the free place for it. */
  #placeOf(folder: number): number {
    const mask = this.#table.length - 1;
    const parent = this.parents.at(folder);
    for (let place = this.#hashOf(folder) & mask; ; place = (place + 1) & mask) {
      const other = (this.#table[place] ?? 0) - 1;
      if (other === -1 || other === folder) return place;
      if (this.parents.at(other) === parent && compareNames(this.names, folder, this.names, other) === 0) return place;
    }
  }

  #hashOf(folder: number): number {
    const { bytes } = this.names;
    const end = this.names.endOf(folder);
    let hash = this.#seed ^ Math.imul(this.parents.at(folder) + 1, 0x9e37_79b1);
    for (let at = this.names.startOf(folder); at < end; at++) {
      hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x85eb_ca6b);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  #enlarge(): void {
    const folders = this.#table.filter((entry) => entry !== 0);
    this.#table = new Uint32Array(this.#table.length * 2);
    for (const entry of folders) this.#table[this.#placeOf(entry - 1)] = entry;
  }
}
