/** What two versions of a database differ in, as plain data. Text in it comes from backups and must not be trusted. */
import type { Cell } from '../../preview/sqlite/cell.ts';

/** Schema and rows, each database with its log. */
export interface DatabaseDifference {
  /** Everything was compared, nothing differs, and there are no doubts. */
  readonly isEqual: boolean;
  /** Why rows may be missing or wrong on one side, whatever the comparison says. */
  readonly doubts: readonly DatabaseDoubt[];
  /** Tables, views, indexes and triggers that only one has, or that are declared differently. */
  readonly schema: readonly SchemaDifference[];
  /** Tables whose rows differ, or could not be compared. */
  readonly tables: readonly TableDifference[];
  readonly equalTables: number;
  /** Of both databases. */
  readonly rowsCompared: number;
}

/**
 * `log-unused`, `log-missing`: what is only in the write-ahead log is not seen. `journal`: a change was not rolled back. `cut-off`: pages are missing. `schema-cut`:
 * there are more tables or columns than are compared.
 */
export interface DatabaseDoubt {
  readonly side: 'before' | 'after';
  readonly kind: 'log-unused' | 'log-missing' | 'journal' | 'cut-off' | 'schema-cut';
}

/** One entry of the schema. */
export interface SchemaDifference {
  readonly kind: 'table' | 'view' | 'index' | 'trigger';
  readonly name: string;
  /** SQL, or its beginning; absent where it does not exist. */
  readonly before?: string;
  readonly after?: string;
}

/** The rows of one table. The numbers are exact, the list of rows is bounded. */
export interface TableDifference {
  readonly table: string;
  /** How rows of both were found to be the same one. A rowid that no column declares can be given anew when an app rewrites its database (assumed to be kept). */
  readonly keyedBy: 'rowid' | 'primary-key';
  readonly keyColumns: readonly string[];
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The first differences, in the order of the keys. */
  readonly rows: readonly RowDifference[];
  /** There are more rows that differ than are listed. */
  readonly hasMore: boolean;
  /** Cells of more than 4 MiB that have the same length in both: their content was not compared. */
  readonly cellsNotCompared: number;
  /** Why the comparison of this table ended early: the code and data of an error. The numbers count what was compared until then. */
  readonly problem?: { readonly code: string; readonly data: Readonly<Record<string, unknown>> };
}

/** One row. */
export interface RowDifference {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly key: readonly Cell[];
  /** Of a changed row those that differ; of any other all. */
  readonly cells: readonly CellDifference[];
}

/** One cell. `before` or `after` is absent if that side has no such row. */
export interface CellDifference {
  readonly column: string;
  readonly before?: Cell;
  readonly after?: Cell;
}
