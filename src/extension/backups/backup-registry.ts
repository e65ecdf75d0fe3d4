/** The backups that were found, with what is known of each: the verdict that is true of it, and running jobs. Knows no VS Code. */
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Emitter, type Disposable, type Event } from '../../base/index.ts';
import {
  findBackups,
  findDeviceRuns,
  findFolderRun,
  listHistory,
  measureBackups,
  type BackupError,
  type BackupHistory,
  type DeviceRun,
  type FoundBackup,
  type RememberedVerdict,
} from '../../backup/index.ts';
import {
  backupState,
  bestCopy,
  oneLine,
  pastOf,
  type BackupJob,
  type BackupPast,
  type BackupState,
  type DeviceCopy,
  type RunElsewhere,
} from '../../view/index.ts';

interface BackupRegistryOptions {
  /** The folders to look in, asked anew for every scan. */
  readonly folders: () => string[];
  /** The sentence that a person reads about an error. */
  readonly describe: (error: unknown) => string;
  /** Whether this window holds the keys of a backup. */
  readonly isUnlocked: (path: string) => boolean;
}

const NEVER = new Date(-1);
const NO_HISTORY: BackupHistory = { records: [] };

export class BackupRegistry implements Disposable {
  readonly #options: BackupRegistryOptions;
  readonly #changes = new Emitter<undefined>();
  /** What earlier runs and checks say, of each backup. */
  readonly #past = new Map<string, BackupPast>();
  readonly #sizes = new Map<string, number>();
  /** Of which time the verdict was that a look at every payload has found untrue. */
  readonly #refuted = new Map<string, Date>();
  readonly #jobs = new Map<string, BackupJob>();
  /** Runs of other programs that hold a backup, or will. */
  #elsewhere: ReadonlyMap<string, RunElsewhere> = new Map();
  #found: readonly BackupState[] = [];
  #problems: readonly BackupError[] = [];
  #hasScanned = false;
  #scanning: Promise<void> | undefined;
  #scanAgain = false;
  #rechecking: Promise<void> | undefined;
  #recheckAgain = false;
  #measuring: AbortController | undefined;

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

  /** Whether the folders were looked into at all. */
  get hasScanned(): boolean {
    return this.#hasScanned;
  }

  /** Folders of the last scan that could not be looked into. */
  problems(): readonly BackupError[] {
    return this.#problems;
  }

  /** What speaks for a device on this computer. Undefined before the first search. */
  copyOf(udid: string): DeviceCopy | 'none' | undefined {
    return this.#hasScanned ? bestCopy(this.backups(), udid) : undefined;
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
    return this.#past.get(path)?.check;
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
      for (const path of paths) if (this.check(path) !== undefined) await this.#recall(path, true);
    }
  }

  async #recall(path: string, deep: boolean): Promise<void> {
    // What cannot be looked at is not known to be true.
    const { verdict, ...past } = await listHistory(path, { deep }).catch(() => NO_HISTORY);
    const before = this.#past.get(path);
    if (deep && verdict === undefined && before?.check !== undefined) this.#refuted.set(path, before.check.at);
    // A look that costs little does not bring back what a closer one has refuted.
    const isRefuted = verdict !== undefined && !deep && verdict.at <= (this.#refuted.get(path) ?? NEVER);
    const earlier = isRefuted ? { earlier: verdict } : {};
    const next = pastOf({ ...past, ...earlier, ...(verdict === undefined || isRefuted ? {} : { verdict }) });
    this.#past.set(path, next);
    if (!isDeepStrictEqual(next, before ?? {})) this.#changes.fire(undefined);
  }

  /** Who else writes into the backups; `announced` is what other programs say that they do. A process that has died holds nothing. */
  lookForRuns(announced: readonly DeviceRun[] = findDeviceRuns()): void {
    const elsewhere = new Map<string, RunElsewhere>();
    for (const { path } of this.#found) {
      const run = findFolderRun(path) ?? announced.find((each) => each.work === 'backup' && each.path === path);
      if (run !== undefined && !('isOwn' in run && run.isOwn)) elsewhere.set(path, run);
    }
    if (isDeepStrictEqual(elsewhere, this.#elsewhere)) return;
    this.#elsewhere = elsewhere;
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
    this.#measuring?.abort();
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
      this.lookForRuns();
      await Promise.all(found.map(({ summary }) => this.#recall(summary.path, false)));
      this.#changes.fire(undefined);
    }
    void this.recheck();
    this.#measure();
  }

  /** In a thread, behind everything else; a later scan begins anew, which costs little for what was measured already. */
  #measure(): void {
    this.#measuring?.abort();
    const { signal } = (this.#measuring = new AbortController());
    // What is being written has no size yet.
    const paths = this.#found.map(({ path }) => path).filter((path) => !this.#jobs.has(path));
    const onSize = (path: string, { bytes }: { readonly bytes: number }) => {
      if (signal.aborted || this.#sizes.get(path) === bytes) return;
      this.#sizes.set(path, bytes);
      this.#changes.fire(undefined);
    };
    // A row without a size says all the rest.
    measureBackups(paths, { signal, onSize }).catch(() => undefined);
  }

  /** A folder that has gone leaves nothing behind, whatever comes in its place. */
  #forgetOthers(): void {
    const paths = new Set(this.#found.map(({ path }) => path));
    for (const known of [this.#past, this.#sizes, this.#refuted]) for (const path of known.keys()) if (!paths.has(path)) known.delete(path);
  }

  #withSession(backup: BackupState): BackupState {
    const bytes = this.#sizes.get(backup.path);
    const job = this.#jobs.get(backup.path);
    const elsewhere = this.#elsewhere.get(backup.path);
    return {
      ...backup,
      unlocked: this.#options.isUnlocked(backup.path),
      ...this.#past.get(backup.path),
      ...(bytes === undefined ? {} : { bytes }),
      ...(job === undefined ? {} : { job }),
      ...(elsewhere === undefined ? {} : { elsewhere }),
    };
  }
}

function stateOf({ summary, problem }: FoundBackup, describe: (error: unknown) => string): BackupState {
  if (problem === undefined) return backupState(summary);
  const neverFinished = problem.code === 'backup-unfinished';
  return { ...backupState(summary), errorMessage: describe(problem), ...(neverFinished ? { neverFinished } : {}) };
}
