/** The making of a report: begun anew when asked, canceled, out of date when a folder changes, forgotten when a backup is locked. Knows no VS Code. */
import { Emitter, isCodedError, throwIfAborted, type Disposable, type OnProgress, type Progress } from '../../base/index.ts';
import { BackupError, type BackupKeys } from '../../backup/index.ts';
import type { Failure, ReportStanding } from '../../view/index.ts';
import { Throttle } from '../throttle.ts';

/** What all reports have of the running extension. */
export interface ReportSurroundings {
  /** Another one once something in the folder has changed on disk. Never rejects. */
  readonly stampOf: (path: string) => Promise<string>;
  readonly keysOf: (path: string) => BackupKeys | undefined;
  /** Keeps a backup from locking itself while it is read. */
  readonly hold: (path: string) => Disposable;
  readonly describe: (error: unknown) => Failure;
}

interface ReportRunOptions<Result> extends ReportSurroundings {
  readonly paths: readonly string[];
  readonly make: (paths: readonly string[], signal: AbortSignal, onProgress: OnProgress) => Promise<Result>;
}

const UPDATE_EVERY_MS = 150;
/** The list of backups changes many times a second while one is made. */
const LOOK_EVERY_MS = 1000;

export class ReportRun<Result> implements Disposable {
  readonly #options: ReportRunOptions<Result>;
  readonly #changes = new Emitter<undefined>();
  readonly onDidChange = this.#changes.event;
  #paths: readonly string[];
  #standing: ReportStanding<Result> = { kind: 'working' };
  #running = new AbortController();
  readonly #looks = new Throttle<undefined>(LOOK_EVERY_MS, () => void this.lookAgain());
  /** When it was begun. */
  #stamps: readonly string[] = [];
  #hadKeys: readonly boolean[] = [];
  #revision = 0;

  constructor(options: ReportRunOptions<Result>) {
    this.#options = options;
    this.#paths = options.paths;
  }

  get paths(): readonly string[] {
    return this.#paths;
  }

  /** Grows with each result, and when one is forgotten. */
  get revision(): number {
    return this.#revision;
  }

  get standing(): ReportStanding<Result> {
    return this.#standing;
  }

  get result(): Result | undefined {
    return this.#standing.kind === 'there' ? this.#standing.result : undefined;
  }

  /** Never rejects. */
  async begin(paths: readonly string[] = this.#paths): Promise<void> {
    const { make, hold, keysOf, describe } = this.#options;
    const running = this.#takeOver();
    this.#paths = paths;
    this.#hadKeys = paths.map((path) => keysOf(path) !== undefined);
    this.#show({ kind: 'working' });
    const holds = paths.map(hold);
    const throttle = new Throttle<Progress>(UPDATE_EVERY_MS, (progress) => {
      if (this.#running === running) this.#show({ kind: 'working', progress });
    });
    try {
      // Before anything is read: what changes meanwhile makes the result an old one.
      const stamps = await this.#look();
      throwIfAborted(running.signal);
      this.#stamps = stamps;
      const result = await make(paths, running.signal, (progress) => throttle.push(progress));
      const isOutdated = this.#areOther(await this.#look());
      throwIfAborted(running.signal);
      throttle.dispose();
      this.#revision++;
      this.#show({ kind: 'there', result, isOutdated });
    } catch (error) {
      throttle.dispose();
      // Another run has taken its place.
      if (this.#running !== running) return;
      this.#show({ kind: 'stopped', ...(isCodedError(error, 'cancelled') ? {} : { failure: describe(error) }) });
    } finally {
      for (const each of holds) each.dispose();
    }
  }

  cancel(): void {
    this.#running.abort();
  }

  /** A folder may be another one now, or was locked or unlocked; "" for any. */
  changed(path: string): void {
    const { keysOf } = this.#options;
    const places = this.#paths.flatMap((each, place) => (each === path ? [place] : []));
    const hasKeys = keysOf(path) !== undefined;
    if (places.some((place) => this.#hadKeys[place] === true) && !hasKeys) this.#forget(path);
    else if (places.some((place) => this.#hadKeys[place] === false) && hasKeys) void this.begin();
    else if (path === '' || places.length > 0) this.#looks.push(undefined);
  }

  /** Whether the folders are still those that were read. */
  async lookAgain(): Promise<void> {
    const made = this.#standing;
    if (made.kind !== 'there' || made.isOutdated) return;
    const isOther = this.#areOther(await this.#look());
    if (isOther && this.#standing === made) this.#show({ ...made, isOutdated: true });
  }

  dispose(): void {
    this.#running.abort();
    this.#looks.dispose();
    this.#changes.dispose();
  }

  #takeOver(): AbortController {
    this.#running.abort();
    this.#running = new AbortController();
    return this.#running;
  }

  /** What was read with keys is not shown without them. */
  #forget(path: string): void {
    const { keysOf, describe } = this.#options;
    this.#takeOver();
    this.#hadKeys = this.#paths.map((each) => keysOf(each) !== undefined);
    this.#revision++;
    this.#show({ kind: 'stopped', failure: describe(new BackupError('backup-encrypted', 'locked', { data: { path } })) });
  }

  #look(): Promise<string[]> {
    return Promise.all(this.#paths.map((path) => this.#options.stampOf(path)));
  }

  #areOther(stamps: readonly string[]): boolean {
    return stamps.some((stamp, place) => stamp !== this.#stamps[place]);
  }

  #show(standing: ReportStanding<Result>): void {
    this.#standing = standing;
    this.#changes.fire(undefined);
  }
}
