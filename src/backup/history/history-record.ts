/** What one run or one check leaves behind: the verdict, how deep it looked, when, and the folder state it is about. */
import type { Finding, FindingCode } from '../verify/finding.ts';
import type { FileCounts, Verdict, VerifyReport } from '../verify/report.ts';
import type { FolderState } from './folder-state.ts';
import type { RunRecord } from './run-record.ts';

export interface HistoryRecord {
  readonly kind: 'run' | 'check';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: FolderState;
  /** Absent when nothing was checked, or the check was cancelled. */
  readonly verdict?: Verdict;
  readonly level?: VerifyReport['level'];
  /** Files whose content was read, at level sample. */
  readonly sample?: number;
  /** Files that the device could not read in this run, but for those that it never can. */
  readonly unreadFiles?: number;
  /** The run ended without a new version: the code of its error, 'cancelled' among them. */
  readonly failure?: string;
  /** Something about this run keeps every verdict on its result from being a good one. */
  readonly isDoubtful?: true;
  /** Files with something wrong, by fileID. */
  readonly problems?: Readonly<Record<string, FindingCode>>;
  /** There were more than these. */
  readonly hasMoreProblems?: true;
  /** How many findings of each code are about no single file: errors and warnings. */
  readonly general?: GeneralFindings;
  /** Of what the verdict rests on. */
  readonly counts?: FileCounts;
  /** Of a run: how it went. */
  readonly run?: RunRecord;
}

/** How many findings of each code are about the backup as a whole. */
export type GeneralFindings = Readonly<Partial<Record<FindingCode, number>>>;

const MOST_PROBLEMS = 1000;

/** The files of a report that have something wrong with them, the gravest of each. */
export function problemsIn({
  findings,
  omitted,
}: Pick<VerifyReport, 'findings' | 'omitted'>): Pick<HistoryRecord, 'problems' | 'hasMoreProblems' | 'general'> {
  const problems = new Map<string, FindingCode>();
  const about = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity);
  for (const { fileID, code } of [...about('error'), ...about('warning')]) {
    if (fileID !== undefined && !problems.has(fileID)) problems.set(fileID, code);
  }
  const general = new Map<FindingCode, number>();
  for (const { fileID, code } of [...about('error'), ...about('warning')]) {
    if (fileID === undefined) general.set(code, (general.get(code) ?? 0) + 1);
  }
  const hasMore = problems.size > MOST_PROBLEMS || omitted !== undefined;
  return {
    ...(problems.size === 0 ? {} : { problems: Object.fromEntries([...problems].slice(0, MOST_PROBLEMS)) }),
    ...(general.size === 0 ? {} : { general: Object.fromEntries(general) }),
    ...(hasMore ? { hasMoreProblems: true as const } : {}),
  };
}

const VERDICTS: Readonly<Record<Verdict, true>> = {
  good: true,
  'good-with-known-gaps': true,
  partial: true,
  unconfirmed: true,
  incomplete: true,
  damaged: true,
  unreadable: true,
};
const LEVELS: readonly unknown[] = ['quick', 'full', 'sample'] satisfies VerifyReport['level'][];

/** Undefined for what is no record: of another version, or not written by this program. */
export function recordFrom(value: unknown): HistoryRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, at, state, verdict, level, failure } = value as Partial<Record<keyof HistoryRecord, unknown>>;
  const isKnown =
    (kind === 'run' || kind === 'check') &&
    typeof at === 'number' &&
    Number.isSafeInteger(at) &&
    typeof state === 'object' &&
    state !== null &&
    'quick' in state &&
    typeof state.quick === 'string' &&
    (failure === undefined || typeof failure === 'string') &&
    (verdict === undefined || (typeof verdict === 'string' && Object.hasOwn(VERDICTS, verdict) && LEVELS.includes(level)));
  // Whoever has signed it has made it by the type.
  return isKnown ? (value as HistoryRecord) : undefined;
}
