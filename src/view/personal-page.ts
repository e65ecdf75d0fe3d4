/** Personal data as the page and the terminal show it: every word is chosen here. */
import type {
  ContactPicture,
  PersonalDoubts,
  PersonalEntry,
  PersonalFacts,
  PersonalGroup,
  PersonalKind,
  PersonalPerson,
  PersonalPresence,
  SmallPicture,
} from '../backup/index.ts';
import type { Locale } from './locale.ts';
import type { PersonalEntryRow, PersonalGroupRow, PersonalHead, PersonalKinds } from './personal-messages.ts';
import { personalFactLabel, personalFactValue, personalKindWords, personalTraitWords } from './personal-words.ts';
import { oneLine, phrase } from './phrase.ts';
import { visibleLines } from './plain-text.ts';
import { turnsOf, type ShownPicture } from './preview-page.ts';

const LONGEST_TITLE_CHARS = 200;
const MOST_PEOPLE = 4;
const MOST_MISSING = 6;
/** Of messages only a conversation is looked at, and the others have no groups. */
const ALL: Readonly<Partial<Record<PersonalKind, string>>> = {
  notes: phrase('All notes'),
  calendar: phrase('All calendars'),
  photos: phrase('All photos'),
};
/** Kinds whose entries are days, and numbers only. */
const DAYS: ReadonlySet<PersonalKind> = new Set(['health']);

export function personalKindsShown(kinds: readonly PersonalPresence[], locale: Locale): PersonalKinds {
  const { translate } = locale;
  const named = (reason: string) =>
    kinds.flatMap((each) => (each.state === 'absent' && each.reason === reason ? [personalKindWords(each.kind, locale)] : [])).join(', ');
  const [onlyEncrypted, notThere] = [named('only-encrypted'), named('not-there')];
  return {
    rows: kinds.flatMap(({ kind, state }) => (state === 'present' ? [{ kind, label: personalKindWords(kind, locale) }] : [])),
    notes: [
      ...(onlyEncrypted === ''
        ? []
        : [translate('Not in this backup, because only encrypted backups contain it: {kinds}.', { kinds: onlyEncrypted })]),
      ...(notThere === '' ? [] : [translate('Not in this backup: {kinds}.', { kinds: notThere })]),
    ],
  };
}

export function personalHead(kind: PersonalKind, fileID: string, facts: PersonalFacts, locale: Locale): PersonalHead {
  const { translate } = locale;
  const base = {
    kind,
    title: personalKindWords(kind, locale),
    notes: doubtWords(facts, locale),
    fileID,
    endsWithNewest: kind === 'messages',
  };
  if (facts.state === 'unknown-schema') {
    const missing = oneLine(facts.missing.slice(0, MOST_MISSING).join(', '));
    const sentence = translate('The tables of this database are not known here, so they are shown as they are. Missing: {missing}.', {
      missing,
    });
    return { ...base, sentence, isKnown: false, entries: 0 };
  }
  const { entries, groups } = facts;
  const all = ALL[kind];
  return {
    ...base,
    sentence: countWords(kind, entries, groups, locale),
    isKnown: true,
    entries,
    ...(DAYS.has(kind) ? {} : { search: translate('Search in {kind}', { kind: base.title }) }),
    ...(groups === undefined ? {} : { groups }),
    ...(groups === undefined || all === undefined ? {} : { all: translate(all, {}) }),
  };
}

/** That a search ended early; undefined if it did not. */
export function personalSearchNote({ unsearched }: { readonly unsearched?: number }, { translate, format }: Locale): string | undefined {
  if (unsearched === undefined) return undefined;
  return translate('The search took too long and ended early. Not searched: {count}.', { count: format.count(unsearched) });
}

export function personalGroupRow(
  kind: PersonalKind,
  { key, title, people, entries, time }: PersonalGroup,
  locale: Locale,
): PersonalGroupRow {
  const { translate, format } = locale;
  const month = kind === 'photos' ? (time === undefined ? translate('No date', {}) : format.month(new Date(time))) : undefined;
  const words =
    title === undefined ? (month ?? peopleWords(people, locale) ?? unnamedGroup(kind, locale)) : oneLine(title, LONGEST_TITLE_CHARS);
  const count = format.count(entries);
  const when = kind === 'messages' && time !== undefined ? format.figureDateTime(new Date(time)) : undefined;
  return { key, title: words, detail: when === undefined ? count : translate('{count} · {date}', { count, date: when }) };
}

export function personalEntryRow(kind: PersonalKind, entry: PersonalEntry, locale: Locale): PersonalEntryRow {
  const { key, title, people, text, time, side, traits, facts, files, picture } = entry;
  const isDay = traits.includes('all-day');
  const who = peopleWords(people, locale);
  // Each message has its service, which is no more than a word.
  const service = kind === 'messages' ? facts.flatMap(({ value }) => (typeof value === 'string' ? [oneLine(value, 60)] : [])) : [];
  const own = title === undefined ? undefined : oneLine(title, LONGEST_TITLE_CHARS);
  return {
    key,
    title: titleWords(kind, own, side === 'owner' ? locale.translate('Sent', {}) : who, time, locale),
    time: time === undefined ? '' : timeWords(kind, time, isDay, locale),
    ...(side === undefined ? {} : { side }),
    ...(text === undefined ? {} : { text: visibleLines(text.replace(/\r\n?/g, '\n')) }),
    traits: [
      ...(own !== undefined && who !== undefined && kind !== 'messages' ? [who] : []),
      ...traits.map((trait) => personalTraitWords(trait, locale)),
      ...service,
    ].join(' · '),
    facts: (kind === 'messages' ? [] : facts).map((fact) => ({
      label: personalFactLabel(fact, locale),
      value: personalFactValue(fact, isDay, locale),
    })),
    files: files.map(({ name, fileID }) => ({ name: oneLine(name, LONGEST_TITLE_CHARS), ...(fileID === undefined ? {} : { fileID }) })),
    ...(picture === undefined ? {} : { picture }),
    ...(kind === 'contacts' ? { portrait: key } : {}),
  };
}

/** The name of the contact is beside it. */
export function contactPictureShown({ mime, data }: ContactPicture): ShownPicture {
  return { mime, data, alt: '', quarterTurns: 0 };
}

export function smallPictureShown({ mime, data, isInside, orientation }: SmallPicture): ShownPicture {
  // Its entry names it, and a browser turns a whole picture by itself.
  return { mime, data, alt: '', quarterTurns: isInside ? turnsOf(orientation) : 0 };
}

function titleWords(
  kind: PersonalKind,
  title: string | undefined,
  who: string | undefined,
  time: number | undefined,
  locale: Locale,
): string {
  const { translate, format } = locale;
  if (kind === 'messages' && title !== undefined && who !== undefined) return translate('{who}: {title}', { who, title });
  if (DAYS.has(kind) && time !== undefined) return format.day(new Date(time));
  return title ?? who ?? translate('No name', {});
}

function timeWords(kind: PersonalKind, time: number, isDay: boolean, { format }: Locale): string {
  if (DAYS.has(kind)) return '';
  return isDay ? format.day(new Date(time), true) : format.dateTime(new Date(time));
}

/** Name and number, so that a name that was found can be checked. */
function peopleWords(people: readonly PersonalPerson[], { translate }: Locale): string | undefined {
  if (people.length === 0) return undefined;
  const [only] = people;
  if (people.length === 1 && only !== undefined) {
    const address = oneLine(only.address, LONGEST_TITLE_CHARS);
    return only.name === undefined ? address : translate('{name} ({address})', { name: oneLine(only.name, LONGEST_TITLE_CHARS), address });
  }
  const names = people.slice(0, MOST_PEOPLE).map(({ name, address }) => oneLine(name ?? address, LONGEST_TITLE_CHARS));
  const rest = people.length - names.length;
  return rest > 0 ? translate('{names} and {count} more', { names: names.join(', '), count: rest }) : names.join(', ');
}

function unnamedGroup(kind: PersonalKind, { translate }: Locale): string {
  return kind === 'messages' ? translate('In no conversation', {}) : translate('No name', {});
}

function countWords(kind: PersonalKind, entries: number, groups: number | undefined, { translate, format }: Locale): string {
  const count = format.count(entries);
  if (kind === 'messages') return translate('Messages: {count}. Conversations: {groups}.', { count, groups: format.count(groups ?? 0) });
  if (kind === 'health') {
    return translate('Days with measurements: {count}. Values are listed by the device that measured them.', { count });
  }
  return entries === 1 ? translate('1 item', {}) : translate('{count} items', { count });
}

function doubtWords({ log, isCutOff, journalIgnored }: PersonalDoubts, { translate }: Locale): string[] {
  return [
    ...(log === 'missing' ? [translate('The log of this database is missing from the backup, so newer rows can be missing.', {})] : []),
    ...(log === 'unused' ? [translate('Nothing in the log of this database is valid, so newer rows can be missing.', {})] : []),
    ...(isCutOff ? [translate('The file ends too early: rows can be missing or wrong.', {})] : []),
    ...(journalIgnored
      ? [translate('The app was writing when the backup was made, and its journal is not applied: the last change can be half there.', {})]
      : []),
  ];
}
