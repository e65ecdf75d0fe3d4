/** The schema of a database: tables, views, their columns, keys and indexes, and where cells point to. */
import type { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import type { SqliteValue } from '../../read/sqlite/sqlite.ts';
import type { DatabaseLimits } from './database-limits.ts';
import { foldedName, isSameName, quoted } from './names.ts';
import { conventionalReferences } from './conventional-references.ts';
import type { ColumnFacts, ColumnReference, DatabaseSchema, IndexFacts, TableFacts } from './schema-facts.ts';

const MOST_ENTRIES = 10_000;
const MOST_COLUMNS = 50_000;
const MOST_SQL_CHARACTERS = 20_000;

interface Entry {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** @throws SqliteError; the errors of the limits */
export function readSchema(database: SandboxedDatabase, limits: DatabaseLimits): DatabaseSchema {
  const entries = readEntries(database, limits);
  const listed = entries.slice(0, MOST_ENTRIES);
  const columns = new Lists<ColumnFacts>();
  let columnCount = 0;
  for (const row of database.rows(COLUMNS)) {
    limits.check();
    if (++columnCount > MOST_COLUMNS) break;
    columns.add(String(row[0]), columnOf(row));
  }
  const indexes = readIndexes(database, limits);
  const tables = listed
    .filter(({ type }) => type === 'table' || type === 'view')
    .map(({ type, name, sql }): Omit<TableFacts, 'references'> => ({
      name,
      kind: kindOf(type, sql),
      sql,
      columns: columns.of(name),
      indexes: indexes.of(name),
    }));
  const declared = readForeignKeys(database, limits, tables);
  const conventional = conventionalReferences(database, tables);
  return {
    tables: tables.map((table) => ({ ...table, references: merged(declared.of(table.name), conventional(table)) })),
    triggers: listed.filter(({ type }) => type === 'trigger').map(({ name }) => name),
    isCut: entries.length > MOST_ENTRIES || columnCount > MOST_COLUMNS,
  };
}

/** The columns of a view, whose parts SQLite has to look up for that. */
export function viewColumns(database: SandboxedDatabase, view: string): ColumnFacts[] {
  return [...database.rows(`SELECT '', * FROM pragma_table_xinfo(?)`, view)].map(columnOf);
}

/** Virtual tables are left out: asking for their columns starts their module. Views, too: theirs can take for ever. */
const COLUMNS = `SELECT m.name, x.* FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) x
  WHERE m.type = 'table' AND m.rootpage > 0`;

function readEntries(database: SandboxedDatabase, limits: DatabaseLimits): Entry[] {
  const entries: Entry[] = [];
  const sql = `SELECT type, name, substr(sql, 1, ${MOST_SQL_CHARACTERS}) FROM sqlite_schema
    WHERE type IN ('table', 'view', 'trigger') ORDER BY name COLLATE NOCASE LIMIT ${MOST_ENTRIES + 1}`;
  for (const [type, name, text] of database.rows(sql)) {
    limits.check();
    entries.push({ type: String(type), name: String(name), sql: String(text ?? '') });
  }
  return entries;
}

function kindOf(type: string, sql: string): TableFacts['kind'] {
  if (type === 'view') return 'view';
  return /^CREATE\s+VIRTUAL\s/i.test(sql) ? 'virtual' : 'table';
}

/** table, cid, name, type, notnull, dflt_value, pk, hidden */
function columnOf([, , name, type, required, defaultValue, keyPlace, hidden]: readonly SqliteValue[]): ColumnFacts {
  return {
    name: String(name),
    type: String(type ?? ''),
    isRequired: Number(required) !== 0,
    ...(defaultValue === null || defaultValue === undefined ? {} : { defaultValue: String(defaultValue).slice(0, MOST_SQL_CHARACTERS) }),
    keyPlace: Number(keyPlace),
    ...(hidden === 2 ? { computed: 'when-read' as const } : hidden === 3 ? { computed: 'when-written' as const } : {}),
  };
}

function readIndexes(database: SandboxedDatabase, limits: DatabaseLimits): Lists<IndexFacts> {
  const sql = `SELECT m.name, i.name, i."unique", (SELECT json_group_array(c.name ORDER BY c.seqno) FROM pragma_index_info(i.name) c)
    FROM sqlite_schema m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND m.rootpage > 0 LIMIT ${MOST_ENTRIES}`;
  const indexes = new Lists<IndexFacts>();
  for (const [table, name, isUnique, columns] of database.rows(sql)) {
    limits.check();
    indexes.add(String(table), { name: String(name), isUnique: isUnique === 1, columns: JSON.parse(String(columns)) as (string | null)[] });
  }
  return indexes;
}

function readForeignKeys(
  database: SandboxedDatabase,
  limits: DatabaseLimits,
  tables: readonly Pick<TableFacts, 'name' | 'columns'>[],
): Lists<ColumnReference> {
  const keyOf = (name: string) =>
    tables.find((table) => isSameName(table.name, name))?.columns.filter(({ keyPlace }) => keyPlace > 0) ?? [];
  const sql = `SELECT m.name, f.id, f."table", f."from", f."to" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table' AND m.rootpage > 0 ORDER BY m.name, f.id, f.seq LIMIT ${MOST_ENTRIES}`;
  const parts = new Map<string, { table: string; target: string; from: string[]; to: string[] }>();
  for (const [table, id, target, from, to] of database.rows(sql)) {
    limits.check();
    const key = `${String(id)} ${String(table)}`;
    const found = parts.get(key) ?? { table: String(table), target: String(target), from: [], to: [] };
    parts.set(key, found);
    // Without a column it points to the primary key.
    const targetColumn = to === null ? keyOf(found.target)[found.to.length]?.name : String(to);
    found.from.push(String(from));
    found.to.push(targetColumn ?? 'rowid');
  }
  const keys = new Lists<ColumnReference>();
  for (const { table, target, from, to } of parts.values()) {
    keys.add(table, { columns: from, table: target, targetColumns: to, evidence: 'declared' });
  }
  return keys;
}

/** What is declared counts; of a column that says nothing, what is usual. */
function merged(declared: readonly ColumnReference[], conventional: readonly ColumnReference[]): ColumnReference[] {
  const known = new Set(declared.flatMap(({ columns }) => columns).map(foldedName));
  return [...declared, ...conventional.filter(({ columns }) => !columns.some((column) => known.has(foldedName(column))))];
}

class Lists<T> {
  readonly #lists = new Map<string, T[]>();

  add(name: string, value: T): void {
    const list = this.#lists.get(name);
    if (list === undefined) this.#lists.set(name, [value]);
    else list.push(value);
  }

  of(name: string): readonly T[] {
    return this.#lists.get(name) ?? [];
  }
}

/** SQL for the rowid of a table, under the name that no column bears; undefined where it has none. */
export function rowidOf(
  database: SandboxedDatabase,
  { name, kind, columns }: Pick<TableFacts, 'name' | 'kind' | 'columns'>,
): string | undefined {
  if (kind !== 'table') return undefined;
  const alias = ['rowid', '_rowid_', 'oid'].find((each) => !columns.some((column) => isSameName(column.name, each)));
  if (alias === undefined) return columns.find(({ keyPlace, type }) => keyPlace === 1 && /^integer$/i.test(type))?.name;
  try {
    using _statement = database.prepare(`SELECT ${alias} FROM ${quoted(name)}`);
    return alias;
  } catch {
    return undefined; // WITHOUT ROWID
  }
}
