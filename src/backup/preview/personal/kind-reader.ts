/** How one kind is read from its database: what it needs, and rows as entries. */
import type { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import type { SqliteValue } from '../../read/sqlite/sqlite.ts';
import type { PersonalGroup, PersonalPerson, ReadEntry } from './personal-entry.ts';
import type { KnownColumns } from './known-columns.ts';

/** What a reader of a kind works with. */
export interface ReaderTools {
  readonly database: SandboxedDatabase;
  readonly columns: KnownColumns;
  /** Called with every row. @throws when time is over or nobody waits any more */
  readonly check: () => void;
}

/** A database that has what its reader needs. */
export interface OpenedKind {
  /** All groups, in their order; absent if there are none of this kind. */
  readonly groups?: () => readonly PersonalGroup[];
  /** The keys of all entries, or of those of a group, in their order. */
  readonly keys: (group: string | undefined) => Iterable<bigint>;
  /** The entries of some keys, in the same order. What is gone is left out. */
  readonly entries: (keys: readonly bigint[]) => readonly ReadEntry[];
  /** Of contacts: what people are known by. */
  readonly addresses?: () => readonly PersonalPerson[];
}

export interface KindReader {
  /** Tables and columns without which nothing can be shown, by names that they have had; the first one is the current one. */
  readonly needs: readonly (readonly [table: string, ...columns: string[]])[];
  readonly open: (tools: ReaderTools) => OpenedKind;
}

/** All rows of a statement of ours. */
export function* rowsOf({ database, check }: ReaderTools, sql: string, ...values: SqliteValue[]): Generator<SqliteValue[]> {
  for (const row of database.rows(sql, ...values)) {
    check();
    yield row;
  }
}

/** Keys as SQL: they are numbers, and nothing else can be in them. */
export function listOf(keys: readonly bigint[]): string {
  return `(${keys.map(String).join(', ')})`;
}

/** The first column of each row as a key. */
export function* keysOf(tools: ReaderTools, sql: string, ...values: SqliteValue[]): Generator<bigint> {
  for (const [key] of rowsOf(tools, sql, ...values)) {
    if (typeof key === 'number' || typeof key === 'bigint') yield BigInt(key);
  }
}

/** What was made of rows, in the order of the keys. */
export function inOrder(keys: readonly bigint[], entries: Iterable<ReadEntry>): ReadEntry[] {
  const byKey = new Map([...entries].map((entry) => [entry.key, entry]));
  return keys.flatMap((key) => byKey.get(String(key)) ?? []);
}

/** Lists by the keys of what they belong to. */
export function gathered<T>(pairs: Iterable<readonly [string, T]>): ReadonlyMap<string, readonly T[]> {
  const lists = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const list = lists.get(key) ?? [];
    list.push(value);
    lists.set(key, list);
  }
  return lists;
}
