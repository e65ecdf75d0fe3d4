/** The percentage that a phone reports: every step has a weight, and the percentage is the share that is done. */

const STEP = 0.01;
const PER_TRANSFERRED_FILE = 0.004;
const PER_MOVED_FILE = 0.0015;
const PER_REMOVED_FILE = 0.0005;
const BYTES_PER_SECOND = 10 * 1024 * 1024;

/** Weights in seconds of an imagined run, as a published log fits them. */
export const weight = {
  directory: STEP,
  transfer: (files: number, bytes: number) => STEP + PER_TRANSFERRED_FILE * files + bytes / BYTES_PER_SECOND,
  bytes: (bytes: number) => bytes / BYTES_PER_SECOND,
  move: (files: number) => STEP + PER_MOVED_FILE * files,
  remove: (files: number) => STEP + PER_REMOVED_FILE * files,
} as const;

export class ProgressPlan {
  #total = 0;
  #done = 0;

  /** What lies ahead; what was done so far counts as nothing. */
  start(total: number): void {
    this.#total = total;
    this.#done = 0;
  }

  /** What was done counts, and so much lies ahead again: the percentage falls back (field knowledge of a run that begins again). */
  goOn(rest: number): void {
    this.#total = this.#done + rest;
  }

  /** The percentage (0–100) after a step of this weight; 0 before there is a plan. */
  advance(stepWeight: number): number {
    this.#done += stepWeight;
    if (this.#total === 0) return 0;
    // Sums of hundredths do not meet exactly.
    return this.#done >= this.#total - STEP / 10 ? 100 : (this.#done / this.#total) * 100;
  }
}
