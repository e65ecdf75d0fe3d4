/** Run-time checks of what comes out of a webview: nothing is believed before it went through here. */
import { ACTIONS as REMEDIES } from './actions.ts';
import { FINDING_CODES } from './finding-words.ts';
import type { PageAction, PageClientMessage, RequestName } from './webview-messages.ts';
import { CONTENT_PARAMS } from './content-checks.ts';
import { FILE_LIST_PARAMS } from './file-list-checks.ts';
import { PERSONAL_PARAMS } from './personal-checks.ts';
import { FILE_ID, isRecord, isText, isWhole, type Fields } from './value-checks.ts';

const LONGEST_COPY_CHARS = 20_000;

const ACTIONS: Readonly<Record<PageAction, true>> = {
  verify: true,
  'verify-full': true,
  'show-log': true,
  'back-up': true,
  unlock: true,
  lock: true,
  keychain: true,
};

const PARAMS: Readonly<Record<RequestName, (params: Fields) => boolean>> = {
  ready: ({ version }) => isWhole(version, 0, 1_000_000),
  summary: () => true,
  domains: () => true,
  ...FILE_LIST_PARAMS,
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
