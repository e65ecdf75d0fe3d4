/** References that no schema declares: those of Core Data, which its table of entities proves, and those that names suggest. */
import type { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { SqliteError } from '../../read/sqlite/sqlite.ts';
import type { ColumnReference, TableFacts } from './schema-facts.ts';
import { foldedName } from './names.ts';

type Table = Pick<TableFacts, 'name' | 'kind' | 'columns'>;

/**
 * Core Data writes one table for each entity without a parent, `Z` and its name in capital letters, with the key Z_PK. Z_PRIMARYKEY lists the entities with
 * their numbers (Z_ENT), names and parents (Z_SUPER). A column `Z_28ALBUMS` of a table that joins two entities points to the entity 28. A column ZMOMENT of an
 * entity may point to ZMOMENT: then only the name says so, because the model itself is not in the schema.
 */
export function conventionalReferences(database: SandboxedDatabase, tables: readonly Table[]): (table: Table) => ColumnReference[] {
  const byName = new Map(tables.filter(({ kind }) => kind === 'table').map((table) => [foldedName(table.name), table]));
  const entities = byName.has('z_primarykey') ? readEntities(database) : undefined;
  return ({ kind, name, columns }) => {
    if (kind !== 'table') return [];
    return columns.flatMap((column): ColumnReference[] => {
      if (column.keyPlace > 0 && columns.filter(({ keyPlace }) => keyPlace > 0).length === 1) return [];
      const own = { columns: [column.name] };
      const entity = entities?.tableOf(column.name, byName);
      if (entity !== undefined) return [{ ...own, table: entity.name, targetColumns: ['Z_PK'], evidence: 'core-data' }];
      if (entities !== undefined && foldedName(column.name) === 'z_ent' && foldedName(name) !== 'z_primarykey') {
        return [{ ...own, table: 'Z_PRIMARYKEY', targetColumns: ['Z_ENT'], evidence: 'core-data' }];
      }
      const named = namedTable(column.name, byName, entities !== undefined);
      const key = named && soleKey(named);
      if (named === undefined || key === undefined || !isInteger(column.type)) return [];
      return [{ ...own, table: named.name, targetColumns: [key], evidence: 'name' }];
    });
  };
}

/** `handle_id` → handle; in a Core Data store ZMOMENT → ZMOMENT. */
function namedTable(column: string, byName: ReadonlyMap<string, Table>, isCoreData: boolean): Table | undefined {
  const folded = foldedName(column);
  if (isCoreData) return folded.startsWith('z') && !folded.startsWith('z_') ? byName.get(folded) : undefined;
  const stem = /^(.+)_id$/.exec(folded)?.[1] ?? /^(.+[a-z])ID$/.exec(column)?.[1];
  if (stem === undefined) return undefined;
  return byName.get(foldedName(stem)) ?? byName.get(`${foldedName(stem)}s`);
}

/** The column that is the integer primary key: what others point to. */
function soleKey({ columns }: Table): string | undefined {
  const keys = columns.filter(({ keyPlace }) => keyPlace > 0);
  return keys.length === 1 && isInteger(keys[0]?.type ?? '') ? keys[0]?.name : undefined;
}

function isInteger(type: string): boolean {
  return /int/i.test(type);
}

interface Entities {
  /** For a column such as Z_28ALBUMS: the table of entity 28, or of its topmost parent. */
  tableOf(column: string, byName: ReadonlyMap<string, Table>): Table | undefined;
}

const MOST_ENTITIES = 10_000;

function readEntities(database: SandboxedDatabase): Entities | undefined {
  const entities = new Map<number, { readonly name: string; readonly parent: number }>();
  try {
    for (const [number, name, parent] of database.rows(`SELECT Z_ENT, Z_NAME, Z_SUPER FROM Z_PRIMARYKEY LIMIT ${MOST_ENTITIES}`)) {
      if (typeof number === 'number') entities.set(number, { name: String(name), parent: Number(parent) });
    }
  } catch (error) {
    if (!(error instanceof SqliteError) || error.isDamage) throw error;
    return undefined; // a table of this name with other columns
  }
  return {
    tableOf(column, byName) {
      let number = Number(/^Z_(\d+)/i.exec(column)?.[1] ?? 0);
      for (let depth = 0; depth < 32; depth++) {
        const entity = entities.get(number);
        if (entity === undefined) return undefined;
        const table = byName.get(foldedName(`Z${entity.name}`));
        if (table !== undefined) return table.columns.some(({ name }) => foldedName(name) === 'z_pk') ? table : undefined;
        number = entity.parent;
      }
      return undefined;
    },
  };
}
