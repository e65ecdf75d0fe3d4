/** Which entries of two schemas differ. */
import { createHash } from 'node:crypto';
import { foldedName } from '../../preview/sqlite/names.ts';
import type { DatabaseLimits } from '../../preview/sqlite/database-limits.ts';
import type { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import type { SchemaDifference } from './database-difference.ts';

const MOST_ENTRIES = 10_000;
const MOST_SQL_CHARACTERS = 4000;
/** Longer SQL is compared by its length from there on; the tables of Photos have some 10,000 characters. */
const MOST_COMPARED_CHARACTERS = 1_000_000;

interface Entry {
  readonly kind: SchemaDifference['kind'];
  readonly name: string;
  /** Its beginning, if it is long. */
  readonly sql: string;
  /** All of it, shortened: equal ones are the same. */
  readonly identity: string;
}

/** Space and the order of entries do not count; a comment does. */
export function compareSchemas(before: SandboxedDatabase, after: SandboxedDatabase, limits: DatabaseLimits): SchemaDifference[] {
  const old = entriesOf(before, limits);
  const now = entriesOf(after, limits);
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
  return ids.flatMap((id): SchemaDifference[] => {
    const one = old.get(id);
    const other = now.get(id);
    const entry = other ?? one;
    if (entry === undefined || one?.identity === other?.identity) return [];
    const { kind, name } = entry;
    return [{ kind, name, ...(one === undefined ? {} : { before: one.sql }), ...(other === undefined ? {} : { after: other.sql }) }];
  });
}

/** Indexes that come with a declared key have no SQL of their own. */
function entriesOf(database: SandboxedDatabase, limits: DatabaseLimits): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const sql = `SELECT type, name, substr(sql, 1, ${MOST_COMPARED_CHARACTERS}), length(sql) FROM sqlite_schema WHERE sql IS NOT NULL LIMIT ${MOST_ENTRIES}`;
  for (const [type, name, text, length] of database.rows(sql)) {
    limits.check();
    const kind = (['table', 'view', 'index', 'trigger'] as const).find((each) => each === type);
    if (kind === undefined) continue;
    const entry = {
      kind,
      name: String(name),
      sql: String(text).slice(0, MOST_SQL_CHARACTERS),
      identity: identityOf(String(text), Number(length)),
    };
    entries.set(`${kind} ${foldedName(entry.name)}`, entry);
  }
  return entries;
}

function identityOf(text: string, length: number): string {
  const digest = createHash('sha256').update(withoutSpace(text)).digest('base64');
  return length > MOST_COMPARED_CHARACTERS ? `${digest} ${length.toString()}` : digest;
}

function withoutSpace(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim();
}
