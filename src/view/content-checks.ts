/** Run-time checks of what a page asks of the content of a file: which piece, which rows, which query. */
import type { PreviewForm, RowFormat } from '../backup/index.ts';
import type { DatabaseRequestsOfPage } from './database-messages.ts';
import { FILE_ID, isOneOf, isRecord, isText, isWhole, type Fields } from './value-checks.ts';

const FORMS: readonly PreviewForm[] = ['auto', 'text', 'hex', 'tree', 'plist'];
const FORMATS: readonly RowFormat[] = ['csv', 'json', 'ndjson'];
const DEEPEST = 512;
const DEEPEST_INSIDE = 8;
const LONGEST_SQL_CHARS = 100_000;
const LONGEST_NAME_CHARS = 4_096;
const LONGEST_VALUE_CHARS = 100_000;
const MOST_FILTERS = 100;
const MOST_ROWS = 1000;
const DECIMAL = /^-?\d{1,19}$/;
const HEX = /^(?:[0-9a-f]{2}){0,50000}$/;

/** The checks by the names of the requests. */
export const CONTENT_PARAMS: Readonly<Record<keyof DatabaseRequestsOfPage | 'preview', (params: Fields) => boolean>> = {
  preview: isPreviewWish,
  database: hasFile,
  databaseRows: (params) =>
    hasFile(params) && isSelection(params) && isWhole(params.position, 0, Number.MAX_SAFE_INTEGER) && isWhole(params.limit, 1, MOST_ROWS),
  databaseCount: (params) => hasFile(params) && isSelection(params),
  databaseRow: hasRow,
  databaseContent: (params) => hasRow(params) && isName(params.column) && isPreviewWish(params),
  databaseQuery: (params) => hasFile(params) && isText(params.sql, LONGEST_SQL_CHARS),
  databaseExport: (params) =>
    hasFile(params) && isOneOf(params.format, FORMATS) && isRecord(params.rows) && (isSelection(params.rows) || isQuery(params.rows)),
};

function hasFile({ fileID }: Fields): boolean {
  return typeof fileID === 'string' && FILE_ID.test(fileID);
}

function isPreviewWish(params: Fields): boolean {
  const { as, from, node, inside } = params;
  const isPlace = from === undefined || isWhole(from, 0, Number.MAX_SAFE_INTEGER);
  return (
    hasFile(params) &&
    isOneOf(as, FORMS) &&
    isPlace &&
    (node === undefined || isTreePlace(node)) &&
    (inside === undefined || isInside(inside))
  );
}

function hasRow(params: Fields): boolean {
  return hasFile(params) && isName(params.table) && typeof params.key === 'string' && DECIMAL.test(params.key);
}

function isTreePlace(value: unknown): boolean {
  return isRecord(value) && isTreePath(value.path) && isWhole(value.from, 0, Number.MAX_SAFE_INTEGER);
}

function isInside(value: unknown): boolean {
  return Array.isArray(value) && value.length <= DEEPEST_INSIDE && value.every(isTreePath);
}

function isTreePath(value: unknown): boolean {
  return Array.isArray(value) && value.length <= DEEPEST && value.every((place) => isWhole(place, 0, Number.MAX_SAFE_INTEGER));
}

function isQuery({ sql, ...others }: Fields): boolean {
  return isText(sql, LONGEST_SQL_CHARS) && Object.keys(others).length === 0;
}

function isSelection({ table, filters, order }: Fields): boolean {
  return isName(table) && (filters === undefined || isFilters(filters)) && (order === undefined || isOrder(order));
}

function isFilters(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MOST_FILTERS && value.every(isFilter);
}

function isFilter(value: unknown): boolean {
  if (!isRecord(value) || !isName(value.column)) return false;
  switch (value.test) {
    case 'null':
    case 'not-null':
      return true;
    case 'contains':
      return isText(value.value, LONGEST_VALUE_CHARS);
    case 'equals':
    case 'differs':
      return isFilterValue(value.value);
    case 'range':
      return [value.from, value.to].every((end) => end === undefined || isFilterValue(end));
    default:
      return false;
  }
}

function isFilterValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (!isRecord(value)) return isText(value, LONGEST_VALUE_CHARS);
  const { integer, hex } = value;
  if (hex === undefined) return typeof integer === 'string' && DECIMAL.test(integer);
  return integer === undefined && typeof hex === 'string' && HEX.test(hex);
}

function isOrder(value: unknown): boolean {
  return isRecord(value) && isName(value.column) && (value.descending === undefined || typeof value.descending === 'boolean');
}

function isName(value: unknown): boolean {
  return isText(value, LONGEST_NAME_CHARS);
}
