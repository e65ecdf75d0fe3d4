/** What is known of a backup from earlier runs and checks, as far as it is still about what lies there. */
import { resolve } from 'node:path';
import { readJournal } from '../folder/read-journal.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import type { FindingCode } from '../verify/finding.ts';
import type { FileCounts, Verdict, VerifyReport } from '../verify/report.ts';
import { readFolderState, type FolderState } from './folder-state.ts';
import { appendHistory, readHistory } from './history-file.ts';
import { problemsIn, type GeneralFindings, type HistoryRecord } from './history-record.ts';

/** The result of an earlier check of a backup that has not changed since then. */
export interface RememberedVerdict {
  readonly verdict: Verdict;
  /** How deep the check looked that it rests on. */
  readonly level: VerifyReport['level'];
  /** Files whose content was read, at level sample. */
  readonly sample?: number;
  readonly at: Date;
  /** Files that the device could not read in the run that made this backup: they are not in it, and no check can see that. */
  readonly unreadFiles: number;
  /** Files with something wrong, by fileID. */
  readonly problems: Readonly<Record<string, FindingCode>>;
  /** There are more files with something wrong than `problems` names: of the others nothing is known. */
  readonly hasMoreProblems: boolean;
  /** Errors and warnings that are about no single file, and how many of each. */
  readonly general: GeneralFindings;
  /** What the check counted; absent in what older versions of this program have noted. */
  readonly counts?: FileCounts;
}

/** Records the state of the folder before a check, and stores the result of the check if the folder is still the same afterward. */
export class CheckMemory {
  readonly #path: string;
  readonly #before: FolderState | undefined;

  private constructor(path: string, before: FolderState | undefined) {
    this.#path = path;
    this.#before = before;
  }

  /**
   * Call it before the folder is judged, with the same path. `asItIs` is for the run that has just written the folder, and ignores its journal.
   * @throws CancelledError
   */
  static async begin(path: string, options: { asItIs?: boolean; signal?: AbortSignal | undefined } = {}): Promise<CheckMemory> {
    const folder = (await findBackupFolder(path).catch(() => undefined))?.path ?? resolve(path);
    const isSeen = options.asItIs === true || readJournal(folder) === undefined;
    return new CheckMemory(folder, isSeen ? await readFolderState(folder, { deep: true, signal: options.signal }) : undefined);
  }

  /** A verification that came to its end. Comes back with what counts from now on, which an earlier and deeper look may have decided. */
  async keepCheck(report: VerifyReport): Promise<RememberedVerdict | undefined> {
    const { verdict, level, sample, counts } = report;
    return this.#keep({ kind: 'check', verdict, level, counts, ...(sample === undefined ? {} : { sample }), ...problemsIn(report) });
  }

  /** A run whose version is what readers see. */
  async keepRun(run: Omit<HistoryRecord, 'kind' | 'at' | 'state'>): Promise<RememberedVerdict | undefined> {
    return this.#keep({ kind: 'run', ...run });
  }

  async #keep(facts: Omit<HistoryRecord, 'at' | 'state'>): Promise<RememberedVerdict | undefined> {
    const now = this.#before && (await readFolderState(this.#path));
    if (now === undefined || this.#before === undefined || now.quick !== this.#before.quick) return undefined;
    const record: HistoryRecord = { ...facts, at: Date.now(), state: this.#before };
    const state = this.#before;
    const earlier = readHistory(this.#path).filter((each) => isSameState(each.state, state));
    appendHistory(this.#path, record);
    return verdictFrom([...earlier, record]);
  }
}

/** Where both know the listing of payloads, that counts, too. */
export function isSameState(then: FolderState, now: FolderState): boolean {
  return then.quick === now.quick && (then.listing === undefined || now.listing === undefined || then.listing === now.listing);
}

const DEPTH: Readonly<Record<VerifyReport['level'], number>> = { quick: 0, sample: 1, full: 2 };
const BAD: ReadonlySet<Verdict> = new Set(['damaged', 'incomplete', 'unreadable']);

/** A record with a verdict. */
export interface Judged extends HistoryRecord {
  readonly verdict: Verdict;
  readonly level: VerifyReport['level'];
}

export function isJudged(record: HistoryRecord): record is Judged {
  return record.verdict !== undefined && record.level !== undefined;
}

/**
 * Of records about one state, oldest first. Damage that was found counts until a look as deep finds none; among good words those count that are the
 * surest, then the deepest, then the newest. What the run could not bring no later check can see, so it counts whatever they say.
 */
export function verdictFrom(records: readonly HistoryRecord[]): RememberedVerdict | undefined {
  const judged = records.filter(isJudged);
  const isStanding = ({ level }: Judged, index: number) => !judged.slice(index + 1).some((later) => DEPTH[later.level] >= DEPTH[level]);
  const bad = judged.filter((record, index) => BAD.has(record.verdict) && isStanding(record, index));
  const best =
    bad.at(-1) ??
    judged
      .filter(({ verdict }) => !BAD.has(verdict))
      .sort(surest)
      .at(-1);
  if (best === undefined) return undefined;
  const isDoubtful = records.some((record) => record.isDoubtful === true);
  const isGood = best.verdict === 'good' || best.verdict === 'good-with-known-gaps';
  return {
    verdict: isDoubtful && isGood ? 'unconfirmed' : best.verdict,
    level: best.level,
    ...(best.sample === undefined ? {} : { sample: best.sample }),
    at: new Date(best.at),
    unreadFiles: Math.max(0, ...records.map(({ unreadFiles = 0 }) => unreadFiles)),
    problems: best.problems ?? {},
    hasMoreProblems: best.hasMoreProblems === true,
    general: best.general ?? {},
    ...(best.counts === undefined ? {} : { counts: best.counts }),
  };
}

/** Ascending. */
function surest(a: Judged, b: Judged): number {
  const sureness = ({ verdict }: Judged) => (verdict === 'unconfirmed' ? 0 : 1);
  return sureness(a) - sureness(b) || DEPTH[a.level] - DEPTH[b.level] || a.at - b.at;
}
