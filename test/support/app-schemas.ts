/** Tables and columns of the databases of real phones, by version: facts that what is staged is compared with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** Columns as "name TYPE PK"; 'virtual' for a virtual table. */
export type Tables = ReadonlyMap<string, readonly string[] | 'virtual'>;

interface Era {
  readonly since: number;
  readonly source: string;
  readonly without?: readonly string[];
  /** New or changed. */
  readonly tables: Readonly<Record<string, readonly string[] | 'virtual'>>;
}

const FILE = join(import.meta.dirname, '../fixtures/app-schemas.json');
const ERAS = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, readonly Era[]>>;

/** The names of the databases that are known. */
export const KNOWN_DATABASES: readonly string[] = Object.keys(ERAS);

/** What that major version of iOS has in the database of that name; earlier versions than the first known one have the same. */
export function referenceTables(database: string, major: number): Tables {
  const tables = new Map<string, readonly string[] | 'virtual'>();
  for (const [index, { since, without = [], tables: changed }] of (ERAS[database] ?? []).entries()) {
    if (index > 0 && since > major) break;
    for (const name of without) tables.delete(name);
    for (const [name, columns] of Object.entries(changed)) tables.set(name, columns);
  }
  return tables;
}

/** What a database has, in the same form. Tables that SQLite keeps for itself are left out, those below a virtual table are not. */
export function tablesOf(database: DatabaseSync): Tables {
  const names = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .all();
  const tables = new Map<string, readonly string[] | 'virtual'>();
  for (const { name, sql } of names) {
    const columns = database.prepare('SELECT name, type, pk FROM pragma_table_info(?)').all(String(name));
    tables.set(String(name), String(sql).startsWith('CREATE VIRTUAL') ? 'virtual' : columns.map((column) => columnText(column)));
  }
  return tables;
}

function columnText({ name, type, pk }: Readonly<Record<string, unknown>>): string {
  return [name, type, Number(pk) > 0 ? 'PK' : ''].filter((word) => word !== '').join(' ');
}
