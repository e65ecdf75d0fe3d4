/** What the thread that exports rows is given, and what it tells. */
import type { CancelledUpTo } from './database-limits.ts';
import type { UnlockedSource } from './database-source.ts';
import type { RowFormat } from './row-text.ts';
import type { RowSelection } from './table-rows.ts';

/** All rows of a selection, or of a query. */
export type ExportedRows = RowSelection | { readonly sql: string };

export interface ExportRun {
  readonly job: {
    readonly source: UnlockedSource;
    readonly cancelled: CancelledUpTo;
    readonly rows: ExportedRows;
    readonly format: RowFormat;
  };
  readonly news: { readonly chunk: Uint8Array; readonly rows: number };
  /** The chunk was written, and the next one is wanted. */
  readonly answer: 'next';
  readonly result: { readonly rows: number };
}
