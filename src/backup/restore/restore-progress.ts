/** Progress of a restore: which phase it is in, how many files and bytes have gone, and how far the device says it is. */
import type { RestorePhase } from '../device-run/run-phase.ts';
import type { OnProgress } from '../../base/index.ts';
import type { DeviceMessage } from '../../device-protocol/index.ts';
import { isFileId } from '../../formats/index.ts';

const REPORT_INTERVAL_MS = 100;

export class RestoreProgress {
  readonly #report: OnProgress<RestorePhase> | undefined;
  readonly #now: () => number;
  #phase: RestorePhase = 'connecting';
  #files = 0;
  #bytes = 0;
  #percent = 0;
  #stepEnd = 0;
  #item: string | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  /** Something has come from the device, or it has taken something. */
  onActivity: (() => void) | undefined;

  constructor(report: OnProgress<RestorePhase> | undefined, now: () => number = Date.now) {
    this.#report = report;
    this.#now = now;
  }

  get phase(): RestorePhase {
    return this.#phase;
  }

  /** The file that was asked for last, relative to the backup folder. */
  get item(): string | undefined {
    return this.#item;
  }

  /** Payloads, not property lists or catalogues. */
  get files(): number {
    return this.#files;
  }

  get bytes(): number {
    return this.#bytes;
  }

  enter(phase: RestorePhase): void {
    if (this.#phase === phase && this.#reportedAt !== Number.NEGATIVE_INFINITY) return;
    this.#phase = phase;
    this.#send();
  }

  /** A step of the device begins; its number is the percentage at the end of it. */
  begin(message: DeviceMessage): void {
    this.onActivity?.();
    if ('progress' in message && message.progress !== undefined && message.progress > 0) this.#stepEnd = Math.min(100, message.progress);
    if (message.kind === 'copy-item') this.enter('copying-backup');
    else if (message.kind === 'download-files') this.#beginDownload(message.paths);
  }

  answered(): void {
    this.#percent = Math.max(this.#percent, this.#stepEnd);
    this.#sendSometimes();
  }

  opened(relativePath: string): void {
    this.#item = relativePath;
    if (isFileId(relativePath.slice(relativePath.lastIndexOf('/') + 1))) this.#files++;
    this.#sendSometimes();
  }

  sent(bytes: number): void {
    this.onActivity?.();
    this.#bytes += bytes;
    this.#sendSometimes();
  }

  /** An empty list comes when everything has been sent: what remains the phone does alone. */
  #beginDownload(paths: readonly string[]): void {
    const [first] = paths;
    if (first === undefined) this.enter('finishing-restore');
    else this.enter(isFileId(first.slice(first.lastIndexOf('/') + 1)) ? 'sending' : 'checking-backup');
  }

  #sendSometimes(): void {
    if (this.#report !== undefined && this.#now() - this.#reportedAt >= REPORT_INTERVAL_MS) this.#send();
  }

  /** One report for each unit that there is something to say in: who watches puts them side by side. */
  #send(): void {
    this.#reportedAt = this.#now();
    const common = { phase: this.#phase, ...(this.#item === undefined ? {} : { item: this.#item }) };
    if (this.#percent > 0) this.#report?.({ ...common, done: Math.round(this.#percent * 10) / 10, total: 100, unit: 'percent' });
    else this.#report?.({ ...common, done: 0, unit: 'items' });
    if (this.#files > 0) this.#report?.({ ...common, done: this.#files, unit: 'files' });
    if (this.#bytes > 0) this.#report?.({ ...common, done: this.#bytes, unit: 'bytes' });
  }
}
