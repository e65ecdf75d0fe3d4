/** Answers questions about one database, in its thread. */
import { BackupError } from '../../errors.ts';
import { databaseError, type DatabaseLimits } from './database-limits.ts';
import type {
  CellPart,
  DatabaseOverview,
  DatabaseRequestName,
  DatabaseRequests,
  FollowedReference,
  InspectedRow,
} from './database-messages.ts';
import { readSchema } from './database-schema.ts';
import type { ColumnReference, DatabaseSchema, TableFacts } from './schema-facts.ts';
import { PersonalService } from '../personal/personal-service.ts';
import type { DatabaseSource } from './database-source.ts';
import { isCutOff, type OpenedDatabase } from './open-database.ts';
import { likelyDates } from './likely-dates.ts';
import { isSameName, quoted } from './names.ts';
import { INSPECTOR_LIMITS, prepareRows, readRows } from './row-reader.ts';
import { runQuery } from './run-query.ts';
import { TableRows, type ReadableTable } from './table-rows.ts';

const MOST_PART_BYTES = 1024 * 1024;

export class DatabaseService implements Disposable {
  readonly #source: DatabaseSource;
  readonly #opened: OpenedDatabase;
  readonly #limits: DatabaseLimits;
  readonly #rows: TableRows;
  readonly #personal: PersonalService;
  readonly #tables = new Map<string, ReadableTable>();
  #schema: DatabaseSchema | undefined;

  constructor(source: DatabaseSource, opened: OpenedDatabase, limits: DatabaseLimits) {
    this.#source = source;
    this.#opened = opened;
    this.#limits = limits;
    this.#rows = new TableRows(opened.database, limits);
    this.#personal = new PersonalService(opened.database, limits);
  }

  /** @throws BackupError 'database-unreadable', 'no-such-table', 'query-invalid', 'preview-limit', 'range-invalid'; CancelledError */
  answer<Name extends DatabaseRequestName>(name: Name, params: DatabaseRequests[Name][0]): DatabaseRequests[Name][1] {
    if (this.#opened.content.hasChanged()) throw new BackupError('database-unreadable', 'changed', { data: { reason: 'changed' } });
    try {
      return this.#answers[name](params);
    } catch (error) {
      throw databaseError(error);
    }
  }

  /** SQLite in this thread can answer nothing any more. */
  get isBroken(): boolean {
    return this.#opened.database.sandbox.guard.isBroken;
  }

  [Symbol.dispose](): void {
    this.#rows.forget();
    this.#opened[Symbol.dispose]();
  }

  readonly #answers: { readonly [Name in DatabaseRequestName]: (params: DatabaseRequests[Name][0]) => DatabaseRequests[Name][1] } = {
    overview: () => this.#overview(),
    rows: (request) => this.#rows.window(this.#table(request.table), request),
    count: (selection) => this.#rows.count(this.#table(selection.table), selection),
    row: ({ table, key }) => this.#inspect(table, key),
    cell: (params) => this.#part(params),
    follow: ({ table, key, column }) => this.#follow(table, key, column),
    query: ({ sql, limit }) => runQuery(this.#opened.database, sql, limit, this.#limits),
    personal: (request) => this.#personal.answer(request, () => this.#knownSchema()),
  };

  #overview(): DatabaseOverview {
    const { content, database } = this.#opened;
    const pragma = (name: string) => {
      const [row] = database.rows(`PRAGMA ${name}`);
      return Number(row?.[0] ?? 0);
    };
    return {
      ...this.#knownSchema(),
      bytes: content.bytes,
      pageBytes: pragma('page_size'),
      isCutOff: isCutOff(this.#opened),
      userVersion: pragma('user_version'),
      applicationId: pragma('application_id'),
      log: this.#source.isLogMissing ? 'missing' : content.log,
      journalIgnored: this.#source.hasJournal,
    };
  }

  #knownSchema(): DatabaseSchema {
    this.#schema ??= readSchema(this.#opened.database, this.#limits);
    return this.#schema;
  }

  #table(name: string): ReadableTable {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const facts = this.#knownSchema().tables.find((table) => isSameName(table.name, name)) ?? ownTable(name);
    if (facts === undefined) throw new BackupError('no-such-table', `no table ${name}`, { data: { table: name } });
    const table = this.#rows.open(facts);
    this.#tables.set(name, table);
    return table;
  }

  #inspect(name: string, key: string): InspectedRow {
    const table = this.#table(name);
    using statement = prepareRows(this.#opened.database, table, `WHERE ${keyOf(table)} = ?`, INSPECTOR_LIMITS);
    for (const { cells } of readRows(statement, [rowidFrom(key)], INSPECTOR_LIMITS)) {
      const fields = cells.map((cell, index) => ({ column: table.columns[index]?.name ?? '', cell, dates: likelyDates(cell) }));
      return { key, fields };
    }
    throw noSuchRow(name, key);
  }

  #part({ table: name, key, column: wanted, from, length }: DatabaseRequests['cell'][0]): CellPart {
    const table = this.#table(name);
    const column = this.#column(table, wanted);
    const isRange = [from, length].every((number) => Number.isSafeInteger(number) && number >= 0) && length <= MOST_PART_BYTES;
    if (!isRange) throw new BackupError('range-invalid', 'no such part', { data: { from, length } });
    const sql = `SELECT ${quoted(column)} FROM ${quoted(table.name)} WHERE ${keyOf(table)} = ?`;
    using statement = this.#opened.database.prepare(sql);
    statement.bind([rowidFrom(key)]);
    if (!statement.step()) throw noSuchRow(name, key);
    const type = statement.type(0);
    const all = type === 'text' || type === 'blob' ? statement.bytes(0) : new Uint8Array();
    return { type: type === 'text' ? 'text' : 'blob', bytes: all.length, from, data: Uint8Array.from(all.subarray(from, from + length)) };
  }

  #follow(name: string, key: string, wanted: string): FollowedReference | undefined {
    const table = this.#table(name);
    const reference = table.facts.references.find(({ columns }) => columns.some((column) => isSameName(column, wanted)));
    const target = reference && this.#knownSchema().tables.find((each) => isSameName(each.name, reference.table));
    if (reference === undefined || target === undefined) return undefined;
    return { table: target.name, ...this.#targetKey(table, key, reference, this.#table(target.name)) };
  }

  #targetKey(from: ReadableTable, key: string, { columns, targetColumns }: ColumnReference, to: ReadableTable): { readonly key?: string } {
    if (to.key === undefined) return {};
    const pairs = columns.map((column, index) => `t.${this.#target(to, targetColumns[index])} = s.${quoted(this.#column(from, column))}`);
    const sql = `SELECT t.${to.key} FROM ${quoted(from.name)} s JOIN ${quoted(to.name)} t ON ${pairs.join(' AND ')} WHERE s.${keyOf(from)} = ? LIMIT 1`;
    const [row] = this.#opened.database.rows(sql, rowidFrom(key));
    return row === undefined ? {} : { key: String(row[0]) };
  }

  #target(table: ReadableTable, column = 'rowid'): string {
    const isColumn = table.columns.some(({ name }) => isSameName(name, column));
    return isColumn ? quoted(column) : String(table.key);
  }

  #column(table: ReadableTable, wanted: string): string {
    const found = table.columns.find(({ name }) => isSameName(name, wanted));
    if (found === undefined) throw new BackupError('no-such-table', `no column ${wanted}`, { data: { table: table.name, column: wanted } });
    return found.name;
  }
}

/** The schema itself is a table, too. */
function ownTable(name: string): TableFacts | undefined {
  if (!['sqlite_schema', 'sqlite_master'].includes(name.toLowerCase())) return undefined;
  return { name: 'sqlite_schema', kind: 'table', sql: '', columns: [], references: [], indexes: [] };
}

function keyOf({ name, key }: ReadableTable): string {
  if (key === undefined) throw new BackupError('no-such-table', `the rows of ${name} have no keys`, { data: { table: name } });
  return key;
}

/** @throws BackupError 'range-invalid' */
function rowidFrom(key: string): bigint {
  const number = /^-?\d{1,19}$/.test(key) ? BigInt(key) : undefined;
  if (number === undefined || BigInt.asIntN(64, number) !== number) throw new BackupError('range-invalid', 'not a key', { data: { key } });
  return number;
}

function noSuchRow(table: string, key: string): BackupError {
  return new BackupError('no-such-table', `${table} has no row ${key}`, { data: { table, key } });
}
