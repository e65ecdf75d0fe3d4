/** Listens to a run and keeps what the history of the backup is to know of it later. */
import type { OnProgress, Progress } from '../../base/index.ts';
import type { BackupEvent } from '../device-run/backup-event.ts';
import type { BackupPhase } from '../device-run/run-phase.ts';
import type { RecordedEvent, RecordedPhase, RunRecord } from '../history/run-record.ts';
import type { ProgressTracker } from './backup-progress.ts';

const MOST_POINTS = 64;
const MOST_PHASES = 40;
const MOST_EVENTS = 40;
const LEAST_INTERVAL_MS = 100;

interface Listeners {
  readonly onProgress?: OnProgress<BackupPhase>;
  readonly onEvent?: (event: BackupEvent) => void;
}

export class RunRecorder {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #phases: { phase: BackupPhase; startedAt: number }[] = [];
  readonly #events: RecordedEvent[] = [];
  #curve: [ms: number, bytes: number][] = [];
  #intervalMs = LEAST_INTERVAL_MS;
  #fileErrors = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#startedAt = now();
  }

  /** The same options, but that what happens is heard here first. */
  listeningTo<Options extends Listeners>(options: Options): Options {
    return {
      ...options,
      onProgress: (progress) => {
        this.progress(progress);
        options.onProgress?.(progress);
      },
      onEvent: (event) => {
        this.event(event);
        options.onEvent?.(event);
      },
    };
  }

  progress({ phase, done, unit }: Progress<BackupPhase>): void {
    if (this.#phases.at(-1)?.phase !== phase && this.#phases.length < MOST_PHASES) this.#phases.push({ phase, startedAt: this.#now() });
    // A check counts bytes, too; those did not come from the device.
    if (unit === 'bytes' && phase !== 'verifying') this.#addPoint(this.#elapsed, done);
  }

  event({ kind, code }: BackupEvent): void {
    if (kind === 'file-error') this.#fileErrors++;
    else if (kind !== 'verdict' && this.#events.length < MOST_EVENTS) this.#events.push({ kind, code, atMs: this.#elapsed });
  }

  /** As far as the run has come. */
  record({ files, bytes }: Pick<ProgressTracker, 'files' | 'bytes'>, full?: boolean): RunRecord {
    const durationMs = this.#elapsed;
    const last = this.#curve.at(-1);
    // What came last may have come in the moment after the last point.
    const curve = bytes === 0 || last?.[1] === bytes ? this.#curve : [...this.#curve, [durationMs, bytes] as const];
    return {
      durationMs,
      ...(full === undefined ? {} : { full }),
      filesReceived: files,
      bytesReceived: bytes,
      phases: this.#phases.map(({ phase, startedAt }, index): RecordedPhase => {
        const until = this.#phases[index + 1]?.startedAt ?? this.#startedAt + durationMs;
        return { phase, ms: Math.max(0, Math.round(until - startedAt)) };
      }),
      curve,
      events: this.#events,
      fileErrors: this.#fileErrors,
    };
  }

  get #elapsed(): number {
    return Math.round(this.#now() - this.#startedAt);
  }

  /** When there are too many, every second one goes, and from then on they come half as often. */
  #addPoint(ms: number, bytes: number): void {
    const last = this.#curve.at(-1);
    if (last !== undefined && (ms - last[0] < this.#intervalMs || bytes === last[1])) return;
    this.#curve.push([ms, bytes]);
    if (this.#curve.length < MOST_POINTS) return;
    this.#curve = this.#curve.filter((_, index) => index % 2 === 0);
    this.#intervalMs *= 2;
  }
}
