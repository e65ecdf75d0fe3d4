/** The making of a report: begun anew when asked, canceled, out of date when a folder changes, forgotten when a backup is locked. Knows no VS Code. */
import { Emitter, isCodedError, throwIfAborted, type Disposable, type OnProgress, type Progress } from '../../base/index.ts';
import { BackupError, type BackupKeys } from '../../backup/index.ts';
import type { Failure, ReportWaiting } from '../../view/index.ts';
import { Throttle } from '../throttle.ts';

/** What all reports have of the running extension. */
export interface ReportSurroundings {
  /** Changes when the folder holds another backup. */
  readonly stampOf: (path: string) => string;
  readonly keysOf: (path: string) => BackupKeys | undefined;
  /** Keeps a backup from locking itself while it is read. */
  readonly hold: (path: string) => Disposable;
  readonly describe: (error: unknown) => Failure;
}

interface ReportRunOptions<Result> extends ReportSurroundings {
  readonly paths: readonly string[];
  readonly make: (paths: readonly string[], signal: AbortSignal, onProgress: OnProgress) => Promise<Result>;
}

/** What was made; `isOutdated` says that a folder is another one by now. */
interface Made<Result> {
  readonly kind: 'there';
  readonly result: Result;
  readonly isOutdated: boolean;
}

const UPDATE_EVERY_MS = 150;

export class ReportRun<Result> implements Disposable {
  readonly #options: ReportRunOptions<Result>;
  readonly #changes = new Emitter<undefined>();
  readonly onDidChange = this.#changes.event;
  #paths: readonly string[];
  #standing: ReportWaiting | Made<Result> = { kind: 'working' };
  #running = new AbortController();
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

  get standing(): ReportWaiting | Made<Result> {
    return this.#standing;
  }

  get result(): Result | undefined {
    return this.#standing.kind === 'there' ? this.#standing.result : undefined;
  }

  /** Never rejects. */
  async begin(paths: readonly string[] = this.#paths): Promise<void> {
    const { make, hold, keysOf, stampOf, describe } = this.#options;
    const running = this.#takeOver();
    this.#paths = paths;
    this.#stamps = paths.map(stampOf);
    this.#hadKeys = paths.map((path) => keysOf(path) !== undefined);
    this.#show({ kind: 'working' });
    const holds = paths.map(hold);
    const throttle = new Throttle<Progress>(UPDATE_EVERY_MS, (progress) => {
      if (this.#running === running) this.#show({ kind: 'working', progress });
    });
    try {
      const result = await make(paths, running.signal, (progress) => throttle.push(progress));
      throwIfAborted(running.signal);
      throttle.dispose();
      this.#revision++;
      this.#show({ kind: 'there', result, isOutdated: this.#hasOtherFolders() });
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

  /** A folder is another one now, or was locked or unlocked; "" for any. */
  changed(path: string): void {
    const { keysOf } = this.#options;
    const places = this.#paths.flatMap((each, place) => (each === path ? [place] : []));
    const hasKeys = keysOf(path) !== undefined;
    if (places.some((place) => this.#hadKeys[place] === true) && !hasKeys) this.#forget(path);
    else if (places.some((place) => this.#hadKeys[place] === false) && hasKeys) void this.begin();
    else if (this.#standing.kind === 'there' && (places.length > 0 || this.#hasOtherFolders())) this.#outdate(this.#standing);
  }

  dispose(): void {
    this.#running.abort();
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

  #outdate(made: Made<Result>): void {
    if (!made.isOutdated) this.#show({ ...made, isOutdated: true });
  }

  #hasOtherFolders(): boolean {
    return this.#paths.some((path, place) => this.#options.stampOf(path) !== this.#stamps[place]);
  }

  #show(standing: ReportWaiting | Made<Result>): void {
    this.#standing = standing;
    this.#changes.fire(undefined);
  }
}
