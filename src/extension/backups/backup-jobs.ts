/** The backups and restores that are running: one for a device at most, each with its progress and a way to stop it. Knows no VS Code. */
import { Emitter, type Disposable, type Event, type Progress } from '../../base/index.ts';
import { advanceJob, startedJob, type BackupJob } from '../../view/index.ts';
import { Throttle } from '../throttle.ts';
import { TREE_PAUSE_MS } from '../tree-changes.ts';

/** How often people see new numbers: row, notification and status bar together, no faster than VS Code draws rows. */
const UPDATE_EVERY_MS = TREE_PAUSE_MS;

interface RunningBackup {
  readonly udid: string;
  readonly name: string;
  /** Where the backup will stand. */
  readonly path: string;
  readonly job: BackupJob;
}

/** What is to run: a backup unless said. */
type NewRun = Omit<RunningBackup, 'job'> & Pick<BackupJob, 'kind'>;

type BackupWork<Result> = (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<Result>;

interface Run extends RunningBackup {
  /** What people see everywhere until the next beat. */
  job: BackupJob;
  /** What is known by now. */
  latest: BackupJob;
  readonly stop: AbortController;
  readonly ended: PromiseWithResolvers<void>;
}

export class BackupJobs implements Disposable {
  readonly #runs = new Map<string, Run>();
  readonly #changes = new Emitter<RunningBackup>();
  readonly #ends = new Emitter<RunningBackup>();
  /** Runs that came further since people saw their numbers. */
  readonly #ahead = new Set<Run>();
  /** One beat for all runs, so that every place shows all of them as of the same moment. */
  readonly #beat = new Throttle<undefined>(UPDATE_EVERY_MS, () => this.#tell());

  /** A run began or came further. */
  readonly onDidProgress: Event<RunningBackup> = this.#changes.event;
  /** A run ended, however it did. */
  readonly onDidEnd: Event<RunningBackup> = this.#ends.event;

  running(): readonly RunningBackup[] {
    return [...this.#runs.values()];
  }

  find(udid: string): RunningBackup | undefined {
    return this.#runs.get(udid);
  }

  /** Runs `work` for a device that has no run yet; settles as it does. */
  async run<Result>({ kind, ...who }: NewRun, work: BackupWork<Result>): Promise<Result> {
    const job: BackupJob = kind === undefined ? startedJob : { ...startedJob, kind };
    const run: Run = { ...who, job, latest: job, stop: new AbortController(), ended: Promise.withResolvers() };
    const cameFurther = () => {
      this.#ahead.add(run);
      this.#beat.push(undefined);
    };
    this.#runs.set(who.udid, run);
    cameFurther();
    try {
      return await work(run.stop.signal, (progress) => {
        run.latest = advanceJob(run.latest, progress);
        cameFurther();
      });
    } finally {
      this.#ahead.delete(run);
      this.#runs.delete(who.udid);
      this.#ends.fire(run);
      run.ended.resolve();
    }
  }

  /** Asks a run to stop; false when there is none. */
  cancel(udid: string): boolean {
    const run = this.#runs.get(udid);
    run?.stop.abort();
    return run !== undefined;
  }

  /** Asks every run to stop, and waits until they have said goodbye to their devices. */
  async stopAll(): Promise<void> {
    const runs = [...this.#runs.values()];
    for (const { stop } of runs) stop.abort();
    await Promise.all(runs.map(({ ended }) => ended.promise));
  }

  #tell(): void {
    const told = [...this.#ahead];
    this.#ahead.clear();
    for (const run of told) {
      run.job = run.latest;
      this.#changes.fire(run);
    }
  }

  dispose(): void {
    this.#beat.dispose();
    for (const { stop } of this.#runs.values()) stop.abort();
    this.#changes.dispose();
    this.#ends.dispose();
  }
}
