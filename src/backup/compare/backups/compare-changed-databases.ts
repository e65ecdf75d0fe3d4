/** Adds to a comparison of two backups what the databases that changed differ in, row by row. */
import { isCodedError, throwIfAborted, type OnProgress } from '../../../base/index.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import type { Backup } from '../../read/backup.ts';
import { compareDatabases } from '../databases/compare-databases.ts';
import type { DatabaseDifference } from '../databases/database-difference.ts';
import type { ComparePhase } from './backup-comparison-job.ts';
import type { BackupDifference, FileDifference } from './backup-difference.ts';

/** A backup that is open. */
export interface OpenedForComparison {
  readonly backup: Backup;
  /** The keys that it was opened with. */
  readonly keys?: BackupKeys | undefined;
}

/** What the rows of one database differ in, or why that is unknown. */
export type DatabaseChange = {
  readonly domain: string;
  /** Of the database; only its log may have changed. */
  readonly relativePath: string;
} & ({ readonly difference: DatabaseDifference } | { readonly problem: string });

/** Databases that are compared, and what is asked of each. */
export interface ChangedDatabasesOptions {
  /** 200 unless given. */
  readonly mostDatabases?: number;
  /** Milliseconds for each; 60,000 unless given. */
  readonly timeLimit?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<ComparePhase>;
}

const MOST_DATABASES = 200;
const LOG = '-wal';

/**
 * Compares the databases among the listed files that changed, each with its log; also those of which only the log changed, was added or removed.
 * `omitted` counts those beyond the limit. One that cannot be compared has the code of the error as `problem`.
 * @throws CancelledError
 *
 * @example
 * ```ts
 * await using older = await openBackup('older/UDID');
 * await using newer = await openBackup('newer/UDID');
 * const difference = await compareBackups({ path: older.summary.path }, { path: newer.summary.path });
 * const { databases } = await compareChangedDatabases(difference, { backup: older }, { backup: newer });
 * for (const database of databases) console.log(database.relativePath, 'problem' in database ? database.problem : database.difference.tables);
 * ```
 */
export async function compareChangedDatabases(
  { files }: Pick<BackupDifference, 'files'>,
  before: OpenedForComparison,
  after: OpenedForComparison,
  options: ChangedDatabasesOptions = {},
): Promise<{ readonly databases: readonly DatabaseChange[]; readonly omitted: number }> {
  const names = [...databasesIn(files).values()];
  const chosen = names.slice(0, options.mostDatabases ?? MOST_DATABASES);
  const databases: DatabaseChange[] = [];
  for (const name of chosen) {
    throwIfAborted(options.signal);
    options.onProgress?.({
      phase: 'comparing-files',
      done: databases.length,
      total: chosen.length,
      unit: 'items',
      item: name.relativePath,
    });
    const found = await compareOne(name, before, after, options);
    if (found !== undefined) databases.push(found);
  }
  return { databases, omitted: names.length - chosen.length };
}

type Names = Pick<FileDifference, 'domain' | 'relativePath'>;

function databasesIn(files: readonly FileDifference[]): Map<string, Names> {
  const found = new Map<string, Names>();
  const add = ({ domain, relativePath }: Names) => found.set(`${domain}\0${relativePath}`, { domain, relativePath });
  for (const file of files) {
    if (file.form === 'database') add(file);
    const isLog = file.relativePath.endsWith(LOG) && file.change !== 'metadata' && (file.after ?? file.before)?.kind === 'file';
    if (isLog) add({ domain: file.domain, relativePath: file.relativePath.slice(0, -LOG.length) });
  }
  return found;
}

/** Undefined where one of them has no such file: it was added or removed as a whole. */
async function compareOne(
  { domain, relativePath }: Names,
  before: OpenedForComparison,
  after: OpenedForComparison,
  { signal, timeLimit }: ChangedDatabasesOptions,
): Promise<DatabaseChange | undefined> {
  const [one, other] = [await before.backup.get(domain, relativePath, signal), await after.backup.get(domain, relativePath, signal)];
  if (one === undefined || other === undefined) return undefined;
  try {
    const difference = await compareDatabases({ ...before, file: one }, { ...after, file: other }, { signal, timeLimit });
    return { domain, relativePath, difference };
  } catch (error) {
    if (!isCodedError(error) || isCodedError(error, 'cancelled')) throw error;
    return { domain, relativePath, problem: error.code };
  }
}
