/** What documents and databases differ in, as lines: old and new values. */
import type {
  Cell,
  CellDifference,
  DatabaseChange,
  DatabaseDoubt,
  FileDifference,
  RowDifference,
  ValueDifference,
} from '../backup/index.ts';
import { englishLocale, oneLine } from '../view/index.ts';

const MOST_LINES = 20;
const LONGEST = 120;
const { count } = englishLocale.format;

/** Of a property list or keyed archive. */
export function valueLines({ values }: FileDifference): string[] {
  if (values === undefined) return [];
  const rest = values.count - Math.min(values.listed.length, MOST_LINES);
  return [...values.listed.slice(0, MOST_LINES).map(valueLine), ...(rest > 0 ? [`… and ${count(rest)} more values`] : [])];
}

function valueLine({ path, before, after }: ValueDifference): string {
  const name = path.length === 0 ? '(root)' : oneLine(path.join(' › '), LONGEST * 2);
  const words = ({ type, text }: NonNullable<typeof before>) => (text === '' ? type : oneLine(text, LONGEST));
  if (before === undefined) return after === undefined ? name : `${name}: added ${words(after)}`;
  return after === undefined ? `${name}: removed ${words(before)}` : `${name}: ${words(before)} → ${words(after)}`;
}

/** Of a database: schema, then tables with their first rows. */
export function databaseLines(database: DatabaseChange): string[] {
  if ('problem' in database) return [`not compared: ${database.problem}`];
  const { difference } = database;
  if (difference.isEqual) return ['no row differs'];
  const schema = difference.schema.map(
    ({ kind, name, before, after }) =>
      `${kind} ${oneLine(name)}: ${before === undefined ? 'added' : after === undefined ? 'removed' : 'declared differently'}`,
  );
  const tables = difference.tables.flatMap(({ table, added, removed, changed, rows, problem, cellsNotCompared }) => [
    `${oneLine(table)}: ${count(added)} rows added, ${count(removed)} removed, ${count(changed)} changed`,
    ...(cellsNotCompared > 0 ? [`  ${count(cellsNotCompared)} long cells of the same length were not compared`] : []),
    ...(problem === undefined ? [] : [`  not compared to its end: ${problem.code}`]),
    ...rows.slice(0, MOST_LINES).map(rowLine),
    ...(added + removed + changed > MOST_LINES ? [`  … and ${count(added + removed + changed - MOST_LINES)} more rows`] : []),
  ]);
  return [...difference.doubts.map(doubtLine), ...schema, ...tables];
}

function doubtLine({ side, kind }: DatabaseDoubt): string {
  return `${side}: ${DOUBTS[kind]}`;
}

const DOUBTS: Readonly<Record<DatabaseDoubt['kind'], string>> = {
  'log-unused': 'nothing in the write-ahead log is valid, so rows can be missing',
  'log-missing': 'the content of the write-ahead log is not in the backup, so rows can be missing',
  journal: 'a rollback journal was not applied, so the last change may be incomplete',
  'cut-off': 'the database is cut off, so rows can be missing or wrong',
  'schema-cut': 'the schema is very large, and parts of it were not compared',
};

function rowLine({ kind, key, cells }: RowDifference): string {
  const words =
    kind === 'changed'
      ? cells.map(changeWords)
      : cells.slice(0, 8).map(({ column, before, after }) => `${oneLine(column)} ${cellWords(after ?? before)}`);
  return `  ${kind} ${key.map(cellWords).join(', ')}: ${words.join('; ')}`;
}

function changeWords({ column, before, after }: CellDifference): string {
  return `${oneLine(column)} ${cellWords(before)} → ${cellWords(after)}`;
}

function cellWords(cell: Cell | undefined): string {
  switch (cell?.type) {
    case undefined:
      return '–';
    case 'null':
      return 'NULL';
    case 'integer':
    case 'real':
      return String(cell.value);
    case 'text':
      return `"${oneLine(cell.value, LONGEST)}"`;
    case 'blob':
      return `${count(cell.bytes)} bytes${cell.digest === undefined ? '' : ` (SHA-256 ${cell.digest.slice(0, 16)}…)`}`;
  }
}
