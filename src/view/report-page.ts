/** A page of rows with a summary above them and details beside: what it shows as data, and its messages. Every text is in the reader's language already. */

/** How a row or a line is colored; it says the same in words. */
export type ReportTone = 'added' | 'removed' | 'changed' | 'quiet' | 'warning';

/** What a button of the page asks for. */
export type ReportAction =
  | 'browse'
  | 'cancel'
  | 'choose-other'
  | 'export'
  | 'keychain'
  | 'open-after'
  | 'open-before'
  | 'open-changes'
  | 'reveal'
  | 'retry'
  | 'survive'
  | 'swap'
  | 'unlock';

export interface ReportButton {
  readonly action: ReportAction;
  readonly label: string;
  /** The one that most people want. */
  readonly isMain?: boolean;
}

export interface ReportNote {
  readonly tone: 'warning' | 'quiet';
  readonly text: string;
}

/** One of the columns behind the first, which is the name. */
export interface ReportColumn {
  readonly label: string;
  readonly isNumber?: boolean;
  /** Its greatest width in pixels. */
  readonly width?: number;
}

/** A choice of rows, with how many there are. */
export interface ReportKind {
  readonly id: string;
  readonly label: string;
  readonly count: string;
}

/** The rows of one app, in the summary. */
export interface ReportGroup {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly cells: readonly string[];
}

/** What stands in place of the rows, and what can be done. */
export interface ReportState {
  readonly icon: 'working' | 'locked' | 'warning' | 'empty';
  readonly title: string;
  readonly text: string;
  /** 0 to 100; absent while nobody knows. */
  readonly percent?: number;
  readonly buttons: readonly ReportButton[];
}

/** All but rows and details. */
export interface ReportHead {
  readonly title: string;
  readonly lines: readonly { readonly label: string; readonly text: string }[];
  readonly notes: readonly ReportNote[];
  readonly buttons: readonly ReportButton[];
  /** Present: there are no rows to show. */
  readonly state?: ReportState;
  readonly kindsLabel: string;
  readonly kinds: readonly ReportKind[];
  readonly groupsTitle: string;
  readonly groupColumns: readonly string[];
  readonly groups: readonly ReportGroup[];
  readonly nameColumn: string;
  readonly columns: readonly ReportColumn[];
  readonly words: ReportWords;
}

/** What the page itself says. */
export interface ReportWords {
  readonly search: string;
  readonly rows: string;
  readonly nothingFound: string;
  readonly clearFilter: string;
  readonly details: string;
  readonly noRow: string;
  readonly loading: string;
}

/** One row. */
export interface ReportRow {
  /** Holds as long as the revision of the page does. */
  readonly key: number;
  readonly tone: ReportTone;
  /** The folder and the name: the name stays readable where there is little room. */
  readonly folder: string;
  readonly name: string;
  readonly cells: readonly string[];
}

/** A part of the details: a sentence, a table, or both. */
export interface ReportSection {
  readonly title: string;
  readonly text?: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly { readonly tone?: ReportTone; readonly cells: readonly string[] }[];
  /** What is left out. */
  readonly rest?: string;
}

export interface ReportDetail {
  readonly title: string;
  readonly lead: string;
  readonly buttons: readonly ReportButton[];
  readonly sections: readonly ReportSection[];
}

/** Which rows. */
export interface ReportFilter {
  readonly text: string;
  /** The id of a kind; "" for all. */
  readonly kind: string;
  /** The id of a group; "" for all. */
  readonly group: string;
}

/** What the page keeps while its window is reloaded: which report it is, and of which mounted backups. */
interface ReportPageState {
  readonly report: ReportName;
  readonly backups: readonly string[];
}

export type ReportName = 'compare' | 'survive' | 'keychain';

/** From the page to the extension. What is about rows says which revision of them it means. */
export type ReportRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'violation'; readonly directive: string }
  | { readonly kind: 'do'; readonly action: ReportAction; readonly revision: number; readonly row?: number }
  | { readonly kind: 'rows'; readonly request: number; readonly filter: ReportFilter; readonly first: number; readonly count: number }
  | { readonly kind: 'detail'; readonly request: number; readonly revision: number; readonly row: number };

/** From the extension to the page. A new revision makes the keys of all rows invalid. */
export type ReportMessage =
  | { readonly kind: 'head'; readonly state: ReportPageState; readonly revision: number; readonly head: ReportHead }
  | {
      readonly kind: 'rows';
      readonly request: number;
      /** Of all that the filter fits. */
      readonly total: number;
      readonly rows: readonly ReportRow[];
      /** "12 of 340 files". */
      readonly words: string;
    }
  | { readonly kind: 'detail'; readonly request: number; readonly detail?: ReportDetail };

const MOST_REPORT_ROWS = 200;
const LONGEST_TEXT = 1000;

const ACTIONS: Readonly<Record<ReportAction, true>> = {
  browse: true,
  cancel: true,
  'choose-other': true,
  export: true,
  keychain: true,
  'open-after': true,
  'open-before': true,
  'open-changes': true,
  reveal: true,
  retry: true,
  survive: true,
  swap: true,
  unlock: true,
};
const REPORTS: Readonly<Record<ReportName, number>> = { compare: 2, survive: 1, keychain: 1 };
const MOUNT_ID = /^[0-9a-f]{32}$/;

type Fields = Readonly<Record<string, unknown>>;

const CHECKS: Readonly<Record<ReportRequest['kind'], (fields: Fields) => boolean>> = {
  ready: () => true,
  violation: ({ directive }) => isText(directive),
  do: ({ action, revision, row }) => isKey(ACTIONS, action) && isCount(revision) && (row === undefined || isCount(row)),
  rows: ({ request, filter, first, count }) =>
    isCount(request) && isFilter(filter) && isCount(first) && isCount(count) && Number(count) <= MOST_REPORT_ROWS,
  detail: ({ request, revision, row }) => isCount(request) && isCount(revision) && isCount(row),
};

/** The message, or undefined if it is not one of ours. */
export function checkedReportRequest(value: unknown): ReportRequest | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const { kind } = value;
  return isKey(CHECKS, kind) && CHECKS[kind](value) ? (value as ReportRequest) : undefined;
}

/** What the extension says, or undefined. The page trusts its own extension. */
export function checkedReportMessage(value: unknown): ReportMessage | undefined {
  const isOurs = typeof value === 'object' && value !== null && 'kind' in value && /^(head|rows|detail)$/.test(String(value.kind));
  return isOurs ? (value as ReportMessage) : undefined;
}

/** The saved state of a page, or undefined if it is not one of ours. */
export function checkedReportState(value: unknown): ReportPageState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { report, backups } = value as Fields;
  if (!isKey(REPORTS, report) || !Array.isArray(backups) || backups.length !== REPORTS[report]) return undefined;
  return backups.every((id) => typeof id === 'string' && MOUNT_ID.test(id)) ? { report, backups: backups as string[] } : undefined;
}

function isFilter(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { text, kind, group } = value as Fields;
  return isText(text) && isText(kind) && isText(group);
}

function isKey<Key extends string>(table: Readonly<Record<Key, unknown>>, value: unknown): value is Key {
  return typeof value === 'string' && Object.hasOwn(table, value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
