/** Rows as text for other programs: CSV, JSON and NDJSON. */
import type { SandboxedStatement } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { decoded } from './cell.ts';

/**
 * `csv`: RFC 4180, UTF-8, CRLF, a header line. NULL is an empty field, an empty text is `""`, a BLOB is `x'` and hexadecimal digits and `'`. Texts are as they are,
 * also those that a spreadsheet takes for formulas. `json`: an array of objects. `ndjson`: one object a line. In both, an integer beyond 2^53 is a text of digits, an
 * infinite number the text `Infinity` or `-Infinity`, and a BLOB an object `{"base64": …}`. Bytes that are no UTF-8 are U+FFFD in all of them.
 */
export type RowFormat = 'csv' | 'json' | 'ndjson';

interface RowWriter {
  /** Before the first row. */
  readonly start: string;
  /** One row. `isFirst`: no other came before. */
  row(statement: SandboxedStatement, isFirst: boolean): string;
  readonly end: string;
}

/** @param columns as SQLite names them; several of the same name become `name`, `name_2` … in an object */
export function rowWriter(format: RowFormat, columns: readonly string[]): RowWriter {
  if (format === 'csv') {
    return { start: csvLine(columns.map(csvText)), row: (statement) => csvLine(columns.map((_, at) => csvCell(statement, at))), end: '' };
  }
  const names = uniqueNames(columns).map((name) => JSON.stringify(name));
  const object = (statement: SandboxedStatement) => `{${names.map((name, at) => `${name}:${jsonCell(statement, at)}`).join(',')}}`;
  if (format === 'ndjson') return { start: '', row: (statement) => `${object(statement)}\n`, end: '' };
  return { start: '[', row: (statement, isFirst) => `${isFirst ? '\n' : ',\n'}${object(statement)}`, end: '\n]\n' };
}

function csvLine(fields: readonly string[]): string {
  return `${fields.join(',')}\r\n`;
}

function csvText(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvCell(row: SandboxedStatement, at: number): string {
  switch (row.type(at)) {
    case 'null':
      return '';
    case 'integer':
      return row.integer(at).toString();
    case 'real':
      return realText(row.real(at));
    case 'text':
      return csvText(decoded(row.bytes(at)).text);
    case 'blob':
      return `x'${Buffer.from(row.bytes(at)).toString('hex')}'`;
  }
}

/** Always with a point or an exponent, so that it is not taken for an integer. */
function realText(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function jsonCell(row: SandboxedStatement, at: number): string {
  switch (row.type(at)) {
    case 'null':
      return 'null';
    case 'integer': {
      const value = row.integer(at);
      return BigInt.asIntN(54, value) === value ? value.toString() : `"${value}"`;
    }
    case 'real':
      return Number.isFinite(row.real(at)) ? realText(row.real(at)) : `"${row.real(at)}"`;
    case 'text':
      return JSON.stringify(decoded(row.bytes(at)).text);
    case 'blob':
      return `{"base64":"${Buffer.from(row.bytes(at)).toString('base64')}"}`;
  }
}

function uniqueNames(columns: readonly string[]): string[] {
  const taken = new Set<string>();
  return columns.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name}_${count}`;
    taken.add(unique);
    return unique;
  });
}
