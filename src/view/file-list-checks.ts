/** Run-time checks of what the Files view asks for. */
import type { FileOrder, PlaceRange } from '../backup/index.ts';
import { MOST_STRETCHES, type CopyForm, type FileListRequests } from './file-list-messages.ts';
import { FILE_ID, isOneOf, isRecord, isText, isWhole, type Fields } from './value-checks.ts';
import { MOST_ROWS } from './webview-messages.ts';

const LONGEST_SEARCH_CHARS = 1_000;
const LONGEST_NAME_CHARS = 4_096;
const MOST_TERMS = 50;
const MOST_DOMAINS = 2_000;
const LAST_ROW = 1_000_000_000;
const SORT_KEYS = ['path', 'name', 'type', 'size', 'modified', 'class'];
const KINDS = ['file', 'directory', 'symlink'];
const FORMS: Readonly<Record<CopyForm, true>> = { rows: true, json: true, paths: true, ids: true };

export const FILE_LIST_PARAMS: Readonly<Record<keyof FileListRequests, (params: Fields) => boolean>> = {
  count: (params) =>
    isQuery(params) &&
    (params.rows === undefined || isWhole(params.rows, 1, MOST_ROWS)) &&
    (params.fileID === undefined || isFileID(params.fileID)),
  rows: (params) => isQuery(params) && isWhole(params.first, 0, LAST_ROW) && isWhole(params.count, 1, MOST_ROWS),
  apps: () => true,
  appIcons: () => true,
  folders: ({ domain, folder, begins }) => isName(domain) && isName(folder) && (begins === undefined || isName(begins)),
  selected: (params) => isRowsChoice(params) && isWhole(params.count, 0, LAST_ROW),
  extract: (params) => (params.fileID === undefined ? isRowsChoice(params) : params.query === undefined && isFileID(params.fileID)),
  copyRows: (params) => isRowsChoice(params) && typeof params.as === 'string' && Object.hasOwn(FORMS, params.as),
};

function isRowsChoice({ query, places }: Fields): boolean {
  return isRecord(query) && isQuery(query) && (places === undefined || isStretchList(places));
}

function isStretch(value: unknown): boolean {
  return isRecord(value) && isWhole(value.first, 0, LAST_ROW) && isWhole(value.last, value.first, LAST_ROW);
}

function isQuery({ domain, domains, folder, below, where, finding, order }: Fields): boolean {
  return (
    [domain, folder, below].every((each) => each === undefined || isName(each)) &&
    (domains === undefined || isListOf(domains, MOST_DOMAINS, isName)) &&
    (finding === undefined || isText(finding, 100)) &&
    (where === undefined || (isRecord(where) && areConditions(where))) &&
    (order === undefined || isOrder(order))
  );
}

export function isOrder(value: unknown): value is FileOrder {
  return isRecord(value) && isOneOf(value.by, SORT_KEYS) && (value.descending === undefined || typeof value.descending === 'boolean');
}

export function isStretchList(value: unknown): value is readonly PlaceRange[] {
  return isListOf(value, MOST_STRETCHES, isStretch);
}

function areConditions({ texts, globs, types, classes, size, modified, fileIDs }: Fields): boolean {
  return (
    [texts, globs].every((each) => each === undefined || isListOf(each, MOST_TERMS, isTerm)) &&
    (types === undefined || isListOf(types, MOST_TERMS, areTypes)) &&
    (classes === undefined || isListOf(classes, MOST_TERMS, (each) => isWhole(each, 0, 255))) &&
    [size, modified].every((each) => each === undefined || isRange(each)) &&
    // Which files have a finding, the extension knows.
    fileIDs === undefined
  );
}

function areTypes(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { kinds, extensions } = value;
  return (
    (kinds === undefined || isListOf(kinds, MOST_TERMS, (each) => isOneOf(each, KINDS))) &&
    (extensions === undefined || isListOf(extensions, 4 * MOST_TERMS, isTerm))
  );
}

function isRange(value: unknown): boolean {
  return isRecord(value) && [value.least, value.below].every((each) => each === undefined || Number.isSafeInteger(each));
}

function isListOf(value: unknown, most: number, test: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= most && value.every(test);
}

function isTerm(value: unknown): boolean {
  return isText(value, LONGEST_SEARCH_CHARS);
}

function isName(value: unknown): boolean {
  return isText(value, LONGEST_NAME_CHARS);
}

function isFileID(value: unknown): boolean {
  return typeof value === 'string' && FILE_ID.test(value);
}
