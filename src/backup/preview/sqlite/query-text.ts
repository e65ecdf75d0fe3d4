/** The text of a query: whether it only reads, and where SQLite found a mistake in it. */
import { SqliteError } from '../../read/sqlite/sqlite.ts';
import type { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { BackupError } from '../../errors.ts';

const MOST_CHARACTERS = 100_000;
/** Statements that give rows and change nothing. PRAGMA is left out: what it says is in the schema, and as a table (`pragma_table_info`). */
const READING = new Set(['select', 'with', 'values', 'explain']);

interface Token {
  readonly text: string;
  /** In UTF-16 units, as in an editor. */
  readonly from: number;
  readonly to: number;
}

const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\s+|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|[<>=!|]{1,2}|./gsu;

/** Without space and comments. */
function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: text, index } of sql.matchAll(TOKEN)) {
    if (!/^(?:\s|--|\/\*)/.test(text)) tokens.push({ text, from: index, to: index + text.length });
  }
  return tokens;
}

/** @throws BackupError 'query-invalid' with its `reason`: `empty`, `too-long`, `not-reading`, `several-statements` */
export function demandReading(sql: string): void {
  const refuse = (reason: string) => new BackupError('query-invalid', reason, { data: { reason } });
  if (sql.length > MOST_CHARACTERS) throw refuse('too-long');
  // A NUL would end the text for SQLite, and not for what is checked here.
  if (sql.includes('\0')) throw refuse('not-reading');
  const tokens = tokensOf(sql);
  const [first] = tokens;
  if (first === undefined) throw refuse('empty');
  if (!READING.has(first.text.toLowerCase())) throw refuse('not-reading');
  const end = tokens.findIndex(({ text }) => text === ';');
  if (end !== -1 && tokens.slice(end).some(({ text }) => text !== ';')) throw refuse('several-statements');
}

/** The place of a mistake in the text. */
interface QueryMistake {
  /** What SQLite says. */
  readonly details: string;
  /** In UTF-16 units from the start; absent if SQLite does not say which of several places it means. */
  readonly position?: number;
  readonly length?: number;
  /** Counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** What is wrong with a text that SQLite does not accept. */
export function mistakeOf(database: SandboxedDatabase, sql: string, error: SqliteError): QueryMistake {
  const details = error.message;
  const token = /syntax error|incomplete input|unrecognized token/.test(details) ? firstWrong(database, sql) : namedToken(sql, details);
  if (token === undefined) return { details };
  const before = sql.slice(0, token.from).split('\n');
  return { details, position: token.from, length: token.to - token.from, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/**
 * SQLite reads from left to right and stops at the first token that cannot follow, but says only what it looks like. Of a text that ends before that token
 * it says that it is incomplete, so the place can be found by halves.
 */
function firstWrong(database: SandboxedDatabase, sql: string): Token | undefined {
  const tokens = tokensOf(sql);
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSyntaxError(database, sql.slice(0, tokens[middle]?.to))) high = middle;
    else low = middle + 1;
  }
  if (low < tokens.length) return tokens[low];
  return { text: '', from: sql.length, to: sql.length };
}

function isSyntaxError(database: SandboxedDatabase, sql: string): boolean {
  try {
    using _statement = database.prepare(sql);
    return false;
  } catch (error) {
    return error instanceof SqliteError && /syntax error|unrecognized token/.test(error.message);
  }
}

/** `no such column: a.b`: the name, if it occurs once. */
function namedToken(sql: string, details: string): Token | undefined {
  const name = /^(?:no such (?:column|table|function)|ambiguous column name): "?(.+?)"?(?: - .*)?$/.exec(details)?.[1];
  if (name === undefined) return undefined;
  const last = name.split('.').at(-1)?.toLowerCase();
  const found = tokensOf(sql).filter(({ text }) => bare(text).toLowerCase() === last);
  return found.length === 1 ? found[0] : undefined;
}

function bare(token: string): string {
  return /^(["`]).*\1$|^\[.*\]$/s.test(token) ? token.slice(1, -1) : token;
}
