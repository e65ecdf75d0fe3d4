/** A database in the sandbox: statements, rows cell by cell, and what SQLite says when it fails. */
import { SqliteError, type SqliteValue } from '../sqlite.ts';
import type { Sandbox } from './load-sandbox.ts';
import type { VirtualFile } from './virtual-files.ts';

export type CellType = 'integer' | 'real' | 'text' | 'blob' | 'null';

const CELL_TYPES: readonly CellType[] = ['null', 'integer', 'real', 'text', 'blob', 'null'];
const ROW = 100;
const DONE = 101;
const OPEN_READONLY = 1;
const TRANSIENT = -1;

/** Nothing of a schema is trusted, and nothing is written; SQLite asks for no memory beyond this many KiB of pages. */
const SETTINGS = 'PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384';

export class SandboxedDatabase implements Disposable {
  readonly sandbox: Sandbox;
  readonly #path: string;
  readonly #statements = new Set<SandboxedStatement>();
  #pointer: number;

  private constructor(sandbox: Sandbox, path: string, pointer: number) {
    this.sandbox = sandbox;
    this.#path = path;
    this.#pointer = pointer;
  }

  /** @throws SqliteError */
  static open(sandbox: Sandbox, file: VirtualFile): SandboxedDatabase {
    const path = sandbox.files.add(file);
    const pointer = openPointer(sandbox, path);
    const database = new SandboxedDatabase(sandbox, path, pointer);
    try {
      for (const setting of SETTINGS.split(';')) database.run(setting);
      return database;
    } catch (error) {
      database[Symbol.dispose]();
      throw error;
    }
  }

  /** Runs a statement to its end, whatever it gives. */
  run(sql: string): void {
    using statement = this.prepare(sql);
    while (statement.step());
  }

  /** The first statement of `sql`; `statement.rest` is what follows it. @throws SqliteError */
  prepare(sql: string): SandboxedStatement {
    const { sqlite } = this.sandbox;
    const bytes = Buffer.from(sql, 'utf8');
    const text = copyIn(this.sandbox, bytes);
    const results = sqlite._malloc(8);
    try {
      this.call(() => sqlite._sqlite3_prepare_v2(this.#pointer, text, bytes.length, results, results + 4));
      const view = viewOf(this.sandbox);
      const pointer = view.getInt32(results, true);
      const rest = bytes.toString('utf8', view.getInt32(results + 4, true) - text);
      const statement = new SandboxedStatement(this, pointer, rest, () => this.#statements.delete(statement));
      this.#statements.add(statement);
      return statement;
    } finally {
      if (!this.sandbox.guard.isBroken) {
        sqlite._free(text);
        sqlite._free(results);
      }
    }
  }

  /** Rows as values; for statements of ours that give few. Texts are read as UTF-8. */
  *rows(sql: string, ...values: SqliteValue[]): Generator<SqliteValue[]> {
    using statement = this.prepare(sql);
    statement.bind(values);
    while (statement.step()) yield Array.from({ length: statement.columnCount }, (_, index) => statement.value(index));
  }

  /** Runs one function of SQLite with the files of the sandbox. @throws SqliteError, or what reading a file has thrown */
  call(work: () => number): number {
    const { files, guard, sqlite } = this.sandbox;
    const code = guard.run(() => files.run(work));
    const failure = files.takeFailure();
    if (code === 0 || code === ROW || code === DONE) return code;
    if (failure !== undefined) throw failure;
    const message = textAt(this.sandbox, sqlite._sqlite3_errmsg(this.#pointer));
    throw new SqliteError(message, code & 0xff, undefined);
  }

  [Symbol.dispose](): void {
    if (this.#pointer === 0) return;
    for (const statement of [...this.#statements]) statement[Symbol.dispose]();
    const { files, guard, sqlite } = this.sandbox;
    if (!guard.isBroken) files.run(() => sqlite._sqlite3_close_v2(this.#pointer));
    this.#pointer = 0;
    files.remove(this.#path);
  }
}

/** Values are valid until the next step. */
export class SandboxedStatement implements Disposable {
  readonly rest: string;
  readonly #database: SandboxedDatabase;
  readonly #forget: () => void;
  #pointer: number;

  constructor(database: SandboxedDatabase, pointer: number, rest: string, forget: () => void) {
    this.#database = database;
    this.#pointer = pointer;
    this.rest = rest;
    this.#forget = forget;
  }

  /** There was nothing but space and comments. */
  get isEmpty(): boolean {
    return this.#pointer === 0;
  }

  get columnCount(): number {
    return this.#sqlite._sqlite3_column_count(this.#pointer);
  }

  columnNames(): string[] {
    const { sandbox } = this.#database;
    return Array.from({ length: this.columnCount }, (_, index) => textAt(sandbox, this.#sqlite._sqlite3_column_name(this.#pointer, index)));
  }

  bind(values: readonly SqliteValue[]): void {
    this.#database.sandbox.files.run(() => this.#sqlite._sqlite3_reset(this.#pointer));
    for (const [index, value] of values.entries()) this.#bind(index + 1, value);
  }

  /** False at the end. @throws SqliteError */
  step(): boolean {
    if (this.#pointer === 0) return false;
    return this.#database.call(() => this.#sqlite._sqlite3_step(this.#pointer)) === ROW;
  }

  type(index: number): CellType {
    return CELL_TYPES[this.#sqlite._sqlite3_column_type(this.#pointer, index)] ?? 'null';
  }

  integer(index: number): bigint {
    return this.#sqlite._sqlite3_column_int64(this.#pointer, index);
  }

  real(index: number): number {
    return this.#sqlite._sqlite3_column_double(this.#pointer, index);
  }

  /** The bytes of a text or a BLOB, where they are: they hold until the next call. */
  bytes(index: number): Uint8Array {
    const start = this.#sqlite._sqlite3_column_blob(this.#pointer, index);
    const length = this.#sqlite._sqlite3_column_bytes(this.#pointer, index);
    return this.#database.sandbox.bytes().subarray(start, start + length);
  }

  /** A safe integer as a number, any other as a bigint; bytes are copied. */
  value(index: number): SqliteValue {
    switch (this.type(index)) {
      case 'null':
        return null;
      case 'integer': {
        const value = this.integer(index);
        return BigInt.asIntN(53, value) === value ? Number(value) : value;
      }
      case 'real':
        return this.real(index);
      case 'text':
        return Buffer.from(this.bytes(index)).toString('utf8');
      case 'blob':
        return Uint8Array.from(this.bytes(index));
    }
  }

  [Symbol.dispose](): void {
    const { files, guard } = this.#database.sandbox;
    if (this.#pointer !== 0 && !guard.isBroken) files.run(() => this.#sqlite._sqlite3_finalize(this.#pointer));
    this.#pointer = 0;
    this.#forget();
  }

  get #sqlite() {
    return this.#database.sandbox.sqlite;
  }

  #bind(index: number, value: SqliteValue): void {
    const sqlite = this.#sqlite;
    if (value === null) sqlite._sqlite3_bind_null(this.#pointer, index);
    else if (typeof value === 'number') sqlite._sqlite3_bind_double(this.#pointer, index, value);
    else if (typeof value === 'bigint') sqlite._sqlite3_bind_int64(this.#pointer, index, value);
    else this.#bindBytes(index, value);
  }

  #bindBytes(index: number, value: string | Uint8Array): void {
    const { sandbox } = this.#database;
    const sqlite = this.#sqlite;
    const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
    const pointer = copyIn(sandbox, bytes);
    if (typeof value === 'string') sqlite._sqlite3_bind_text(this.#pointer, index, pointer, bytes.length, TRANSIENT);
    else sqlite._sqlite3_bind_blob(this.#pointer, index, pointer, bytes.length, TRANSIENT);
    sqlite._free(pointer);
  }
}

function openPointer(sandbox: Sandbox, path: string): number {
  const { sqlite, files, guard } = sandbox;
  const name = copyIn(sandbox, Buffer.from(`${path}\0`));
  const result = sqlite._malloc(4);
  const code = guard.run(() => files.run(() => sqlite._sqlite3_open_v2(name, result, OPEN_READONLY, 0)));
  const pointer = viewOf(sandbox).getInt32(result, true);
  sqlite._free(name);
  sqlite._free(result);
  const failure = files.takeFailure();
  if (code === 0) return pointer;
  files.remove(path);
  files.run(() => sqlite._sqlite3_close_v2(pointer));
  throw failure ?? new SqliteError('cannot open the database', code & 0xff, undefined);
}

function copyIn({ sqlite, bytes }: Sandbox, content: Uint8Array): number {
  const pointer = sqlite._malloc(content.length + 1);
  if (pointer === 0) throw new SqliteError('out of memory', 7, undefined);
  const memory = bytes();
  memory.set(content, pointer);
  memory[pointer + content.length] = 0;
  return pointer;
}

function viewOf({ bytes }: Sandbox): DataView {
  return new DataView(bytes().buffer);
}

function textAt({ bytes }: Sandbox, pointer: number): string {
  const memory = bytes();
  const end = memory.indexOf(0, pointer);
  return Buffer.from(memory.subarray(pointer, end)).toString('utf8');
}
