/** What is asked of the thread in which a database is read, and what it answers. */
import type { PersonalAnswer, PersonalRequest } from '../personal/personal-requests.ts';
import type { ErrorMessage } from '../../worker/worker-errors.ts';
import type { Cell } from './cell.ts';
import type { CancelledUpTo } from './database-limits.ts';
import type { DatabaseSchema } from './schema-facts.ts';
import type { UnlockedSource } from './database-source.ts';
import type { LikelyDate } from './likely-dates.ts';
import type { QueryResult } from './run-query.ts';
import type { RowCount, RowSelection, RowsRequest, RowsWindow } from './table-rows.ts';

/** A database at a glance. */
export interface DatabaseOverview extends DatabaseSchema {
  /** As SQLite sees it: with what is only in its log. */
  readonly bytes: number;
  readonly pageBytes: number;
  readonly userVersion: number;
  readonly applicationId: number;
  /**
   * Of the write-ahead log in the backup. `applied`: it is part of what is shown. `unused`: nothing in it is valid, so rows can be missing. `missing`: the backup
   * lists one, but does not have its content, so rows can be missing.
   */
  readonly log: 'none' | 'applied' | 'unused' | 'missing';
  /** A journal to roll back is in the backup, and was left aside: the last change of the app may be half written. */
  readonly journalIgnored: boolean;
  /** The file ends in the middle of a page, or before its last one: SQLite takes what is missing for zeros, and rows can be wrong. */
  readonly isCutOff: boolean;
}

/** One row with its values in full, up to a mebibyte for each text. */
export interface InspectedRow {
  readonly key: string;
  readonly fields: readonly InspectedField[];
}

/** A value of an inspected row. */
export interface InspectedField {
  readonly column: string;
  readonly cell: Cell;
  /** Dates that the number may mean, each assumed. */
  readonly dates: readonly LikelyDate[];
}

/** The row that a cell points to. */
export interface FollowedReference {
  readonly table: string;
  /** Absent if there is no such row. */
  readonly key?: string;
}

/** Part of a text or BLOB. */
export interface CellPart {
  readonly type: 'text' | 'blob';
  /** Of the whole cell. */
  readonly bytes: number;
  readonly from: number;
  /** Of a text, its UTF-8. */
  readonly data: Uint8Array;
}

/** name → [params, result]. */
export interface DatabaseRequests {
  overview: [Record<string, never>, DatabaseOverview];
  rows: [RowsRequest, RowsWindow];
  count: [RowSelection, RowCount];
  row: [{ table: string; key: string }, InspectedRow];
  cell: [{ table: string; key: string; column: string; from: number; length: number }, CellPart];
  follow: [{ table: string; key: string; column: string }, FollowedReference | undefined];
  query: [{ sql: string; limit: number }, QueryResult];
  personal: [PersonalRequest, PersonalAnswer];
}

export type DatabaseRequestName = keyof DatabaseRequests;

export interface DatabaseJob {
  readonly source: UnlockedSource;
  readonly cancelled: CancelledUpTo;
}

export type ToDatabaseWorker =
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly name: DatabaseRequestName;
      readonly params: DatabaseRequests[DatabaseRequestName][0];
      readonly milliseconds: number;
    }
  | { readonly kind: 'close' };

export type FromDatabaseWorker =
  | { readonly id: number; readonly result: unknown }
  /** SQLite as compiled machine code, see `sandbox-code`. */
  | { readonly id: 0; readonly code: object }
  /** `isEnd`: the database could not be opened, and the thread has wiped its keys and ended. */
  | { readonly id: number; readonly error: ErrorMessage; readonly isEnd: boolean };
