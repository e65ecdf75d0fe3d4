/** The comparison of two backups behind its page: made anew when asked, forgotten when a backup is locked. Knows no VS Code. */
import { Emitter, isCodedError, throwIfAborted, type Disposable, type Progress } from '../../base/index.ts';
import {
  BackupError,
  compareBackups,
  compareChangedDatabases,
  type Backup,
  type BackupDifference,
  type BackupKeys,
  type ComparePhase,
  type FileDifference,
} from '../../backup/index.ts';
import {
  chosenDifferences,
  compareDetail,
  comparePage,
  compareRow,
  type ComparisonStanding,
  type Failure,
  type Locale,
  type ReportAction,
  type ReportFilter,
  type ReportHead,
} from '../../view/index.ts';
import { Throttle } from '../throttle.ts';
import type { ChosenRows, ReportSource, RowDetails } from './report-source.ts';

/** What the page can have done outside of itself. */
export interface CompareDeeds {
  unlock(paths: readonly string[]): Promise<void>;
  openChanges(file: FileDifference, paths: readonly [string, string]): Promise<void>;
  openOne(file: FileDifference, path: string): Promise<void>;
  exportReport(difference: BackupDifference, paths: readonly [string, string]): Promise<void>;
  chooseOther(path: string): Promise<void>;
}

export interface CompareSourceOptions {
  readonly paths: readonly [before: string, after: string];
  readonly locale: Locale;
  /** Device and date. */
  readonly nameOf: (path: string) => string;
  /** Changes when the folder holds another backup. */
  readonly stampOf: (path: string) => string;
  readonly keysOf: (path: string) => BackupKeys | undefined;
  /** Keeps a backup from locking itself while it is compared. */
  readonly hold: (path: string) => Disposable;
  /** Does something with an opened backup. */
  readonly use: <Result>(path: string, work: (backup: Backup) => Promise<Result>) => Promise<Result>;
  readonly describe: (error: unknown) => Failure;
  readonly deeds: CompareDeeds;
}

const UPDATE_EVERY_MS = 150;

export class CompareSource implements ReportSource {
  readonly #options: CompareSourceOptions;
  readonly #changes = new Emitter<undefined>();
  readonly onDidChange = this.#changes.event;
  #paths: readonly [string, string];
  #standing: ComparisonStanding = { kind: 'working' };
  /** Of the folders when they were compared. */
  #stamps: readonly string[] = [];
  #running = new AbortController();
  /** Which of the two had keys when it was compared. */
  #hadKeys: readonly boolean[] = [];
  #revision = 0;
  #chosen: { readonly filter: string; readonly places: Uint32Array } | undefined;

  constructor(options: CompareSourceOptions) {
    this.#options = options;
    this.#paths = options.paths;
  }

  get revision(): number {
    return this.#revision;
  }

  get paths(): readonly [string, string] {
    return this.#paths;
  }

  get head(): ReportHead {
    const { nameOf, locale } = this.#options;
    const [before, after] = this.#paths;
    return comparePage(this.#standing, { before: nameOf(before), after: nameOf(after) }, locale);
  }

  async begin(): Promise<void> {
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    const { hold, keysOf, stampOf, describe } = this.#options;
    const paths = this.#paths;
    this.#show({ kind: 'working' });
    const holds = paths.map(hold);
    const throttle = new Throttle<Progress<ComparePhase>>(UPDATE_EVERY_MS, (progress) => {
      if (this.#running === running) this.#show({ kind: 'working', progress });
    });
    this.#stamps = paths.map(stampOf);
    const keys = paths.map(keysOf);
    this.#hadKeys = keys.map((each) => each !== undefined);
    try {
      const [before, after] = [
        { path: paths[0], keys: keys[0] },
        { path: paths[1], keys: keys[1] },
      ] as const;
      const difference = await compareBackups(before, after, {
        signal: running.signal,
        onProgress: (progress) => throttle.push(progress),
      });
      throwIfAborted(running.signal);
      throttle.dispose();
      this.#revision++;
      this.#show({ kind: 'there', difference, isOutdated: this.#hasOtherFolders() });
    } catch (error) {
      throttle.dispose();
      // Another run has taken its place.
      if (this.#running !== running) return;
      const isCancelled = isCodedError(error, 'cancelled');
      this.#show({ kind: 'stopped', ...(isCancelled ? {} : { failure: describe(error) }) });
    } finally {
      for (const each of holds) each.dispose();
    }
  }

  choose(filter: ReportFilter): ChosenRows {
    const { locale } = this.#options;
    const { translate, format } = locale;
    const standing = this.#standing;
    if (standing.kind !== 'there') return { total: 0, words: '', rowsAt: () => [] };
    const { difference } = standing;
    const asked = JSON.stringify([this.#revision, filter.text, filter.kind, filter.group]);
    if (this.#chosen?.filter !== asked) this.#chosen = { filter: asked, places: chosenDifferences(difference, filter) };
    const { places } = this.#chosen;
    const all = difference.files.length;
    const counts = { count: format.count(places.length), all: format.count(all) };
    return {
      total: places.length,
      words: places.length === all ? translate('{count} differences', counts) : translate('{count} of {all} differences', counts),
      rowsAt: (first, count) =>
        [...places.subarray(first, first + count)].flatMap((place) => {
          const file = difference.files[place];
          return file === undefined ? [] : [compareRow(file, place, locale)];
        }),
    };
  }

  details(row: number): RowDetails | undefined {
    const file = this.#fileAt(row);
    if (file === undefined) return undefined;
    const { locale } = this.#options;
    const now = compareDetail(file, undefined, locale);
    if (!mayHaveRows(file)) return { now };
    const waiting = { title: locale.translate('Rows', {}), text: locale.translate('Comparing rows…', {}) };
    return { now: { ...now, sections: [waiting, ...now.sections] }, later: (signal) => this.#withRows(file, signal) };
  }

  async act(action: ReportAction, row: number | undefined): Promise<void> {
    const { deeds } = this.#options;
    const file = row === undefined ? undefined : this.#fileAt(row);
    const [before, after] = this.#paths;
    switch (action) {
      case 'cancel':
        this.#running.abort();
        return;
      case 'retry':
        return this.begin();
      case 'swap':
        this.#paths = [after, before];
        return this.begin();
      case 'unlock':
        // Unlocking is heard of, and begins the comparison anew.
        return deeds.unlock(this.#paths);
      case 'choose-other':
        return deeds.chooseOther(after);
      case 'export':
        if (this.#standing.kind === 'there') await deeds.exportReport(this.#standing.difference, this.#paths);
        return;
      case 'open-changes':
        if (file !== undefined) await deeds.openChanges(file, this.#paths);
        return;
      case 'open-before':
        if (file !== undefined) await deeds.openOne(file, before);
        return;
      case 'open-after':
        if (file !== undefined) await deeds.openOne(file, after);
        return;
      default:
        return;
    }
  }

  changed(path: string): void {
    const places = [0, 1].filter((place) => this.#paths[place] === path);
    const standing = this.#standing;
    const { keysOf, describe } = this.#options;
    for (const place of places) {
      const hasKeys = keysOf(path) !== undefined;
      if (this.#hadKeys[place] === true && !hasKeys) {
        // What was read with the keys is not shown without them.
        this.#running.abort();
        this.#running = new AbortController();
        this.#hadKeys = this.#paths.map((each) => keysOf(each) !== undefined);
        this.#revision++;
        this.#show({ kind: 'stopped', failure: describe(new BackupError('backup-encrypted', 'locked', { data: { path } })) });
        return;
      }
      if (this.#hadKeys[place] === false && hasKeys) {
        void this.begin();
        return;
      }
    }
    if (standing.kind !== 'there' || standing.isOutdated) return;
    if (places.length > 0 || this.#hasOtherFolders()) this.#show({ ...standing, isOutdated: true });
  }

  dispose(): void {
    this.#running.abort();
    this.#changes.dispose();
  }

  #hasOtherFolders(): boolean {
    return this.#paths.some((path, place) => this.#options.stampOf(path) !== this.#stamps[place]);
  }

  #fileAt(row: number): FileDifference | undefined {
    return this.#standing.kind === 'there' ? this.#standing.difference.files[row] : undefined;
  }

  async #withRows(file: FileDifference, signal: AbortSignal) {
    const { use, keysOf, locale } = this.#options;
    const [before, after] = this.#paths;
    const { databases } = await use(before, (one) =>
      use(after, (other) => {
        const sides = [
          { backup: one, keys: keysOf(before) },
          { backup: other, keys: keysOf(after) },
        ] as const;
        return compareChangedDatabases({ files: [file] }, sides[0], sides[1], { mostDatabases: 1, signal });
      }),
    );
    return compareDetail(file, databases[0], locale);
  }

  #show(standing: ComparisonStanding): void {
    this.#standing = standing;
    this.#changes.fire(undefined);
  }
}

/** A database, or the log of one, of which both backups have something. */
function mayHaveRows({ form, relativePath, change }: FileDifference): boolean {
  return form === 'database' || (relativePath.endsWith('-wal') && change !== 'metadata');
}
