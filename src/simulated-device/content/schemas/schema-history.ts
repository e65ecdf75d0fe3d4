/** Schemas of a phone's databases as data: which tables and columns a version of iOS has, in one line a table. */

/** What one version of iOS brought. */
interface SchemaEra {
  /** The first major version of iOS that has these tables; earlier versions get the first era. */
  readonly since: number;
  /** Where the tables are from. */
  readonly source: string;
  /**
   * | line | meaning |
   * |---|---|
   * | `name: a! b :TEXT c d='' :INTEGER e=0` | the table anew; a type holds until the next, `INTEGER` at first; `!` primary key, `=` default |
   * | `+name: …` | columns that an update appended |
   * | `-name` | the table is gone |
   * | `name: virtual fts4 a b` | a virtual table of that module |
   *
   * A line that begins with spaces continues the one before. Types are SQLite's, spaces written as `_`; a lone colon means no type.
   */
  readonly tables: string;
}

/** In order of `since`. */
export type SchemaHistory = readonly SchemaEra[];

/** A column of a table, as `PRAGMA table_info` tells it. */
interface Column {
  readonly name: string;
  readonly type: string;
  readonly isKey: boolean;
  readonly preset?: string;
}

type Table = readonly Column[] | { readonly module: string; readonly columns: readonly string[] };

/** What was worked out, by schema and version: thousands of phones have the same. */
type Memory<T> = WeakMap<SchemaHistory, Map<number, T>>;
const statementsMade: Memory<string> = new WeakMap();
const namesMade: Memory<ReadonlyMap<string, readonly string[]>> = new WeakMap();

/** The statements that make the tables of that major version of iOS. */
export function schemaAt(history: SchemaHistory, major: number): string {
  return remembered(statementsMade, history, major, () =>
    [...tablesAt(history, major)].map(([name, table]) => createStatement(name, table)).join('\n'),
  );
}

/** The columns of each table, in order; those of a virtual table with the key of its rows. */
export function columnsAt(history: SchemaHistory, major: number): ReadonlyMap<string, readonly string[]> {
  return remembered(namesMade, history, major, () => {
    const names = [...tablesAt(history, major)].map(([table, made]) => [table, namesOf(made)] as const);
    return new Map(names);
  });
}

/** Whether any version has that column: what none has is a slip of the pen. */
export function hasEver(history: SchemaHistory, table: string, column: string): boolean {
  return history.some(({ since }) => columnsAt(history, since).get(table)?.includes(column) === true);
}

function namesOf(table: Table): readonly string[] {
  return isVirtual(table) ? ['docid', ...table.columns] : table.map(({ name }) => name);
}

function remembered<T>(memory: Memory<T>, history: SchemaHistory, major: number, make: () => T): T {
  const byVersion = memory.get(history) ?? new Map<number, T>();
  memory.set(history, byVersion);
  const value = byVersion.get(major) ?? make();
  byVersion.set(major, value);
  return value;
}

function tablesAt(history: SchemaHistory, major: number): Map<string, Table> {
  const tables = new Map<string, Table>();
  for (const [index, era] of history.entries()) {
    if (index > 0 && era.since > major) break;
    for (const line of era.tables.trim().replaceAll(/\n +/g, ' ').split('\n')) applyLine(tables, line);
  }
  return tables;
}

function applyLine(tables: Map<string, Table>, line: string): void {
  if (line.startsWith('-')) {
    tables.delete(line.slice(1));
    return;
  }
  const [head = '', ...words] = line.split(' ');
  const name = head.replace(/^\+/, '').replace(/:$/, '');
  if (words[0] === 'virtual') {
    const [, module = '', ...columns] = words;
    tables.set(name, { module, columns });
    return;
  }
  const before = head.startsWith('+') ? tables.get(name) : [];
  if (before === undefined || isVirtual(before)) throw new Error(`columns are appended to ${name}, which is not there`);
  tables.set(name, [...before, ...columnsOf(words)]);
}

function columnsOf(words: readonly string[]): Column[] {
  const columns: Column[] = [];
  let type = 'INTEGER';
  for (const word of words) {
    if (word.startsWith(':')) {
      type = word.slice(1).replaceAll('_', ' ');
      continue;
    }
    const [marked = '', preset] = word.split('=');
    const isKey = marked.endsWith('!');
    const name = isKey ? marked.slice(0, -1) : marked;
    columns.push({ name, type, isKey, ...(preset === undefined ? {} : { preset }) });
  }
  return columns;
}

function isVirtual(table: Table): table is Exclude<Table, readonly Column[]> {
  return 'module' in table;
}

function createStatement(name: string, table: Table): string {
  if (isVirtual(table)) return `CREATE VIRTUAL TABLE ${name} USING ${table.module} (${table.columns.join(', ')});`;
  const keys = table.filter(({ isKey }) => isKey);
  const columns = table.map((column) => columnDefinition(column, keys.length === 1));
  const compound = keys.length > 1 ? [`PRIMARY KEY (${keys.map((key) => quoted(key.name)).join(', ')})`] : [];
  return `CREATE TABLE ${quoted(name)} (${[...columns, ...compound].join(', ')});`;
}

/** Where a table of Apple's numbers its rows by `ROWID` or `id`, a number is never used twice. */
function columnDefinition({ name, type, isKey, preset }: Column, isOnlyKey: boolean): string {
  const words = [quoted(name), type].filter((word) => word !== '');
  if (isKey && isOnlyKey) words.push('PRIMARY KEY');
  if (isKey && isOnlyKey && type === 'INTEGER' && (name === 'ROWID' || name === 'id')) words.push('AUTOINCREMENT');
  if (preset !== undefined) words.push(`DEFAULT ${preset}`);
  return words.join(' ');
}

/** Some of Apple's names are SQLite's words: "replace", "key", "default". */
function quoted(name: string): string {
  return /^(replace|key|value|end|index|order|group|read|type)$/i.test(name) ? `"${name}"` : name;
}
