/** The backups that were found, with what is known of each: the verdict that is true of it, and running jobs. Knows no VS Code. */
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Emitter, type Disposable, type Event } from '../../base/index.ts';
import { findBackups, type BackupError, recallVerdict, type FoundBackup, type RememberedVerdict } from '../../backup/index.ts';
import { VERDICT_WORDS, oneLine, type BackupJob, type BackupState, type DeviceCopy } from '../../view/index.ts';

interface BackupRegistryOptions {
  /** The folders to look in, asked anew for every scan. */
  readonly folders: () => string[];
  /** The sentence that a person reads about an error. */
  readonly describe: (error: unknown) => string;
  /** Whether this window holds the keys of a backup. */
  readonly isUnlocked: (path: string) => boolean;
}

const NEVER = new Date(-1);

export class BackupRegistry implements Disposable {
  readonly #options: BackupRegistryOptions;
  readonly #changes = new Emitter<undefined>();
  readonly #checks = new Map<string, RememberedVerdict>();
  /** Of which time the verdict was that a look at every payload has found untrue. */
  readonly #refuted = new Map<string, Date>();
  readonly #jobs = new Map<string, BackupJob>();
  #found: readonly BackupState[] = [];
  #problems: readonly BackupError[] = [];
  #hasScanned = false;
  #scanning: Promise<void> | undefined;
  #scanAgain = false;
  #rechecking: Promise<void> | undefined;
  #recheckAgain = false;

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

  /** The best finished backup of a device: the newest that is known to be good, or else the newest. Undefined before the first search. */
  copyOf(udid: string): DeviceCopy | 'none' | undefined {
    if (!this.#hasScanned) return undefined;
    const copies = this.#found
      .filter((backup) => backup.udid === udid && (backup.finished || backup.throughJournal))
      .toSorted((one, other) => (other.date?.getTime() ?? 0) - (one.date?.getTime() ?? 0));
    const [newest] = copies;
    const best = copies.find(({ path }) => isGood(this.#checks.get(path))) ?? newest;
    if (best === undefined) return 'none';
    const check = this.#checks.get(best.path);
    return {
      ...(best.date === undefined ? {} : { date: best.date }),
      ...(newest?.date === undefined ? {} : { newest: newest.date }),
      ...(check === undefined ? {} : { check }),
    };
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

  /** The verdict that is true of a backup now, if there is one. */
  check(path: string): RememberedVerdict | undefined {
    return this.#checks.get(path);
  }

  /**
   * Looks which verdicts are still true, those of other windows and of the command line among them: first at what costs next to nothing, then, for
   * those that hold, at every payload. Settles when that is done, and never rejects.
   */
  async recheck(): Promise<void> {
    if (this.#rechecking !== undefined) this.#recheckAgain = true;
    this.#rechecking ??= this.#recheckUntilQuiet().finally(() => (this.#rechecking = undefined));
    await this.#rechecking;
  }

  /** Ages grow, and so do doubts: rows are drawn anew, and what they say is looked at again, as far as that costs little. */
  async lookAgain(): Promise<void> {
    this.refresh();
    await Promise.all(this.#found.map(({ path }) => this.#recall(path, false)));
  }

  async #recheckUntilQuiet(): Promise<void> {
    for (let again = true; again; again = this.#recheckAgain) {
      this.#recheckAgain = false;
      const paths = this.#found.map(({ path }) => path);
      await Promise.all(paths.map((path) => this.#recall(path, false)));
      for (const path of paths) if (this.#checks.has(path)) await this.#recall(path, true);
    }
  }

  async #recall(path: string, deep: boolean): Promise<void> {
    // What cannot be looked at is not known to be true.
    const known = await recallVerdict(path, { deep }).catch(() => undefined);
    const before = this.#checks.get(path);
    if (deep && known === undefined && before !== undefined) this.#refuted.set(path, before.at);
    // A look that costs little does not bring back what a closer one has refuted.
    const check = known !== undefined && !deep && known.at <= (this.#refuted.get(path) ?? NEVER) ? undefined : known;
    if (check === undefined) this.#checks.delete(path);
    else this.#checks.set(path, check);
    if (!isDeepStrictEqual(check, before)) this.#changes.fire(undefined);
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
      this.#hasScanned = true;
      this.#forgetOthers();
      await Promise.all(found.map(({ summary }) => this.#recall(summary.path, false)));
      this.#changes.fire(undefined);
    }
    void this.recheck();
  }

  /** A folder that has gone leaves nothing behind, whatever comes in its place. */
  #forgetOthers(): void {
    const paths = new Set(this.#found.map(({ path }) => path));
    for (const path of this.#checks.keys()) if (!paths.has(path)) this.#checks.delete(path);
  }

  #withSession(backup: BackupState): BackupState {
    const check = this.#checks.get(backup.path);
    const job = this.#jobs.get(backup.path);
    return {
      ...backup,
      unlocked: this.#options.isUnlocked(backup.path),
      ...(check === undefined ? {} : { check }),
      ...(job === undefined ? {} : { job }),
    };
  }
}

function isGood(check: RememberedVerdict | undefined): boolean {
  return check !== undefined && VERDICT_WORDS[check.verdict].severity === 'information';
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
