/** A database as lines of text, for an editor and for a comparison in one: schema, then each table with a line for each row. */
import type { Cell, DatabaseOverview, TableFacts } from '../backup/index.ts';
import { visible } from './plain-text.ts';
import type { Locale } from './locale.ts';

/** Some rows of a table, from the first one on. */
export interface DocumentedTable {
  readonly facts: Pick<TableFacts, 'name' | 'kind' | 'sql'>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** There are rows behind these. */
  readonly hasMore: boolean;
  /** Why its rows cannot be shown. */
  readonly problem?: string;
}

/** Ends with a line end. What is left out is said where it is missing, and at the top. */
export function databaseDocument(
  {
    userVersion,
    log,
    journalIgnored,
    isCutOff,
    isCut,
  }: Pick<DatabaseOverview, 'userVersion' | 'log' | 'journalIgnored' | 'isCutOff' | 'isCut'>,
  tables: readonly DocumentedTable[],
  { translate, format }: Locale,
): string {
  const isShort = tables.some(({ hasMore }) => hasMore);
  const notes = [
    log === 'applied' ? translate('With what is in its write-ahead log.', {}) : undefined,
    log === 'unused' ? translate('Nothing in the write-ahead log is valid, so rows may be missing.', {}) : undefined,
    log === 'missing' ? translate('The content of the write-ahead log is not in the backup, so rows may be missing.', {}) : undefined,
    journalIgnored ? translate('A rollback journal was not applied, so the last change may be incomplete.', {}) : undefined,
    isCutOff ? translate('The database is cut off, so rows may be missing or wrong.', {}) : undefined,
    isCut ? translate('The schema is very large, and parts of it are left out.', {}) : undefined,
    isShort ? translate('Not all rows are listed. Browse the backup to see all of them.', {}) : undefined,
  ].filter((note) => note !== undefined);
  const lines = [...notes.map((note) => `# ${note}`), `PRAGMA user_version = ${String(userVersion)}`, ''];
  for (const { facts, columns, rows, hasMore, problem } of tables) {
    lines.push(`## ${visible(facts.name)}`, visible(facts.sql.replace(/\s+/gu, ' ')));
    if (columns.length > 0) lines.push(columns.map(visible).join(' | '));
    lines.push(...rows.map((row) => row.map(cellText).join(' | ')));
    if (hasMore) lines.push(`# ${translate('Only the first {count} rows.', { count: format.count(rows.length) })}`);
    if (problem !== undefined) lines.push(`# ${problem}`);
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** As SQL writes it; of what is long the beginning, with its digest, so that a change further on is seen. */
function cellText(cell: Cell): string {
  switch (cell.type) {
    case 'null':
      return 'NULL';
    case 'integer':
    case 'real':
      return String(cell.value);
    case 'text': {
      return cell.isCut === true
        ? `'${visible(cell.value.replaceAll("'", "''"))}…' (${lengthOf(cell)})`
        : `'${visible(cell.value.replaceAll("'", "''"))}'`;
    }
    case 'blob':
      return `x'${cell.start ?? ''}${cell.bytes > (cell.start?.length ?? 0) / 2 ? '…' : ''}' (${lengthOf(cell)})`;
  }
}

function lengthOf({ bytes, digest }: { readonly bytes: number; readonly digest?: string }): string {
  return `${String(bytes)}${digest === undefined ? '' : `, SHA-256 ${digest.slice(0, 16)}`}`;
}
