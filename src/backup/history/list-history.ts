/** The runs and checks of a backup as a list, and what they say of the folder as it is now. */
import { readJournal } from '../folder/read-journal.ts';
import type { Verdict, VerifyReport } from '../verify/report.ts';
import { readFolderState } from './folder-state.ts';
import { noteHistory, readHistory } from './history-file.ts';
import type { HistoryRecord } from './history-record.ts';
import type { RunRecord } from './run-record.ts';
import { isJudged, isSameState, verdictFrom, type Judged, type RememberedVerdict } from './remembered-verdict.ts';

/** How closely to compare the folder with the one that was checked. */
export interface RecallOptions {
  /** Looks at every payload, too, where that is affordable; see folder-state.ts. */
  readonly deep?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** One run or one check of a backup, and whether it is about what is in the folder now. */
export interface PastRecord {
  readonly kind: HistoryRecord['kind'];
  readonly at: Date;
  /** Absent when nothing was checked. */
  readonly verdict?: Verdict;
  readonly level?: VerifyReport['level'];
  /** Files whose content was read, at level sample. */
  readonly sample?: number;
  /** Files that the device could not read in this run. */
  readonly unreadFiles: number;
  /** Why a run brought no new version. */
  readonly failure?: string;
  /** Whether it is about the folder as it is now; undefined when that cannot be said. */
  readonly isPresent: boolean | undefined;
  /** How a run went; absent in what older versions of this program have noted. */
  readonly run?: RunRecord;
}

/** A verdict on an earlier state of the folder: it says nothing of what is there now. */
export type EarlierVerdict = Pick<RememberedVerdict, 'verdict' | 'level' | 'sample' | 'at'>;

/** What is known of a backup from earlier runs and checks. */
export interface BackupHistory {
  /** Newest first. */
  readonly records: readonly PastRecord[];
  /** The verdict that applies to the folder as it is now. */
  readonly verdict?: RememberedVerdict;
  /** If none applies: the newest verdict, about an earlier state of the folder. */
  readonly earlier?: EarlierVerdict;
}

/**
 * Lists the runs and checks of a backup, and what they say of it now. Behind a journal no verdict applies, because readers then see a combination of
 * two places. @throws CancelledError
 *
 * @example
 * ```ts
 * const { records, verdict, earlier } = await listHistory('backups/UDID');
 * for (const { kind, at, verdict: found, isPresent } of records) console.log(kind, at, found, isPresent);
 * console.log(verdict?.verdict ?? 'not known', earlier?.verdict);
 * ```
 */
export async function listHistory(path: string, options: RecallOptions = {}): Promise<BackupHistory> {
  const records = readHistory(path);
  if (records.length === 0) return { records: [] };
  const isJournaled = readJournal(path) !== undefined;
  const now = isJournaled ? undefined : await readFolderState(path, options);
  const isPresent = ({ state }: HistoryRecord) => (now === undefined ? undefined : isSameState(state, now));
  const verdict = verdictFrom(records.filter((record) => isPresent(record) === true));
  const earlier = verdict === undefined ? records.findLast((record) => isJudged(record) && isPresent(record) === false) : undefined;
  return {
    records: records.map((record) => pastRecord(record, isPresent(record))).reverse(),
    ...(verdict === undefined ? {} : { verdict }),
    ...(earlier === undefined || !isJudged(earlier) ? {} : { earlier: earlierVerdict(earlier) }),
  };
}

/** Returns the verdict of an earlier check that still applies, as `listHistory` does. Undefined if there is none. @throws CancelledError */
export async function recallVerdict(path: string, options: RecallOptions = {}): Promise<RememberedVerdict | undefined> {
  return (await listHistory(path, options)).verdict;
}

function pastRecord(
  { kind, at, verdict, level, sample, unreadFiles = 0, failure, run }: HistoryRecord,
  isPresent: boolean | undefined,
): PastRecord {
  return {
    ...{ kind, at: new Date(at), unreadFiles, isPresent },
    ...(verdict === undefined ? {} : { verdict }),
    ...(level === undefined ? {} : { level }),
    ...(sample === undefined ? {} : { sample }),
    ...(failure === undefined ? {} : { failure }),
    ...(run === undefined ? {} : { run }),
  };
}

function earlierVerdict({ verdict, level, sample, at }: Judged): EarlierVerdict {
  return { verdict, level, at: new Date(at), ...(sample === undefined ? {} : { sample }) };
}

/**
 * Notes that a run brought no new version. Nothing is noted where there is no folder that it could be about, and nothing is written beside the
 * folder: a run that was refused leaves everything there as it was.
 */
export async function noteFailedRun(path: string, code: string, run?: RunRecord): Promise<void> {
  const state = await readFolderState(path);
  if (state !== undefined) {
    noteHistory(path, { kind: 'run', at: Date.now(), state: { quick: state.quick }, failure: code, ...(run === undefined ? {} : { run }) });
  }
}
