/** The comparison of two backups behind its page. Knows no VS Code. */
import { compareBackups, compareChangedDatabases, type BackupDifference, type FileDifference } from '../../backup/index.ts';
import { chosenDifferences, compareDetail, comparePage, compareRow, type ReportDetail } from '../../view/index.ts';
import { RunSource, type RunSourceOptions } from './run-source.ts';

/** What the page can have done outside of itself. */
export interface CompareDeeds {
  unlock(paths: readonly string[]): Promise<void>;
  openChanges(file: FileDifference, paths: readonly [string, string]): Promise<void>;
  openOne(file: FileDifference, path: string): Promise<void>;
  exportReport(difference: BackupDifference, paths: readonly [string, string]): Promise<void>;
  chooseOther(path: string): Promise<void>;
}

export interface CompareSourceOptions extends RunSourceOptions {
  readonly paths: readonly [before: string, after: string];
  readonly deeds: CompareDeeds;
}

export function compareSource(options: CompareSourceOptions): RunSource<BackupDifference, FileDifference> {
  const { locale, nameOf, keysOf, deeds } = options;
  const { translate } = locale;
  return new RunSource(options.paths, options, {
    make: async (paths, signal, onProgress) => {
      const [before, after] = bothOf(paths);
      return compareBackups({ path: before, keys: keysOf(before) }, { path: after, keys: keysOf(after) }, { signal, onProgress });
    },
    headOf: (standing, paths) => {
      const [before, after] = bothOf(paths);
      return comparePage(standing, { before: nameOf(before), after: nameOf(after) }, locale);
    },
    itemsOf: ({ files }) => files,
    choose: chosenDifferences,
    wordsOf: (numbers, isAll) => (isAll ? translate('{count} differences', numbers) : translate('{count} of {all} differences', numbers)),
    rowOf: (file, place) => compareRow(file, place, locale),
    detailOf: (file) => compareDetail(file, undefined, locale),
    later: ({ item, paths }) =>
      mayHaveRows(item)
        ? {
            title: translate('Rows', {}),
            text: translate('Comparing rows…', {}),
            read: (signal) => detailWithRows(item, bothOf(paths), options, signal),
          }
        : undefined,
    deeds: {
      swap: (report) => report.begin([...report.paths].reverse()),
      // Unlocking is heard of, and begins the comparison anew.
      unlock: ({ paths }) => deeds.unlock(paths),
      'choose-other': ({ paths }) => deeds.chooseOther(bothOf(paths)[1]),
      export: async ({ result, paths }) => {
        if (result !== undefined) await deeds.exportReport(result, bothOf(paths));
      },
    },
    rowDeeds: {
      'open-changes': ({ item, paths }) => deeds.openChanges(item, bothOf(paths)),
      'open-before': ({ item, paths }) => deeds.openOne(item, bothOf(paths)[0]),
      'open-after': ({ item, paths }) => deeds.openOne(item, bothOf(paths)[1]),
    },
  });
}

function bothOf([before = '', after = '']: readonly string[]): readonly [string, string] {
  return [before, after];
}

/** A database, or the log of one, of which both backups have something. */
function mayHaveRows({ form, relativePath, change }: FileDifference): boolean {
  return form === 'database' || (relativePath.endsWith('-wal') && change !== 'metadata');
}

async function detailWithRows(
  file: FileDifference,
  [before, after]: readonly [string, string],
  { use, keysOf, locale }: RunSourceOptions,
  signal: AbortSignal,
): Promise<ReportDetail> {
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
