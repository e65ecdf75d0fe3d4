/** Run-time checks of what the page itself reads: messages of the extension, and the state that it has kept; and of the target of its context menu. */
import { checkedPersonalPlace } from './personal-checks.ts';
import { isOrder, isStretchList } from './file-list-checks.ts';
import {
  COLUMN_NAMES,
  type CellName,
  type ColumnWidths,
  type Events,
  type PageServerMessage,
  type PageState,
  type PageTarget,
  type PageView,
  type PlacesMode,
} from './webview-messages.ts';
import { FILE_ID, isRecord, isText, isWhole } from './value-checks.ts';

/** Of the folder of a backup, as mounts have it. */
const BACKUP_ID = /^[0-9a-f]{32}$/;
const LONGEST_SEARCH_CHARS = 1_000;
const LONGEST_NAME_CHARS = 4_096;
const LONGEST_TARGET_CHARS = 20_000;
const LAST_ROW = 1_000_000_000;
const WIDEST_PX = 10_000;

const VIEWS: Readonly<Record<PageView, true>> = { overview: true, files: true, personal: true, findings: true };

const PLACES: Readonly<Record<PlacesMode, true>> = { domains: true, apps: true, folders: true };

const EVENTS: Readonly<Record<keyof Events, true>> = { changed: true, wanted: true };

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
  if (!isRecord(value) || typeof value.backup !== 'string' || !BACKUP_ID.test(value.backup)) return undefined;
  const { domain, search, fileID, view, places, app, folder, order, top, selected, mark } = value;
  const widths = checkedWidths(value.widths);
  const personal = checkedPersonalPlace(value.personal);
  return {
    backup: value.backup,
    ...(isText(domain, LONGEST_NAME_CHARS) ? { domain } : {}),
    ...(isText(search, LONGEST_SEARCH_CHARS) ? { search } : {}),
    ...(typeof fileID === 'string' && FILE_ID.test(fileID) ? { fileID } : {}),
    ...(typeof places === 'string' && Object.hasOwn(PLACES, places) ? { places: places as PlacesMode } : {}),
    ...(isText(app, LONGEST_NAME_CHARS) ? { app } : {}),
    ...(isText(folder, LONGEST_NAME_CHARS) ? { folder } : {}),
    ...(isOrder(order) ? { order } : {}),
    ...(isWhole(top, 0, LAST_ROW) ? { top } : {}),
    ...(isStretchList(selected) ? { selected } : {}),
    ...(isText(mark, 200) ? { mark } : {}),
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
  if (!isRecord(value) || !isText(value.name, LONGEST_TARGET_CHARS)) return undefined;
  const { webviewSection, fileID, name, selected, column } = value;
  if (webviewSection === 'domain') return { webviewSection, name };
  if (webviewSection !== 'file' || typeof fileID !== 'string' || !FILE_ID.test(fileID)) return undefined;
  const isCell = column === 'path' || COLUMN_NAMES.some((known) => known === column);
  return { webviewSection, fileID, name, ...(selected === true ? { selected } : {}), ...(isCell ? { column: column as CellName } : {}) };
}

function checkedWidths(value: unknown): ColumnWidths | undefined {
  if (!isRecord(value)) return undefined;
  const known = COLUMN_NAMES.filter((name) => isWhole(value[name], 0, WIDEST_PX));
  return known.length === 0 ? undefined : Object.fromEntries(known.map((name) => [name, value[name]]));
}
