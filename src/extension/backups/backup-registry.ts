/** The backups that were found, with what this session has learnt of each: verdicts and running jobs. Knows no VS Code. */
import { basename } from 'node:path';
import { Emitter, type Disposable, type Event } from '../../base/index.ts';
import { findBackups, type BackupError, type FoundBackup, type Verdict } from '../../backup/index.ts';
import { oneLine, type BackupJob, type BackupState } from '../../view/index.ts';

export interface BackupRegistryOptions {
  /** The folders to look in, asked anew for every scan. */
  readonly folders: () => string[];
  /** The sentence that a person reads about an error. */
  readonly describe: (error: unknown) => string;
  /** Whether this window holds the keys of a backup. */
  readonly isUnlocked: (path: string) => boolean;
}

export class BackupRegistry implements Disposable {
  readonly #options: BackupRegistryOptions;
  readonly #changes = new Emitter<undefined>();
  readonly #verdicts = new Map<string, Verdict>();
  readonly #jobs = new Map<string, BackupJob>();
  #found: readonly BackupState[] = [];
  #problems: readonly BackupError[] = [];
  #scanning: Promise<void> | undefined;
  #scanAgain = false;

  readonly onDidChange: Event<undefined> = this.#changes.event;

  constructor(options: BackupRegistryOptions) {
    this.#options = options;
  }

  /** What the last scan found. */
  backups(): BackupState[] {
    return this.#found.map((backup) => this.#withSession(backup));
  }

  find(path: string): BackupState | undefined {
    const found = this.#found.find((backup) => backup.path === path);
    return found === undefined ? undefined : this.#withSession(found);
  }

  /** What to call a backup in a sentence: its device, or its folder. */
  nameOf(path: string): string {
    return oneLine(this.find(path)?.deviceName ?? basename(path), 80);
  }

  /** Something outside of the folders has changed what rows say. */
  refresh(): void {
    this.#changes.fire(undefined);
  }

  /** Folders of the last scan that could not be looked into. */
  problems(): readonly BackupError[] {
    return this.#problems;
  }

  /** Looks again; calls during a scan share one more scan after it. */
  async scan(): Promise<void> {
    if (this.#scanning !== undefined) {
      this.#scanAgain = true;
      await this.#scanning;
      return;
    }
    this.#scanning = this.#scanUntilQuiet().finally(() => (this.#scanning = undefined));
    await this.#scanning;
  }

  setVerdict(path: string, verdict: Verdict | undefined): void {
    if (verdict === undefined) this.#verdicts.delete(path);
    else this.#verdicts.set(path, verdict);
    this.#changes.fire(undefined);
  }

  setJob(path: string, job: BackupJob | undefined): void {
    const wasRunning = this.#jobs.has(path);
    if (job === undefined) this.#jobs.delete(path);
    else this.#jobs.set(path, job);
    // The row says that a backup runs, not how far it is.
    if (wasRunning !== (job !== undefined)) this.#changes.fire(undefined);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #scanUntilQuiet(): Promise<void> {
    for (let again = true; again; again = this.#scanAgain) {
      this.#scanAgain = false;
      const problems: BackupError[] = [];
      const found = await findBackups(this.#options.folders(), { onProblem: (_, problem) => problems.push(problem) });
      this.#problems = problems;
      this.#found = found.map((backup) => stateOf(backup, this.#options.describe));
      this.#changes.fire(undefined);
    }
  }

  #withSession(backup: BackupState): BackupState {
    const verdict = this.#verdicts.get(backup.path);
    const job = this.#jobs.get(backup.path);
    return {
      ...backup,
      unlocked: this.#options.isUnlocked(backup.path),
      ...(verdict === undefined ? {} : { verdict }),
      ...(job === undefined ? {} : { job }),
    };
  }
}

function stateOf({ summary, problem }: FoundBackup, describe: (error: unknown) => string): BackupState {
  const { path, udid, deviceName, productType, productVersion, date, encrypted } = summary;
  return {
    path,
    finished: summary.isFinished,
    throughJournal: summary.throughJournal,
    ...(udid === undefined ? {} : { udid }),
    ...(deviceName === undefined ? {} : { deviceName }),
    ...(productType === undefined ? {} : { productType }),
    ...(productVersion === undefined ? {} : { productVersion }),
    ...(date === undefined ? {} : { date }),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(problem === undefined ? {} : { errorMessage: describe(problem) }),
  };
}
