/** Databases on Apple's schemas: rows are written for all versions, and each phone keeps the columns that its version has. */
import { addDatabase, addDatabaseWithLog } from './add-files.ts';
import type { DomainBuilder, EntryOptions } from './phone-builder.ts';
import { columnsAt, hasEver, schemaAt, type SchemaHistory } from './schemas/schema-history.ts';
import type { Insert } from './sqlite-file.ts';

/** What writes the rows: to a table that the version lacks, nothing is written. */
type Fill = (insert: Insert, columns: TableColumns) => void;

/** The columns that a table of this phone's version has, in order; undefined when there is no such table. */
export type TableColumns = (table: string) => readonly string[] | undefined;

interface KnownDatabase {
  readonly schema: SchemaHistory;
  /** The major version of iOS. */
  readonly ios: number;
  readonly userVersion?: number;
  readonly fill: Fill;
  /** What is only in the log, if there is one. */
  readonly later?: Fill;
}

/** Adds a database, with a log if something was written later. A row with a column that no version has is an error of the writer. */
export function addKnownDatabase(domain: DomainBuilder, path: string, database: KnownDatabase, options?: EntryOptions): void {
  const { schema, ios, userVersion, fill, later } = database;
  const recipe = {
    get schema() {
      return schemaAt(schema, ios);
    },
    ...(userVersion === undefined ? {} : { userVersion }),
    fill: rowsOf(schema, ios, fill),
  };
  if (later === undefined) addDatabase(domain, path, recipe, options);
  else addDatabaseWithLog(domain, path, recipe, rowsOf(schema, ios, later), options);
}

function rowsOf(schema: SchemaHistory, ios: number, fill: Fill): (insert: Insert) => void {
  return (insert) => {
    const columns = columnsAt(schema, ios);
    const kept: Insert = (table, row) => {
      const names = columns.get(table);
      for (const name of Object.keys(row)) {
        if (names?.includes(name) !== true && !hasEver(schema, table, name)) throw new Error(`no version has ${table}.${name}`);
      }
      if (names !== undefined) insert(table, Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name))));
    };
    fill(kept, (table) => columns.get(table));
  };
}
