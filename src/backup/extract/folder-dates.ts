/** Puts dates on folders when everything in them has been written: whatever is written later would change them. */

interface WaitingFolder {
  readonly path: string;
  readonly modified: number;
  /** Number of the last batch that may hold files for it. */
  readonly after: number;
}

export class FolderDates {
  readonly #setModified: (path: string, seconds: number) => void;
  #waiting: WaitingFolder[] = [];

  constructor(setModified: (path: string, seconds: number) => void) {
    this.#setModified = setModified;
  }

  add(folder: WaitingFolder): void {
    this.#waiting.push(folder);
  }

  /** All batches below `batch` are done. */
  settle(batch: number): void {
    let done = 0;
    for (const { path, modified, after } of this.#waiting) {
      if (after >= batch) break;
      this.#setModified(path, modified);
      done++;
    }
    if (done > 0) this.#waiting = this.#waiting.slice(done);
  }
}
