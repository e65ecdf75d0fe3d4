/** What lies below each folder of a catalogue: a stretch of ranks, and folders. Made when somebody first asks. */
import type { CatalogueTables } from './catalogue-tables.ts';

export class FolderRanges {
  readonly #first: Uint32Array;
  readonly #last: Uint32Array;
  /** Folders, folder after folder that they are in, and where those of each begin. */
  readonly #folders: Uint32Array;
  readonly #at: Uint32Array;

  constructor({ parents, folders, rankOf }: CatalogueTables) {
    const count = folders.length;
    const above = folders.parents.packed;
    this.#first = new Uint32Array(count).fill(0xffff_ffff);
    this.#last = new Uint32Array(count);
    for (const [row, rank] of rankOf.entries()) this.#extend(parents[row] ?? count, rank, rank);
    // A folder comes behind the one that it is in.
    for (let folder = count - 1; folder >= 0; folder--) {
      const last = this.#last[folder] ?? 0;
      if (last > 0) this.#extend(above[folder] ?? count, this.#first[folder] ?? 0, last);
    }
    this.#at = new Uint32Array(count + 1);
    for (const parent of above) if (parent < count) this.#at[parent + 1] = (this.#at[parent + 1] ?? 0) + 1;
    for (let folder = 0; folder < count; folder++) this.#at[folder + 1] = (this.#at[folder + 1] ?? 0) + (this.#at[folder] ?? 0);
    this.#folders = new Uint32Array(count);
    const next = this.#at.slice();
    for (const [folder, parent] of above.entries()) {
      if (parent >= count) continue;
      const place = next[parent] ?? 0;
      this.#folders[place] = folder;
      next[parent] = place + 1;
    }
  }

  ranksBelow(folder: number): { first: number; last: number } {
    const last = this.#last[folder] ?? 0;
    return last === 0 ? { first: 1, last: 0 } : { first: this.#first[folder] ?? 1, last };
  }

  foldersIn(folder: number): number[] {
    return [...this.#folders.subarray(this.#at[folder], this.#at[folder + 1])];
  }

  #extend(folder: number, first: number, last: number): void {
    if (folder >= this.#last.length) return;
    if (first < (this.#first[folder] ?? 0)) this.#first[folder] = first;
    if (last > (this.#last[folder] ?? 0)) this.#last[folder] = last;
  }
}
