/** Files to be written, gathered into portions that are worth a message to another thread. */
import type { FileJob, FileOutcome } from './write-file.ts';

/** Writes portions of files, here or on other threads. */
export interface FileWriters {
  /** What has ended the writing on another thread; undefined while nothing has. */
  readonly failure: Error | undefined;
  /**
   * Comes back when there is room for the next portion; `done` is called when this one is written.
   * @throws what ends the extraction, also when an earlier portion met it
   */
  submit(jobs: readonly FileJob[], done: (outcomes: readonly FileOutcome[]) => void): Promise<void>;
  /** Comes back when all is written. Throws as `submit` does. */
  drain(): Promise<void>;
  /** Stops what still runs; comes back when nothing does. */
  close(): Promise<void>;
}

const MOST_FILES = 64;
const MOST_BYTES = 4 * 1024 * 1024;

export class FileBatch<Entry> {
  readonly jobs: FileJob[] = [];
  readonly entries: Entry[] = [];
  #bytes = 0;

  add(job: FileJob, entry: Entry): void {
    this.jobs.push(job);
    this.entries.push(entry);
    this.#bytes += job.size ?? 0;
  }

  get isFull(): boolean {
    return this.jobs.length >= MOST_FILES || this.#bytes >= MOST_BYTES;
  }
}
