/** What the page asks of a database among the files of its backup. Answers are the plain data of `backup/preview/sqlite`. */
import type {
  Cell,
  DatabaseOverview,
  InspectedRow,
  QueryResult,
  RowCount,
  RowFilter,
  RowFormat,
  RowOrder,
  RowSelection,
  RowsWindow,
} from '../backup/index.ts';

import type { PreviewShown, PreviewWish } from './preview-page.ts';

export type { Cell, DatabaseOverview, InspectedRow, RowFilter, RowFormat, RowOrder };

interface OfFile {
  readonly fileID: string;
}
type OfRow = OfFile & { readonly table: string; readonly key: string };

/** What goes to a file: a table or a part of it, or the result of a query. */
type ExportedSelection = RowSelection | { readonly sql: string };

/** name → [params, result]. */
export interface DatabaseRequestsOfPage {
  database: [OfFile, DatabaseOverview];
  databaseRows: [OfFile & RowSelection & { readonly position: number; readonly limit: number }, RowsWindow];
  databaseCount: [OfFile & RowSelection, RowCount];
  databaseRow: [OfRow, InspectedRow];
  /** What is in a BLOB, as the content of a file. */
  databaseContent: [OfRow & { readonly column: string } & PreviewWish, PreviewShown];
  databaseQuery: [OfFile & { readonly sql: string }, QueryResult];
  /** The extension asks where to. `rows` is absent if the person wanted nothing of it. */
  databaseExport: [OfFile & { readonly rows: ExportedSelection; readonly format: RowFormat }, { readonly rows?: number }];
}
