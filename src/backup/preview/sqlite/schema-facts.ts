/** What a schema says, as plain data. */

/** A column as it was declared. SQLite does not enforce types: a cell can contain anything. */
export interface ColumnFacts {
  readonly name: string;
  /** As declared; empty if there is none. */
  readonly type: string;
  readonly isRequired: boolean;
  /** SQL of the default value. */
  readonly defaultValue?: string;
  /** Its place in the primary key, counted from 1; 0 if it is no part of it. */
  readonly keyPlace: number;
  /** Computed from other columns when it is read, or when it is written. */
  readonly computed?: 'when-read' | 'when-written';
}

/** Which row of which table the cells of a column point to. */
export interface ColumnReference {
  readonly columns: readonly string[];
  readonly table: string;
  readonly targetColumns: readonly string[];
  /**
   * `declared`: a foreign key. `core-data`: the table of entities of a Core Data store says so. `name`: only the names of column and table suggest it
   * (assumed).
   */
  readonly evidence: 'declared' | 'core-data' | 'name';
}

/** An index. */
export interface IndexFacts {
  readonly name: string;
  readonly isUnique: boolean;
  /** null for an expression. */
  readonly columns: readonly (string | null)[];
}

/** A table or view. */
export interface TableFacts {
  readonly name: string;
  readonly kind: 'table' | 'view' | 'virtual';
  /** As in the schema; only its beginning if it is very long. */
  readonly sql: string;
  /** Empty for a view until its rows are asked for: what a view is made of is looked at only then. */
  readonly columns: readonly ColumnFacts[];
  readonly references: readonly ColumnReference[];
  readonly indexes: readonly IndexFacts[];
}

/** Everything in a schema. */
export interface DatabaseSchema {
  readonly tables: readonly TableFacts[];
  readonly triggers: readonly string[];
  /** Tables or columns are left out, because there are more than any app has. */
  readonly isCut: boolean;
}
