/** What no reading of a device shows: what this window and other programs do with it, and what it asks of the person with it. Knows no VS Code. */
import { isDeepStrictEqual } from 'node:util';
import type { DeviceRun } from '../../backup/index.ts';
import type { BackupJob, DevicePrompt, DeviceState } from '../../view/index.ts';

export class DeviceNotes {
  readonly #jobs = new Map<string, BackupJob>();
  readonly #prompts = new Map<string, DevicePrompt>();
  #elsewhere: readonly DeviceRun[] = [];

  /** With the end of a job nobody waits any more for whatever it has asked for. */
  setJob(udid: string, job: BackupJob | undefined): void {
    if (job !== undefined) this.#jobs.set(udid, job);
    else for (const known of [this.#jobs, this.#prompts]) known.delete(udid);
  }

  hasJob(udid: string): boolean {
    return this.#jobs.has(udid);
  }

  setPrompt(udid: string, prompt: DevicePrompt): void {
    this.#prompts.set(udid, prompt);
  }

  /** False when there was none. */
  takePrompt(udid: string): boolean {
    return this.#prompts.delete(udid);
  }

  /** Devices that ask for something. */
  prompted(): string[] {
    return [...this.#prompts.keys()];
  }

  /** What other programs do with devices now. The devices whose notes may have changed. */
  setElsewhere(runs: readonly DeviceRun[]): ReadonlySet<string> {
    const before = this.#elsewhere;
    if (isDeepStrictEqual(before, runs)) return new Set();
    this.#elsewhere = runs;
    return new Set([...before, ...runs].map((run) => run.udid));
  }

  /** For the state of a device that is reached through the usbmuxd at `address`. */
  of(udid: string, address: string): Pick<DeviceState, 'elsewhere' | 'job' | 'prompt'> {
    const [job, prompt] = [this.#jobs.get(udid), this.#prompts.get(udid)];
    const elsewhere = this.#elsewhere.find((run) => run.udid === udid && run.address === address);
    return { ...(job && { job }), ...(elsewhere && { elsewhere }), ...(prompt && { prompt }) };
  }
}
