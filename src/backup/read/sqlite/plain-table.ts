/** Whether the list of files is a table whose rows were written, and not something that makes them up while it is read. */
import { OF_ANY_DATABASE, schemaOfFile, type SchemaEntry } from './schema-of-file.ts';

/** `damaged`: the schema cannot be read; SQLite will say so, or is better not asked. */
type FilesTable = 'plain' | 'missing' | 'computed' | 'too-large' | 'damaged';

/**
 * Asked of the file before SQLite opens it. A view can be endless, views of views take for ever just to be looked up, and a computed column or a
 * constraint can be a gigabyte made of nothing for each row; devices write none of them. Constraints of other tables count, too, for a check of
 * the whole database evaluates them all.
 */
export function filesTableOf(path: string): FilesTable {
  const schema = schemaOfFile(path);
  if (schema === 'unreadable') return 'damaged';
  if (schema === 'too-large') return schema;
  const files = schema.find(({ type, name }) => name.toLowerCase() === 'files' && type !== 'index');
  if (files === undefined) return schema.some(({ type, sql }) => type === 'table' && isComputed(sql)) ? 'computed' : 'missing';
  const isTable = files.type === 'table' && files.rootPage > 0;
  return isTable && schema.every(isHarmless) ? 'plain' : 'computed';
}

/** The tables of any database whose rows were written, by their names; undefined where that cannot be found out. */
export function writtenTablesOf(path: string): ReadonlySet<string> | undefined {
  const schema = schemaOfFile(path, OF_ANY_DATABASE);
  if (typeof schema === 'string') return undefined;
  return new Set(schema.flatMap((entry) => (entry.type === 'table' && entry.rootPage > 0 && !isComputed(entry.sql) ? [entry.name] : [])));
}

/** A column of some table is computed while it is read; a schema that is too large to be looked through counts as such. */
export function hasComputedColumns(path: string): boolean {
  const schema = schemaOfFile(path, OF_ANY_DATABASE);
  if (schema === 'unreadable') return false; // SQLite will say so
  return schema === 'too-large' || schema.some(({ type, sql }) => type === 'table' && hasComputedColumn(sql));
}

/** Whether `sql` makes a table with one; a comment may stand before what is computed. */
export function hasComputedColumn(sql: string): boolean {
  return /\bAS\s*(?:\(|\/\*|--)/i.test(sql);
}

/** Views and triggers are not asked for anything, as long as nothing of ours bears their name. */
function isHarmless({ type, sql }: SchemaEntry): boolean {
  return type !== 'table' || !isComputed(sql);
}

/** Words of SQL that a table of written values has no use for; a column of that name is as unlikely. */
function isComputed(sql: string): boolean {
  return /\b(CHECK|GENERATED|AS|VIRTUAL)\b/i.test(sql) || !/^CREATE\s+TABLE\s/i.test(sql);
}
