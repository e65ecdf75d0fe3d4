/** The page of a backup's keychain: names, groups and accessibility of its items, and where each of them survives. Never a secret. */
import type { KeychainSurvival } from '../backup/index.ts';
import { KEYCHAIN_REASON_WORDS, KEYCHAIN_TABLE_WORDS, keychainItem } from './keychain-item.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import { visible } from './plain-text.ts';
import type { ReportDetail, ReportFilter, ReportGroup, ReportHead, ReportNote, ReportRow } from './report-page.ts';
import { MOST_GROUPS, reportWords, waitingHead, type ReportStanding } from './report-states.ts';
import { questionSection, shortOf } from './survive-page.ts';

/** The items of a keychain. */
export interface KeychainFound {
  readonly items: readonly KeychainSurvival[];
  readonly encrypted: boolean | null;
}

const KINDS = {
  readable: { label: phrase('Readable'), fits: ({ readable }) => readable },
  'any-phone': { label: phrase('Restored to any phone'), fits: ({ survival }) => survival.otherPhone.survives === true },
  'same-phone': {
    label: phrase('Same phone only'),
    fits: ({ survival }) => survival.otherPhone.survives === false && survival.samePhone.survives === true,
  },
  'not-restored': { label: phrase('Not restored'), fits: ({ survival }) => survival.samePhone.survives !== true },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly fits: (item: KeychainSurvival) => boolean }>>;
type Kind = keyof typeof KINDS;

/** All of the page but rows and details. */
export function keychainPage(standing: ReportStanding<KeychainFound>, name: string, locale: Locale): ReportHead {
  const { translate } = locale;
  const base = { title: translate('Keychain', {}), words: reportWords(locale) };
  if (standing.kind === 'there') return { ...base, ...summaryOf(standing.result, standing.isOutdated, name, locale) };
  const words = {
    working: translate('Reading the keychain', {}),
    canceled: translate('This was canceled.', {}),
    again: translate('Look Again', {}),
  };
  return { ...base, lines: [{ label: translate('Backup', {}), text: name }], ...waitingHead(standing, words, locale) };
}

function summaryOf(
  { items, encrypted }: KeychainFound,
  isOutdated: boolean,
  name: string,
  locale: Locale,
): Omit<ReportHead, 'title' | 'words'> {
  const { translate, format } = locale;
  const countOf = (kind: Kind) => items.filter((item) => KINDS[kind].fits(item)).length;
  const notes: ReportNote[] = [];
  if (isOutdated) notes.push({ tone: 'warning', text: translate('The backup has changed since this was found out.', {}) });
  if (encrypted === false) {
    const text = translate(
      'This backup is not encrypted, so the keychain in it is sealed to the phone that made it: nobody else can read an item, and no other phone gets one. An encrypted backup brings most of them to a new phone.',
      {},
    );
    notes.push({ tone: 'warning', text });
  }
  notes.push({ tone: 'quiet', text: translate('Secrets stay hidden until you ask for one.', {}) });
  return {
    lines: [
      { label: translate('Backup', {}), text: name },
      {
        label: translate('Items', {}),
        text: translate('{count}, readable: {readable}', {
          count: format.count(items.length),
          readable: format.count(countOf('readable')),
        }),
      },
    ],
    notes,
    buttons: [
      ...(isOutdated ? [{ action: 'retry' as const, label: translate('Look Again', {}), isMain: true }] : []),
      { action: 'survive', label: translate('What Survives', {}) },
    ],
    ...(items.length > 0
      ? {}
      : {
          state: {
            icon: 'empty',
            title: translate('No items', {}),
            text: translate('The keychain of this backup is empty.', {}),
            buttons: [],
          },
        }),
    kindsLabel: translate('What becomes of items', {}),
    kinds: [
      { id: '', label: translate('All items', {}), count: format.count(items.length) },
      ...(Object.keys(KINDS) as Kind[])
        .filter((id) => countOf(id) > 0)
        .map((id) => ({ id, label: translate(KINDS[id].label, {}), count: format.count(countOf(id)) })),
    ],
    groupsTitle: translate('By access group', {}),
    groupColumns: [translate('Items', {})],
    groups: groupsOf(items, locale),
    nameColumn: translate('Name', {}),
    columns: [
      { label: translate('In short', {}), width: 124 },
      { label: translate('Account', {}) },
      { label: translate('Kind', {}) },
      { label: translate('Accessible', {}) },
    ],
  };
}

function groupsOf(items: readonly KeychainSurvival[], { translate, format }: Locale): ReportGroup[] {
  const groups = [...Map.groupBy(items, ({ accessGroup }) => accessGroup ?? '')];
  return groups
    .sort(([one, some], [other, more]) => more.length - some.length || (one < other ? -1 : 1))
    .slice(0, MOST_GROUPS)
    .map(([group, own]) => ({
      id: groupId(group),
      label: group === '' ? translate('No group', {}) : visible(group),
      detail: '',
      cells: [format.count(own.length)],
    }));
}

/** "" stands for all, so that no group can be called so. */
function groupId(group: string): string {
  return `group ${group.slice(0, 900)}`;
}

/** An item is in any backup of the phone; what counts is who can use it. */
const RESTORED = ['samePhone', 'otherPhone'] as const;

/** A row of the list. */
export function keychainReportRow(item: KeychainSurvival, key: number, locale: Locale): ReportRow {
  const { translate } = locale;
  const { label, description } = keychainItem(item, locale);
  const { label: short, tone } = shortOf(item.survival, translate, RESTORED);
  return {
    key,
    tone,
    folder: '',
    name: label,
    cells: [short, description, translate(KEYCHAIN_TABLE_WORDS[item.table], {}), accessWords(item, locale)],
  };
}

/** When an item can be read on its phone, as Apple's names of classes say. */
const ACCESS_WORDS: Readonly<Record<string, string>> = {
  ak: phrase('While unlocked'),
  ck: phrase('After first unlock'),
  dk: phrase('Always'),
  aku: phrase('While unlocked, this device only'),
  cku: phrase('After first unlock, this device only'),
  dku: phrase('Always, this device only'),
  akpu: phrase('With a passcode, this device only'),
};

function accessWords({ className }: KeychainSurvival, { translate }: Locale): string {
  if (className === undefined) return translate('unknown', {});
  const words = Object.hasOwn(ACCESS_WORDS, className) ? ACCESS_WORDS[className] : undefined;
  return words === undefined ? visible(className) : translate(words, {});
}

/** The places of the items that fit. */
export function chosenItems({ items }: KeychainFound, { text, kind, group }: ReportFilter): Uint32Array {
  const wanted = text.toLowerCase();
  const fits = Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind].fits : undefined;
  const places: number[] = [];
  for (const [place, item] of items.entries()) {
    const { label, service, server, account, accessGroup } = item;
    if (fits?.(item) === false) continue;
    if (group !== '' && groupId(accessGroup ?? '') !== group) continue;
    const names = [label, service, server, account, accessGroup].filter((name) => name !== undefined).join('\n');
    if (wanted !== '' && !names.toLowerCase().includes(wanted)) continue;
    places.push(place);
  }
  return Uint32Array.from(places);
}

/** One item in full, but for its secret. */
export function keychainDetail(item: KeychainSurvival, locale: Locale): ReportDetail {
  const { translate, format } = locale;
  const { label, description } = keychainItem(item, locale);
  const facts = [
    [translate('Kind', {}), translate(KEYCHAIN_TABLE_WORDS[item.table], {})],
    [translate('Label', {}), item.label],
    [translate('Service', {}), item.service],
    [translate('Server', {}), item.server],
    [translate('Account', {}), item.account],
    [translate('Access group', {}), item.accessGroup],
    [translate('Accessible', {}), `${accessWords(item, locale)}${item.className === undefined ? '' : ` (${visible(item.className)})`}`],
    [translate('Created', {}), item.created === undefined ? undefined : format.exactDateTime(new Date(item.created))],
    [translate('Modified', {}), item.modified === undefined ? undefined : format.exactDateTime(new Date(item.modified))],
    [translate('Secret', {}), item.reason === undefined ? translate('hidden', {}) : translate(KEYCHAIN_REASON_WORDS[item.reason], {})],
  ] as const;
  return {
    title: label,
    lead: description,
    buttons: item.readable ? [{ action: 'reveal', label: translate('Show Secret…', {}) }] : [],
    sections: [
      {
        title: translate('The item', {}),
        rows: facts.flatMap(([name, value]) => (value === undefined ? [] : [{ cells: [name, visible(value)] }])),
      },
      questionSection(item.survival, locale),
    ],
  };
}
