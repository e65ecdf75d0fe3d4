/** Searches every cell of a database, its log applied. */
import { isCodedError } from '../../../base/index.ts';
import type { DatabaseLimits } from '../../preview/sqlite/database-limits.ts';
import { readSchema } from '../../preview/sqlite/database-schema.ts';
import { quoted } from '../../preview/sqlite/names.ts';
import { openDatabase, type OpenedDatabase } from '../../preview/sqlite/open-database.ts';
import { MOST_COLUMNS } from '../../preview/sqlite/row-reader.ts';
import { TableRows, type ReadableTable } from '../../preview/sqlite/table-rows.ts';
import type { SandboxedStatement } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { SqliteError } from '../../read/sqlite/sqlite.ts';
import type { ContentJob } from '../../read/stored/content-job.ts';
import { PayloadContent, type ContentTools } from '../../read/stored/payload-content.ts';
import type { FoundMatches, FoundText } from './match-list.ts';
import type { FilePattern } from './file-pattern.ts';
import { searchBlob, type ValueTools } from './search-value.ts';

interface DatabaseSearchTools {
  readonly limits: DatabaseLimits;
  readonly tools: ContentTools;
  readonly values: ValueTools;
}

interface CellPlace {
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

/** Joined by OR, which SQLite nests: more would take the small stack of the sandbox. */
const MOST_CONDITIONS = 100;
/** Rows between two looks at a cancel. */
const TURN_ROWS = 10_000;
/** What the text of a number is made of. */
const NUMERIC = /^[-+.0-9e]+$/i;

/** False if some of it cannot be read as rows. @throws CancelledError, system errors */
export async function searchDatabase(job: ContentJob, patterns: readonly FilePattern[], context: DatabaseSearchTools): Promise<boolean> {
  const log = job.companions.find(({ suffix }) => suffix === '-wal');
  const keys = context.tools.classKeys?.copy();
  const source = { database: job, ...(log === undefined ? {} : { log }), isLogMissing: false, hasJournal: false, ...(keys && { keys }) };
  try {
    using opened = await openDatabase(source, context.limits);
    return new DatabaseSearch(job, opened, patterns, context).run();
  } catch (error) {
    if (isCodedError(error, 'cancelled') || (!isCodedError(error) && !(error instanceof SqliteError))) throw error;
    return false;
  }
}

class DatabaseSearch {
  readonly #job: ContentJob;
  readonly #opened: OpenedDatabase;
  readonly #patterns: readonly FilePattern[];
  readonly #context: DatabaseSearchTools;
  readonly #inFile = new Map<string, boolean>();

  constructor(job: ContentJob, opened: OpenedDatabase, patterns: readonly FilePattern[], context: DatabaseSearchTools) {
    this.#job = job;
    this.#opened = opened;
    this.#patterns = patterns;
    this.#context = context;
  }

  run(): boolean {
    const { database, content } = this.#opened;
    const { limits } = this.#context;
    const schema = readSchema(database, limits);
    const rows = new TableRows(database, limits);
    let isComplete = !schema.isCut && content.log !== 'unused';
    for (const facts of schema.tables) {
      // What is in virtual tables is in tables of their own, too; views have no rows of their own.
      if (facts.kind !== 'table') continue;
      try {
        const table = rows.open(facts);
        this.#table(table);
        if (table.columns.length > MOST_COLUMNS) isComplete = false;
      } catch (error) {
        if (!(error instanceof SqliteError)) throw error;
        isComplete = false;
      }
    }
    return isComplete;
  }

  #table(table: ReadableTable): void {
    const columns = table.columns.slice(0, MOST_COLUMNS).map(({ name }) => name);
    if (columns.length === 0) return;
    const cells = columns.map(quoted);
    const { condition, values } = this.#condition(cells);
    const sql = `SELECT ${[table.key ?? 'NULL', ...cells].join(', ')} FROM ${quoted(table.name)} WHERE ${condition}`;
    using statement = this.#opened.database.prepare(sql);
    statement.bind(values);
    for (let count = 1; statement.step(); count++) {
      const row = statement.type(0) === 'null' ? `#${count.toString()}` : statement.integer(0).toString();
      for (const [index, column] of columns.entries()) this.#cell(statement, index + 1, { table: table.name, row, column });
      if (count % TURN_ROWS === 0) this.#context.limits.check();
    }
  }

  /** Rows that cannot have a match are not even handed out, where every pattern has a text that it needs. Bytes may hide texts of another form. */
  #condition(cells: readonly string[]): { readonly condition: string; readonly values: Buffer[] } {
    const literals = this.#patterns.map(({ pattern }) => pattern.literal);
    if (literals.some((literal) => literal === undefined) || cells.length * (literals.length + 1) > MOST_CONDITIONS) {
      return { condition: '1', values: [] };
    }
    // Nearly every table has dates that are fractions: their rows matter only to what can stand in a number.
    const open = literals.some((literal) => NUMERIC.test(literal?.toString('latin1') ?? '')) ? "('blob', 'real')" : "('blob')";
    const has = cells.flatMap((cell) => [
      `typeof(${cell}) IN ${open}`,
      ...literals.map((_, index) => `instr(${cell}, CAST(?${String(index + 1)} AS TEXT))`),
    ]);
    return { condition: has.join(' OR '), values: literals.flatMap((literal) => literal ?? []) };
  }

  #cell(statement: SandboxedStatement, at: number, place: CellPlace): void {
    const type = statement.type(at);
    if (type === 'null') return;
    if (type === 'integer' || type === 'real') {
      // Also a number that is too long for an integer, as it was written.
      const text = (type === 'integer' ? statement.integer(at) : statement.real(at)).toString();
      for (const each of this.#patterns) {
        this.#context.values.attempt(each, () => {
          each.pattern.inText(text, (_at, match) => each.found.add(this.#found(place, match)));
        });
      }
      return;
    }
    const view = statement.bytes(at);
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.length);
    if (type === 'text') {
      for (const each of this.#patterns) {
        this.#context.values.attempt(each, () => {
          each.pattern.inBytes(bytes, (_at, match) => each.found.add(this.#found(place, match)));
        });
      }
      return;
    }
    // A document may be decoded while SQLite moves its memory: a copy of its own.
    const copy = Uint8Array.from(bytes);
    const patterns = this.#patterns.map((each): FilePattern => ({ ...each, found: this.#inBlob(each.found, place) }));
    searchBlob(copy, patterns, this.#context.values, (inside) => {
      return { place: { kind: 'row', ...place, onlyInLog: false }, ...(inside.length > 0 && { inside }) };
    });
  }

  /** Adds what a BLOB has to the file, with the word about the log. */
  #inBlob(matches: FoundMatches, place: CellPlace): FoundMatches {
    return {
      has: (text) => matches.has(text),
      add: ({ inside, text }) => matches.add({ ...this.#found(place, text), ...(inside && { inside }) }),
    };
  }

  #found(place: CellPlace, text: string): FoundText {
    return { place: { kind: 'row', ...place, onlyInLog: this.#opened.content.log === 'applied' && !this.#isInFile(text) }, text };
  }

  /** Whether the file of the database has it, without its log. */
  #isInFile(text: string): boolean {
    const known = this.#inFile.get(text);
    if (known !== undefined) return known;
    const wanted = Buffer.from(text, 'utf8');
    const answer = PayloadContent.look(this.#job, this.#context.tools, (content) => {
      let kept = Buffer.alloc(0);
      for (const chunk of content.plainChunks()) {
        const bytes = Buffer.concat([kept, chunk]);
        if (bytes.includes(wanted)) return true;
        kept = Buffer.from(bytes.subarray(Math.max(0, bytes.length - wanted.length)));
      }
      return false;
    });
    this.#inFile.set(text, answer);
    return answer;
  }
}
