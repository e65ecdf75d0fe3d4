/** What stands behind a page of rows: its summary, rows and details, and what its buttons do. Knows no VS Code. */
import type { Disposable, Event } from '../../base/index.ts';
import type { ReportAction, ReportDetail, ReportFilter, ReportHead, ReportRow } from '../../view/index.ts';

/** Rows that fit a filter. */
export interface ChosenRows {
  readonly total: number;
  /** "12 of 340 files". */
  readonly words: string;
  rowsAt(first: number, count: number): readonly ReportRow[];
}

/** Details that are there at once, and what takes a while. */
export interface RowDetails {
  readonly now: ReportDetail;
  readonly later?: (signal: AbortSignal) => Promise<ReportDetail>;
}

export interface ReportSource extends Disposable {
  /** The head, or everything, is another one. */
  readonly onDidChange: Event<undefined>;
  /** Grows when the rows are other ones: their keys hold for one revision. */
  readonly revision: number;
  /** Folders of the backups, in the order in which the page keeps them. */
  readonly paths: readonly string[];
  readonly head: ReportHead;
  /** Reads everything; once, when the page is there. Never rejects. */
  begin(): Promise<void>;
  choose(filter: ReportFilter): ChosenRows;
  /** Undefined for a row that is not there any more. */
  details(row: number): RowDetails | undefined;
  act(action: ReportAction, row: number | undefined): Promise<void>;
  /** A folder is another one now, or was locked or unlocked. */
  changed(path: string): void;
}
