/** Previous versions of a backup: the dated folders beside it. They are listed, thinned out, and put back in place of it. */
import { lstatSync, readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { nullLog, systemErrorCode, type Log, type OnProgress } from '../base/index.ts';
import { diskFailure } from './disk-failure.ts';
import { BackupError } from './errors.ts';
import { takeFolderLock } from './folder/folder-lock.ts';
import { readStatusFile } from './folder/folder-status.ts';
import { journalPathsOf } from './folder/journal-layout.ts';
import { folderStamp, freeName } from './folder/keep-previous.ts';
import { checkOwnPlaces, removeIfEmpty } from './folder/own-places.ts';
import { readJournal } from './folder/read-journal.ts';
import { keepSafetyCopy, safetyPathsOf } from './folder/safety-copy.ts';
import { CheckMemory } from './history/remembered-verdict.ts';
import type { Verdict, VerifyPhase } from './verify/report.ts';
import { verifyBackup } from './verify/verify-backup.ts';

/** A version that was kept before a backup changed it: `UDID-YYYYMMDD-HHMMSS`, in UTC. */
export interface BackupVersion {
  readonly path: string;
  /** When that version was made. */
  readonly madeAt: Date;
}

/** How to roll back. */
export interface RollBackOptions {
  /** The backup that is to become its previous version. */
  readonly path: string;
  /** One of `listVersions(path)`. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<VerifyPhase>;
  /** Keep the verdict in the history of the folder, for whoever looks at it later. */
  readonly remember?: boolean;
  readonly log?: Log;
}

/** What a rollback has done. Rolling back to `previous` undoes it. */
export interface RolledBack {
  readonly path: string;
  /** Where the version that was replaced is now; undefined if there was none. */
  readonly previous?: string;
  /** What the check said of the version before it was put in place. */
  readonly verdict: Verdict;
}

/** A version that is known to be broken helps nobody. */
const GOOD_ENOUGH: ReadonlySet<Verdict> = new Set(['good', 'good-with-known-gaps', 'unconfirmed', 'partial']);

/**
 * The versions beside a backup, newest first. Empty where there are none.
 *
 * @example
 * ```ts
 * for (const { path, madeAt } of listVersions('backups/UDID')) console.log(madeAt, path);
 * ```
 */
export function listVersions(path: string): BackupVersion[] {
  const backup = resolve(path);
  const versions = namesBeside(backup).flatMap((name): BackupVersion[] => {
    const madeAt = dateIn(name, basename(backup));
    const version = join(dirname(backup), name);
    return madeAt !== undefined && lstatSync(version).isDirectory() ? [{ path: version, madeAt }] : [];
  });
  return versions.sort((one, other) => other.madeAt.getTime() - one.madeAt.getTime() || (one.path < other.path ? 1 : -1));
}

/**
 * Removes all versions of `own` but the newest `keep`. Others stay: Finder names the backups that a person has archived in the same way. Returns
 * the paths that are gone. Throws 'folder-unwritable', 'file-io'.
 *
 * @example
 * ```ts
 * const { path, previous } = await createBackup({ mux, udid, directory: 'backups', keepPrevious: true });
 * if (previous !== undefined) await pruneVersions(path, { keep: 0, own: [previous] });
 * ```
 */
export async function pruneVersions(
  path: string,
  { keep, own }: { readonly keep: number; readonly own: readonly string[] },
): Promise<string[]> {
  const known = new Set(own.map((each) => resolve(each)));
  const gone: string[] = [];
  for (const version of listVersions(path)
    .filter((each) => known.has(each.path))
    .slice(Math.max(0, keep))) {
    try {
      await rm(version.path, { recursive: true });
    } catch (error) {
      throw diskFailure(error, version.path);
    }
    gone.push(version.path);
  }
  return gone;
}

/**
 * Puts a previous version in place of a backup. The version is verified first, and what it replaces becomes a version itself, so that nothing is
 * lost. Throws 'version-broken' with its `verdict`, 'no-such-version', 'backup-running', 'backup-unfinished' (an interrupted run lies over the backup: another
 * backup finishes it), 'place-blocked', 'folder-unwritable', 'file-io', 'cancelled'.
 *
 * @example
 * ```ts
 * const [newest] = listVersions('backups/UDID');
 * if (newest !== undefined) await rollBack({ path: 'backups/UDID', version: newest.path });
 * ```
 */
export async function rollBack(options: RollBackOptions): Promise<RolledBack> {
  const { signal, onProgress, log = nullLog } = options;
  const path = resolve(options.path);
  const version = resolve(options.version);
  if (!listVersions(path).some((each) => each.path === version)) {
    throw new BackupError('no-such-version', `${version} is not a version of ${path}`, { data: { path: version } });
  }
  const report = await verifyBackup(version, { level: 'quick', signal, ...(onProgress && { onProgress }) });
  const { verdict } = report;
  if (!GOOD_ENOUGH.has(verdict)) {
    throw new BackupError('version-broken', `the version is ${verdict}`, { data: { path: version, verdict } });
  }
  const previous = await inPlaceOf(path, version, log);
  // Only the name of the folder has changed since the check.
  if (options.remember === true) await (await CheckMemory.begin(path)).keepCheck({ ...report, backup: { ...report.backup, path } });
  return { path, verdict, ...(previous === undefined ? {} : { previous }) };
}

/** Two renames under the lock of the folder; if the second fails, the first is undone. */
async function inPlaceOf(path: string, version: string, log: Log): Promise<string | undefined> {
  const journal = journalPathsOf(path);
  checkOwnPlaces(journal, safetyPathsOf(path));
  const lock = takeFolderLock(journal);
  try {
    if (readJournal(path) !== undefined) {
      throw new BackupError('backup-unfinished', 'an interrupted run lies over the backup', { data: { path } });
    }
    const previous = moveAside(path);
    try {
      renameSync(version, path);
    } catch (error) {
      if (previous !== undefined) renameSync(previous, path);
      throw diskFailure(error, path);
    }
    await keepSafetyCopy(path, log);
    return previous;
  } finally {
    lock.release();
    removeIfEmpty(journal.root);
  }
}

function moveAside(path: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const madeAt = readStatusFile(join(path, 'Status.plist'))?.date ?? lstatSync(path).mtime;
  const aside = freeName(`${path}-${folderStamp(madeAt)}`);
  try {
    renameSync(path, aside);
  } catch (error) {
    throw diskFailure(error, aside);
  }
  return aside;
}

function namesBeside(backup: string): string[] {
  try {
    return readdirSync(dirname(backup));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw diskFailure(error, dirname(backup));
  }
}

/** `UDID-20260301-120000`, and with a number behind it for the second of the same second. */
function dateIn(name: string, udid: string): Date | undefined {
  if (!name.startsWith(`${udid}-`)) return undefined;
  const parts = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(?:-\d+)?$/.exec(name.slice(udid.length + 1));
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
