/** A page of rows before there are rows: what stands in their place, and the words of the page itself. */
import type { Progress } from '../base/index.ts';
import type { Locale } from './locale.ts';
import { progressWords } from './progress-words.ts';
import type { ReportHead, ReportState, ReportWords } from './report-page.ts';
import type { Failure } from './webview-messages.ts';

/** A report that is being made, or could not be made: no failure means that somebody canceled it. */
type ReportWaiting =
  | { readonly kind: 'working'; readonly progress?: Progress | undefined }
  | { readonly kind: 'stopped'; readonly failure?: Failure };

/** A report on its way, or made. `isOutdated`: a folder is another one by now. */
export type ReportStanding<Result> = ReportWaiting | { readonly kind: 'there'; readonly result: Result; readonly isOutdated: boolean };

/** Groups that a page lists; more than anybody reads. */
export const MOST_GROUPS = 1000;

/** What the making of one report is called. */
interface WaitingWords {
  readonly working: string;
  readonly canceled: string;
  readonly again: string;
}

/** A head without rows. */
export function waitingHead(
  waiting: ReportWaiting,
  words: WaitingWords,
  locale: Locale,
): Omit<ReportHead, 'title' | 'lines' | 'words'> & { readonly state: ReportState } {
  return {
    notes: [],
    buttons: [],
    state: waiting.kind === 'working' ? workingState(waiting.progress, words, locale) : stoppedState(waiting.failure, words, locale),
    kindsLabel: '',
    kinds: [],
    groupsTitle: '',
    groupColumns: [],
    groups: [],
    nameColumn: '',
    columns: [],
  };
}

function workingState(progress: Progress | undefined, { working }: WaitingWords, locale: Locale): ReportState {
  const { translate } = locale;
  const { done = 0, total = 0 } = progress ?? {};
  return {
    icon: 'working',
    title: working,
    text: progress === undefined ? translate('Reading…', {}) : progressWords(progress, locale),
    ...(total === 0 ? {} : { percent: Math.min(100, Math.floor((done / total) * 100)) }),
    buttons: [{ action: 'cancel', label: translate('Cancel', {}) }],
  };
}

function stoppedState(failure: Failure | undefined, { canceled, again }: WaitingWords, { translate }: Locale): ReportState {
  const retry = { action: 'retry' as const, label: again, isMain: true };
  if (failure === undefined) return { icon: 'empty', title: canceled, text: '', buttons: [retry] };
  const isLocked = failure.code === 'backup-encrypted';
  const unlock = { action: 'unlock' as const, label: translate('Unlock…', {}), isMain: true };
  return { icon: isLocked ? 'locked' : 'warning', title: failure.message, text: failure.action, buttons: [isLocked ? unlock : retry] };
}

export function reportWords({ translate }: Locale): ReportWords {
  return {
    search: translate('Filter by name', {}),
    rows: translate('Rows', {}),
    nothingFound: translate('Nothing fits the filter.', {}),
    clearFilter: translate('Clear Filter', {}),
    details: translate('Details', {}),
    noRow: translate('Choose a row to see its details.', {}),
    loading: translate('Reading…', {}),
  };
}
