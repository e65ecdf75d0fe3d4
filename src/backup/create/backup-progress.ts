/** Progress of a backup run: which phase it is in, how many files and bytes have come, and how far the device says it is. */
import type { BackupPhase } from '../device-run/run-phase.ts';
import type { OnProgress } from '../../base/index.ts';
import type { DeviceMessage } from '../../device-protocol/index.ts';

const REPORT_INTERVAL_MS = 100;

export class ProgressTracker {
  readonly #report: OnProgress<BackupPhase> | undefined;
  readonly #now: () => number;
  #phase: BackupPhase = 'connecting';
  #files = 0;
  #bytes = 0;
  /** The highest percentage so far, of the steps that are done and of what this step has brought. */
  #percent = 0;
  /** What the device has claimed last; it may repeat itself. */
  #claimed = 0;
  /** The device has claimed what cannot be: less than before, or more than all. No share is told from then on. */
  #isLying = false;
  #stepStart = 0;
  #stepEnd = 0;
  #stepBytes = 0;
  #stepTotalBytes = 0;
  #item: string | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(report: OnProgress<BackupPhase> | undefined, now: () => number = Date.now) {
    this.#report = report;
    this.#now = now;
  }

  get files(): number {
    return this.#files;
  }

  get phase(): BackupPhase {
    return this.#phase;
  }

  /** 0 to 100. */
  get percent(): number {
    return Math.round(this.#percent * 10) / 10;
  }

  get bytes(): number {
    return this.#bytes;
  }

  enter(phase: BackupPhase): void {
    if (this.#phase === phase && this.#reportedAt !== Number.NEGATIVE_INFINITY) return;
    this.#phase = phase;
    this.#item = undefined;
    this.#send();
  }

  /** A step of the device begins; its number is the percentage at the end of it. */
  begin(message: DeviceMessage): void {
    const phase = this.#phaseOf(message);
    if ('progress' in message) this.#beginStep(message.progress, 'totalBytes' in message ? message.totalBytes : undefined);
    if (phase !== this.#phase) this.enter(phase);
    else this.#sendSometimes();
  }

  received(bytes: number): void {
    this.#bytes += bytes;
    this.#stepBytes += bytes;
    if (this.#stepTotalBytes > 0) {
      const share = Math.min(1, this.#stepBytes / this.#stepTotalBytes);
      this.#advance(this.#stepStart + (this.#stepEnd - this.#stepStart) * share);
    }
    this.#sendSometimes();
  }

  fileDone(sourcePath: string): void {
    this.#files += 1;
    this.#item = sourcePath;
    this.#sendSometimes();
  }

  answered(): void {
    this.#advance(this.#stepEnd);
  }

  /** So many seconds are left to do what the present phase waits for. */
  timeLeft(seconds: number): void {
    this.#report?.({ phase: this.#phase, done: seconds, unit: 'seconds' });
  }

  /** Passes the progress of the verification on, as a phase of this run. */
  readonly verifying: OnProgress = (progress) => {
    this.#phase = 'verifying';
    this.#report?.({ ...progress, phase: 'verifying' });
  };

  #beginStep(progress: number | undefined, totalBytes: number | undefined): void {
    this.#stepStart = this.#percent;
    if (progress !== undefined && progress > 0) {
      if (progress > 100 || progress < this.#claimed) this.#isLying = true;
      this.#claimed = progress;
    }
    // ≤ 0 means that the device cannot tell; and some tell more than all.
    this.#stepEnd = progress !== undefined && progress > 0 ? Math.min(100, progress) : this.#percent;
    this.#stepBytes = 0;
    this.#stepTotalBytes = totalBytes ?? 0;
  }

  #advance(percent: number): void {
    this.#percent = Math.max(this.#percent, percent);
  }

  /** Status and catalogue are sent without a planned size; that alone does not mean that files are coming. */
  #phaseOf(message: DeviceMessage): BackupPhase {
    switch (message.kind) {
      case 'upload-files':
        return (message.totalBytes ?? 0) > 0 ? 'receiving' : this.#afterPasscode();
      case 'move-items':
        return 'moving';
      case 'remove-items':
        return 'removing';
      case 'download-files':
      case 'contents-of-directory':
        return this.#phase === 'removing' ? 'finishing' : this.#afterPasscode();
      default:
        return this.#afterPasscode();
    }
  }

  #afterPasscode(): BackupPhase {
    return this.#phase === 'connecting' || this.#phase === 'waiting-for-passcode' ? 'preparing' : this.#phase;
  }

  #sendSometimes(): void {
    if (this.#report !== undefined && this.#now() - this.#reportedAt >= REPORT_INTERVAL_MS) this.#send();
  }

  /** One report for each unit that there is something to say in: who watches puts them side by side. */
  #send(): void {
    this.#reportedAt = this.#now();
    const common = { phase: this.#phase, ...(this.#item === undefined ? {} : { item: this.#item }) };
    if (this.#percent > 0 && !this.#isLying) this.#report?.({ ...common, done: this.percent, total: 100, unit: 'percent' });
    else this.#report?.({ ...common, done: 0, unit: 'items' });
    if (this.#files > 0) this.#report?.({ ...common, done: this.#files, unit: 'files' });
    if (this.#bytes > 0) this.#report?.({ ...common, done: this.#bytes, unit: 'bytes' });
  }
}
