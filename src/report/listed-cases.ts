/** The checks of a result as the rows of a page: what failed first, and those with nothing to say put together. */
import { REPORT_NOTES, type Locale } from '../view/index.ts';
import type { CaseState, ReportedCase, ReportedResult } from './reported-result.ts';

/** `noted`: something was found that makes nothing worse. */
export type ListedState = CaseState | 'noted';

interface ListedCase {
  readonly state: ListedState;
  readonly name: string;
  /** Empty if there is nothing to say. */
  readonly words: string;
}

const ORDER: readonly ListedState[] = ['failed', 'undecided', 'noted', 'passed', 'skipped'];

export function listedCases({ cases }: ReportedResult, locale: Locale): ListedCase[] {
  const isQuiet = ({ state, looksFor, note }: ReportedCase) => state === 'passed' && looksFor !== undefined && note === undefined;
  const isSkipped = ({ state }: ReportedCase) => state === 'skipped';
  const told = cases.filter((each) => !isQuiet(each) && !isSkipped(each)).map(rowOf);
  const rows = [...told, ...quietRow(cases.filter(isQuiet), locale), ...skippedRows(cases.filter(isSkipped))];
  return rows.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}

function rowOf({ state, name, looksFor, cause, note }: ReportedCase): ListedCase {
  const words = cause ?? note ?? '';
  const isNoted = state === 'passed' && looksFor !== undefined;
  return {
    state: isNoted ? 'noted' : state,
    name: looksFor === undefined ? name : `${name}: ${looksFor}`,
    words: words.split('\n', 1)[0] ?? '',
  };
}

/** "Passed: Manifest.plist is missing" would say the opposite of what is meant. */
function quietRow(quiet: readonly ReportedCase[], { translate, format }: Locale): ListedCase[] {
  if (quiet.length === 0) return [];
  return [
    { state: 'passed', name: translate(REPORT_NOTES['others-passed'], { count: format.count(quiet.length) }), words: namesOf(quiet) },
  ];
}

function skippedRows(skipped: readonly ReportedCase[]): ListedCase[] {
  const byCause = Map.groupBy(skipped, ({ cause = '' }) => cause);
  return [...byCause].map(([cause, own]) => ({ state: 'skipped', name: namesOf(own), words: cause }));
}

function namesOf(cases: readonly ReportedCase[]): string {
  return cases.map(({ name }) => name).join(', ');
}
