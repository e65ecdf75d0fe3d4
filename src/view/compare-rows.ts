/** What two versions of a database differ in, as sections of details: schema, then one table of rows for each table. */
import type {
  Cell,
  DatabaseChange,
  DatabaseDifference,
  DatabaseDoubt,
  RowDifference,
  SchemaDifference,
  TableDifference,
} from '../backup/index.ts';
import { codeWords } from './code-words.ts';
import { cellShown } from './database-view.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import { visible } from './plain-text.ts';
import type { ReportSection } from './report-page.ts';

const MOST_ROWS = 100;
const MOST_TABLES = 60;
const MOST_CELLS = 12;
const LONGEST_CELL = 200;
const MISSING = '–';

const DOUBT_WORDS: Readonly<Record<DatabaseDoubt['kind'], string>> = {
  'log-unused': phrase('Nothing in the write-ahead log is valid, so rows may be missing.'),
  'log-missing': phrase('The content of the write-ahead log is not in the backup, so rows may be missing.'),
  journal: phrase('A rollback journal was not applied, so the last change may be incomplete.'),
  'cut-off': phrase('The database is cut off, so rows may be missing or wrong.'),
  'schema-cut': phrase('The schema is very large, and parts of it were not compared.'),
};

/** @see compareDetail */
export function databaseSections(database: DatabaseChange, locale: Locale): ReportSection[] {
  const { translate, format } = locale;
  if ('problem' in database) {
    return [
      { title: translate('Rows', {}), text: translate('The rows were not compared: {why}', { why: codeWords(database.problem, locale) }) },
    ];
  }
  const { difference } = database;
  const tables = difference.tables.slice(0, MOST_TABLES);
  const rest = difference.tables.length - tables.length;
  return [
    summarySection(difference, locale),
    ...(difference.schema.length === 0 ? [] : [schemaSection(difference.schema, locale)]),
    ...tables.map((table) => tableSection(table, locale)),
    ...(rest === 0 ? [] : [{ title: '…', text: translate('{count} more tables differ.', { count: format.count(rest) }) }]),
  ];
}

function summarySection({ isEqual, doubts, tables, equalTables, rowsCompared }: DatabaseDifference, locale: Locale): ReportSection {
  const { translate, format } = locale;
  const counts = { tables: format.count(tables.length), equal: format.count(equalTables), rows: format.count(rowsCompared) };
  const sides = { before: translate('Before', {}), after: translate('After', {}) };
  return {
    title: translate('Rows', {}),
    text: isEqual
      ? translate('No row differs, only how the database is stored. Rows compared: {rows}.', counts)
      : translate('Tables that differ: {tables}. Tables that are the same: {equal}. Rows compared: {rows}.', counts),
    ...(doubts.length === 0
      ? {}
      : {
          columns: [translate('Backup', {}), translate('Doubt', {})],
          rows: doubts.map(({ side, kind }) => ({ tone: 'warning' as const, cells: [sides[side], translate(DOUBT_WORDS[kind], {})] })),
        }),
  };
}

function schemaSection(schema: readonly SchemaDifference[], { translate, format }: Locale): ReportSection {
  const shown = schema.slice(0, MOST_ROWS);
  const rest = schema.length - shown.length;
  return {
    title: translate('Schema', {}),
    columns: [translate('Name', {}), translate('Before', {}), translate('After', {})],
    rows: shown.map(({ kind, name, before, after }) => ({
      tone: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      cells: [`${kind} ${visible(name)}`, cut(before), cut(after)],
    })),
    ...(rest > 0 ? { rest: translate('{count} more are not listed here.', { count: format.count(rest) }) } : {}),
  };
}

function tableSection(table: TableDifference, locale: Locale): ReportSection {
  const { translate, format } = locale;
  const { added, removed, changed, problem, cellsNotCompared, rows } = table;
  const shown = rows.slice(0, MOST_ROWS);
  const rest = added + removed + changed - shown.length;
  const notes = [
    translate('Rows added: {added}, removed: {removed}, changed: {changed}.', {
      added: format.count(added),
      removed: format.count(removed),
      changed: format.count(changed),
    }),
    ...(table.keyedBy === 'rowid' && table.keyColumns.length === 0
      ? [translate('Rows are told apart by their rowid, which an app can give anew.', {})]
      : []),
    ...(cellsNotCompared > 0
      ? [translate('Long cells of the same length that were not compared: {count}.', { count: format.count(cellsNotCompared) })]
      : []),
    ...(problem === undefined ? [] : [translate('Not compared to its end: {why}', { why: codeWords(problem.code, locale) })]),
  ];
  return {
    title: visible(table.table),
    text: notes.join(' '),
    columns: [keyName(table), translate('Column', {}), translate('Before', {}), translate('After', {})],
    rows: shown.flatMap((row) => rowLines(row, locale)),
    ...(rest > 0 ? { rest: translate('{count} more rows are not listed here.', { count: format.count(rest) }) } : {}),
  };
}

function keyName({ keyColumns }: TableDifference): string {
  return keyColumns.length === 0 ? 'rowid' : visible(keyColumns.join(', '));
}

/** A line for each cell. Of an added or removed row those that say something. */
function rowLines({ kind, key, cells }: RowDifference, locale: Locale): NonNullable<ReportSection['rows']> {
  const { translate, format } = locale;
  const filled = kind === 'changed' ? cells : cells.filter(({ before, after }) => (after ?? before)?.type !== 'null');
  const shown = filled.slice(0, MOST_CELLS);
  const name = key.map((cell) => cellText(cell, locale)).join(', ');
  const lines = shown.map(({ column, before, after }, place) => ({
    tone: kind,
    cells: [place === 0 ? name : '', visible(column), cellText(before, locale), cellText(after, locale)],
  }));
  if (lines.length === 0) return [{ tone: kind, cells: [name, MISSING, MISSING, MISSING] }];
  const rest = filled.length - shown.length;
  if (rest > 0) lines.push({ tone: kind, cells: ['', translate('{count} more columns', { count: format.count(rest) }), '', ''] });
  return lines;
}

function cellText(cell: Cell | undefined, locale: Locale): string {
  return cell === undefined ? MISSING : cut(cellShown(cell, locale).text);
}

function cut(text: string | undefined): string {
  if (text === undefined) return MISSING;
  return visible(text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text);
}
