/** Run-time checks of what comes out of a webview: nothing is believed before it went through here. */
import { ACTIONS as REMEDIES } from './actions.ts';
import { FINDING_CODES } from './finding-words.ts';
import {
  COLUMN_NAMES,
  MOST_ROWS,
  type ColumnWidths,
  type Events,
  type PageServerMessage,
  type PageAction,
  type PageClientMessage,
  type PageState,
  type PageTarget,
  type PageView,
  type RequestName,
} from './webview-messages.ts';
import { CONTENT_PARAMS } from './content-checks.ts';
import { checkedPersonalPlace, PERSONAL_PARAMS } from './personal-checks.ts';
import { FILE_ID, isRecord, isText, isWhole, type Fields } from './value-checks.ts';

const LONGEST_SEARCH_CHARS = 1_000;
const LONGEST_NAME_CHARS = 4_096;
const LONGEST_COPY_CHARS = 20_000;
const LAST_ROW = 1_000_000_000;
const WIDEST_PX = 10_000;

const ACTIONS: Readonly<Record<PageAction, true>> = {
  verify: true,
  'verify-full': true,
  'show-log': true,
  'back-up': true,
  unlock: true,
  lock: true,
  keychain: true,
};

const VIEWS: Readonly<Record<PageView, true>> = { overview: true, files: true, personal: true, findings: true };

const EVENTS: Readonly<Record<keyof Events, true>> = { changed: true, wanted: true };

const PARAMS: Readonly<Record<RequestName, (params: Fields) => boolean>> = {
  ready: ({ version }) => isWhole(version, 0, 1_000_000),
  summary: () => true,
  domains: () => true,
  count: isQuery,
  rows: (params) => isQuery(params) && isWhole(params.first, 0, LAST_ROW) && isWhole(params.count, 1, MOST_ROWS),
  details: ({ fileID }) => typeof fileID === 'string' && FILE_ID.test(fileID),
  ...CONTENT_PARAMS,
  ...PERSONAL_PARAMS,
  encryption: () => true,
  wanted: () => true,
  open: ({ fileID, beside }) => typeof fileID === 'string' && FILE_ID.test(fileID) && typeof beside === 'boolean',
  overview: () => true,
  sizes: () => true,
  findings: () => true,
  remedy: ({ action }) => typeof action === 'string' && Object.hasOwn(REMEDIES, action),
  explain: ({ code }) => typeof code === 'string' && FINDING_CODES.some((known) => known === code),
  act: ({ action }) => typeof action === 'string' && Object.hasOwn(ACTIONS, action),
  extract: isExtractChoice,
  copy: ({ text }) => isText(text, LONGEST_COPY_CHARS),
};

/** The message, or undefined if it is not one of ours. */
export function checkedPageClientMessage(value: unknown): PageClientMessage | undefined {
  if (!isRecord(value)) return undefined;
  if (value.kind === 'violation') return isText(value.directive, 200) ? (value as unknown as PageClientMessage) : undefined;
  if (!isWhole(value.id, 0, Number.MAX_SAFE_INTEGER)) return undefined;
  if (value.kind === 'cancel') return value as unknown as PageClientMessage;
  const { name, params } = value;
  if (value.kind !== 'request' || typeof name !== 'string' || !Object.hasOwn(PARAMS, name) || !isRecord(params)) return undefined;
  return PARAMS[name as RequestName](params) ? (value as unknown as PageClientMessage) : undefined;
}

/** The message of the extension, or undefined. Its results are not checked, because the page trusts its own extension. */
export function checkedPageServerMessage(value: unknown): PageServerMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { kind } = value;
  if (kind === 'answer' || kind === 'failure') {
    return isWhole(value.id, 0, Number.MAX_SAFE_INTEGER) ? (value as unknown as PageServerMessage) : undefined;
  }
  const isOurs = kind === 'event' && typeof value.name === 'string' && Object.hasOwn(EVENTS, value.name);
  return isOurs ? (value as unknown as PageServerMessage) : undefined;
}

/** The saved state of a page, or undefined if it is not one of ours. */
export function checkedPageState(value: unknown): PageState | undefined {
  if (!isRecord(value) || !isText(value.path, LONGEST_NAME_CHARS) || value.path === '') return undefined;
  const { domain, search, fileID, view } = value;
  const widths = checkedWidths(value.widths);
  const personal = checkedPersonalPlace(value.personal);
  return {
    path: value.path,
    ...(isText(domain, LONGEST_NAME_CHARS) ? { domain } : {}),
    ...(isText(search, LONGEST_SEARCH_CHARS) ? { search } : {}),
    ...(typeof fileID === 'string' && FILE_ID.test(fileID) ? { fileID } : {}),
    ...(widths === undefined ? {} : { widths }),
    ...(value.tab === 'preview' || value.tab === 'details' ? { tab: value.tab } : {}),
    ...(isWhole(value.paneWidth, 0, WIDEST_PX) ? { paneWidth: value.paneWidth } : {}),
    ...(value.isFilled === true ? { isFilled: true } : {}),
    ...(personal === undefined ? {} : { personal }),
    ...(typeof view === 'string' && Object.hasOwn(VIEWS, view) ? { view: view as PageView } : {}),
  };
}

/** The target of a command from a context menu of the page, or undefined if it is not one of ours. */
export function checkedPageTarget(value: unknown): PageTarget | undefined {
  if (!isRecord(value) || !isText(value.name, LONGEST_COPY_CHARS)) return undefined;
  const { webviewSection, fileID, name } = value;
  if (webviewSection === 'domain') return { webviewSection, name };
  return webviewSection === 'file' && typeof fileID === 'string' && FILE_ID.test(fileID) ? { webviewSection, fileID, name } : undefined;
}

function checkedWidths(value: unknown): ColumnWidths | undefined {
  if (!isRecord(value)) return undefined;
  const known = COLUMN_NAMES.filter((name) => isWhole(value[name], 0, WIDEST_PX));
  return known.length === 0 ? undefined : Object.fromEntries(known.map((name) => [name, value[name]]));
}

/** One file or what a list shows, not both at once: nobody could say which of them was meant. */
function isExtractChoice(params: Fields): boolean {
  const { fileID, domain, search } = params;
  if (fileID === undefined) return isQuery(params);
  return domain === undefined && search === undefined && typeof fileID === 'string' && FILE_ID.test(fileID);
}

function isQuery({ domain, search }: Fields): boolean {
  return (domain === undefined || isText(domain, LONGEST_NAME_CHARS)) && (search === undefined || isText(search, LONGEST_SEARCH_CHARS));
}
