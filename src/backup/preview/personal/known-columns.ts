/** Which tables and columns a database has: a schema is known by them, never by a version. */
import type { DatabaseSchema } from '../sqlite/schema-facts.ts';
import { foldedName, quoted } from '../sqlite/names.ts';

export class KnownColumns {
  readonly #tables: ReadonlyMap<string, ReadonlySet<string>>;

  constructor({ tables }: DatabaseSchema) {
    // A view of that name could give anything, and takes as long as it likes.
    const real = tables.filter(({ kind }) => kind === 'table');
    this.#tables = new Map(real.map(({ name, columns }) => [foldedName(name), new Set(columns.map((column) => foldedName(column.name)))]));
  }

  has(table: string, column?: string): boolean {
    const columns = this.#tables.get(foldedName(table));
    return columns !== undefined && (column === undefined || columns.has(foldedName(column)));
  }

  /** Names of tables that a pattern matches, as they are in the schema but in small letters. */
  matching(pattern: RegExp): string[] {
    return [...this.#tables.keys()].filter((name) => pattern.test(name));
  }

  /** The name of the column that a pattern matches, in small letters. */
  matchingColumn(table: string, pattern: RegExp): string | undefined {
    return [...(this.#tables.get(foldedName(table)) ?? [])].find((name) => pattern.test(name));
  }

  /** SQL of a column that a version may lack; NULL there. `as` is the name of its table in the statement. */
  optional(table: string, column: string, as: string): string {
    return this.has(table, column) ? `${as}.${quoted(column)}` : 'NULL';
  }

  /** The first of some columns that the table has. */
  first(table: string, columns: readonly string[]): string | undefined {
    return columns.find((column) => this.has(table, column));
  }

  /** What is missing of what a reader needs, as `table` or `table.column`. */
  missing(needs: readonly (readonly [table: string, ...columns: string[]])[]): string[] {
    return needs.flatMap(([table, ...columns]) =>
      this.has(table) ? columns.filter((column) => !this.has(table, column)).map((column) => `${table}.${column}`) : [table],
    );
  }
}
