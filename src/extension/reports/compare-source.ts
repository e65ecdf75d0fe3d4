/** The comparison of two backups behind its page. Knows no VS Code. */
import { compareBackups, compareChangedDatabases, type Backup, type BackupDifference, type FileDifference } from '../../backup/index.ts';
import {
  chosenDifferences,
  compareDetail,
  comparePage,
  compareRow,
  type Locale,
  type ReportAction,
  type ReportDetail,
  type ReportFilter,
  type ReportHead,
} from '../../view/index.ts';
import { ReportRun, type ReportSurroundings } from './report-run.ts';
import type { ChosenRows, ReportSource, RowDetails } from './report-source.ts';

/** What the page can have done outside of itself. */
export interface CompareDeeds {
  unlock(paths: readonly string[]): Promise<void>;
  openChanges(file: FileDifference, paths: readonly [string, string]): Promise<void>;
  openOne(file: FileDifference, path: string): Promise<void>;
  exportReport(difference: BackupDifference, paths: readonly [string, string]): Promise<void>;
  chooseOther(path: string): Promise<void>;
}

export interface CompareSourceOptions extends ReportSurroundings {
  readonly paths: readonly [before: string, after: string];
  readonly locale: Locale;
  /** Device and date. */
  readonly nameOf: (path: string) => string;
  /** Does something with an opened backup. */
  readonly use: <Result>(path: string, work: (backup: Backup) => Promise<Result>) => Promise<Result>;
  readonly deeds: CompareDeeds;
}

export class CompareSource implements ReportSource {
  readonly #options: CompareSourceOptions;
  readonly #run: ReportRun<BackupDifference>;
  #chosen: { readonly filter: string; readonly places: Uint32Array } | undefined;

  constructor(options: CompareSourceOptions) {
    this.#options = options;
    const { keysOf } = options;
    this.#run = new ReportRun({
      ...options,
      make: ([before = '', after = ''], signal, onProgress) =>
        compareBackups({ path: before, keys: keysOf(before) }, { path: after, keys: keysOf(after) }, { signal, onProgress }),
    });
  }

  get onDidChange(): ReportSource['onDidChange'] {
    return this.#run.onDidChange;
  }

  get revision(): number {
    return this.#run.revision;
  }

  get paths(): readonly [string, string] {
    const [before = '', after = ''] = this.#run.paths;
    return [before, after];
  }

  get head(): ReportHead {
    const { nameOf, locale } = this.#options;
    const [before, after] = this.paths;
    return comparePage(this.#run.standing, { before: nameOf(before), after: nameOf(after) }, locale);
  }

  begin(): Promise<void> {
    return this.#run.begin();
  }

  choose(filter: ReportFilter): ChosenRows {
    const { locale } = this.#options;
    const { translate, format } = locale;
    const difference = this.#run.result;
    if (difference === undefined) return { total: 0, words: '', rowsAt: () => [] };
    const asked = JSON.stringify([this.revision, filter.text, filter.kind, filter.group]);
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
    const [before, after] = this.paths;
    switch (action) {
      case 'cancel':
        this.#run.cancel();
        return;
      case 'retry':
        return this.begin();
      case 'swap':
        return this.#run.begin([after, before]);
      case 'unlock':
        // Unlocking is heard of, and begins the comparison anew.
        return deeds.unlock(this.paths);
      case 'choose-other':
        return deeds.chooseOther(after);
      case 'export':
        if (this.#run.result !== undefined) await deeds.exportReport(this.#run.result, this.paths);
        return;
      case 'open-changes':
        if (file !== undefined) await deeds.openChanges(file, this.paths);
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
    this.#run.changed(path);
  }

  dispose(): void {
    this.#run.dispose();
  }

  #fileAt(row: number): FileDifference | undefined {
    return this.#run.result?.files[row];
  }

  async #withRows(file: FileDifference, signal: AbortSignal): Promise<ReportDetail> {
    const { use, keysOf, locale } = this.#options;
    const [before, after] = this.paths;
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
}

/** A database, or the log of one, of which both backups have something. */
function mayHaveRows({ form, relativePath, change }: FileDifference): boolean {
  return form === 'database' || (relativePath.endsWith('-wal') && change !== 'metadata');
}
