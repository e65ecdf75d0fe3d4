/** Run-time checks of what a page asks of personal data, and of the place that it keeps. */
import type { PersonalKind } from '../backup/index.ts';
import type { PersonalRequestsOfPage } from './personal-messages.ts';
import { FILE_ID, isRecord, isText, isWhole, type Fields } from './value-checks.ts';
import type { PageState } from './webview-messages.ts';

const KINDS: Readonly<Record<PersonalKind, true>> = {
  messages: true,
  contacts: true,
  calls: true,
  voicemail: true,
  notes: true,
  calendar: true,
  safari: true,
  photos: true,
  health: true,
};
const LONGEST_GROUP_CHARS = 64;
const LONGEST_SEARCH_CHARS = 200;
const MOST_ROWS = 200;
const MOST_PICTURES = 48;

/** The checks by the names of the requests. */
export const PERSONAL_PARAMS: Readonly<Record<keyof PersonalRequestsOfPage, (params: Fields) => boolean>> = {
  personalKinds: () => true,
  personal: ({ kind }) => isKind(kind),
  personalGroups: isWindow,
  personalEntries: (params) => isWindow(params) && (params.group === undefined || isText(params.group, LONGEST_GROUP_CHARS)),
  contactPictures: ({ keys }) =>
    Array.isArray(keys) && keys.length <= MOST_PICTURES && keys.every((key) => typeof key === 'string' && /^-?\d{1,18}$/.test(key)),
  smallPictures: ({ fileIDs }) =>
    Array.isArray(fileIDs) && fileIDs.length <= MOST_PICTURES && fileIDs.every((id) => typeof id === 'string' && FILE_ID.test(id)),
};

export function checkedPersonalPlace(value: unknown): PageState['personal'] {
  if (!isRecord(value) || !isKind(value.kind)) return undefined;
  const { kind, group } = value;
  return { kind, ...(isText(group, LONGEST_GROUP_CHARS) ? { group } : {}) };
}

function isWindow({ kind, position, limit, search }: Fields): boolean {
  const isSearch = search === undefined || (isText(search, LONGEST_SEARCH_CHARS) && search !== '');
  return isKind(kind) && isWhole(position, 0, Number.MAX_SAFE_INTEGER) && isWhole(limit, 1, MOST_ROWS) && isSearch;
}

function isKind(value: unknown): value is PersonalKind {
  return typeof value === 'string' && Object.hasOwn(KINDS, value);
}
