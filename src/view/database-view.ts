/** A database on the page: cells as words, what is typed as filters, and where a cell points to. */
import type { BlobCell, Cell, ColumnReference, FilterValue, RowFilter, TableFacts } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { visible, visibleLines } from './plain-text.ts';
import { previewTypeWords } from './preview-words.ts';

/** Names that apps do not give: SQLite, its modules and the frameworks of Apple keep their own notes in tables as well. */
const NOTES = /^(sqlite_|_|Z_|ACHANGE$|ATRANSACTION)|_(data|idx|content|docsize|config|segments|segdir|stat)$/i;

/** The table to begin with: of those that are an app's own the one with the most columns, which is what its rows are about. */
export function tableToShow<Table extends Pick<TableFacts, 'name' | 'kind' | 'columns'>>(tables: readonly Table[]): Table | undefined {
  const own = tables.filter(({ name, kind }) => kind === 'table' && !NOTES.test(name));
  return own.toSorted((one, other) => other.columns.length - one.columns.length)[0] ?? tables[0];
}

/** A cell for eyes, on one line. */
interface ShownCell {
  readonly look: 'null' | 'number' | 'text' | 'blob';
  readonly text: string;
}

/** Of a cell in a grid; all of it is in the inspector. */
const LONGEST_CELL_CHARS = 300;
/** SQL's word, in every language. */
const NO_VALUE = 'NULL';
const INTEGER = /^-?\d{1,19}$/;
/** Pictures that a browser shows. */
const PICTURES: ReadonlySet<string> = new Set(['jpeg', 'png', 'gif', 'webp', 'bmp', 'avif']);

export function cellShown(cell: Cell, locale: Locale): ShownCell {
  switch (cell.type) {
    case 'null':
      return { look: 'null', text: NO_VALUE };
    case 'integer':
    case 'real':
      return { look: 'number', text: String(cell.value) };
    case 'text': {
      const shown = visible(cell.value.slice(0, LONGEST_CELL_CHARS));
      return { look: 'text', text: cell.isCut === true || cell.value.length > LONGEST_CELL_CHARS ? `${shown}…` : shown };
    }
    case 'blob':
      return { look: 'blob', text: blobWords(cell, locale) };
  }
}

/** All of a value, in lines. */
export function cellInFull(cell: Cell, locale: Locale): string {
  return cell.type === 'text' ? visibleLines(cell.value.replace(/\r\n?/g, '\n')) : cellShown(cell, locale).text;
}

/** What a BLOB is, and how long. */
function blobWords({ bytes, kind = 'unknown' }: Pick<BlobCell, 'bytes' | 'kind'>, locale: Locale): string {
  const { translate, format } = locale;
  const type = previewTypeWords({ type: kind, content: { kind: 'empty' } }, locale);
  return translate('{type}, {size}', { type, size: format.bytes(bytes) });
}

/** The BLOB begins like a picture that a browser can show. Whether one may have it is decided by who reads all of it. */
export function isBlobPicture(cell: Cell): boolean {
  return cell.type === 'blob' && cell.kind !== undefined && PICTURES.has(cell.kind);
}

/**
 * A filter from what was typed below the name of a column: `=x`, `!=x`, `>x`, `<x` (with their ends), `NULL`, `!NULL`, else a part of the text. Undefined for
 * nothing typed.
 */
export function typedFilter(column: string, typed: string): RowFilter | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  if (text === NO_VALUE) return { column, test: 'null' };
  if (text === '!NULL') return { column, test: 'not-null' };
  const [, sign, rest = ''] = /^(!=|[=<>])\s*(.*)$/s.exec(text) ?? [];
  if (sign === undefined || rest === '') return { column, test: 'contains', value: text };
  const value = typedValue(rest);
  if (sign === '=') return { column, test: 'equals', value };
  if (sign === '!=') return { column, test: 'differs', value };
  return sign === '>' ? { column, test: 'range', from: value } : { column, test: 'range', to: value };
}

/** What would have to be typed for a filter; for the field of its column. */
export function filterText(filter: RowFilter): string {
  switch (filter.test) {
    case 'null':
      return NO_VALUE;
    case 'not-null':
      return '!NULL';
    case 'contains':
      return filter.value;
    case 'equals':
      return `=${valueText(filter.value)}`;
    case 'differs':
      return `!=${valueText(filter.value)}`;
    case 'range':
      return filter.from === undefined ? `<${valueText(filter.to ?? '')}` : `>${valueText(filter.from)}`;
  }
}

/** Where the cells of a row point to, by the column that somebody looks at. */
export interface Jump {
  readonly table: string;
  readonly filters: readonly RowFilter[];
  readonly evidence: ColumnReference['evidence'];
}

/** The rows that a cell points to, as a selection of their table; undefined if it points nowhere. */
export function jumpFrom(table: TableFacts | undefined, column: string, valueOf: (column: string) => Cell | undefined): Jump | undefined {
  for (const { columns, table: target, targetColumns, evidence } of table?.references ?? []) {
    if (!columns.includes(column)) continue;
    const filters = columns.map((each, at) => equalFilter(targetColumns[at], valueOf(each)));
    if (filters.every((filter) => filter !== undefined)) return { table: target, filters, evidence };
  }
  return undefined;
}

function equalFilter(column: string | undefined, cell: Cell | undefined): RowFilter | undefined {
  if (column === undefined) return undefined;
  if (cell?.type === 'integer') return { column, test: 'equals', value: { integer: cell.value } };
  if (cell?.type === 'text' && cell.isCut !== true) return { column, test: 'equals', value: cell.value };
  return undefined;
}

/** Digits are an integer, a number with a point is one, and all else is text. */
function typedValue(text: string): FilterValue {
  if (INTEGER.test(text)) return { integer: text };
  const number = Number(text);
  return Number.isFinite(number) ? number : text.replace(/^'(.*)'$/s, '$1');
}

function valueText(value: FilterValue): string {
  if (typeof value !== 'object') return String(value);
  return 'integer' in value ? value.integer : `x'${value.hex}'`;
}
