/** The page that compares two backups: its summary, its rows and their choice. */
import type { AppDifference, BackupDifference, ChangeCounts, ComparedBackupFacts, FileChange, FileDifference } from '../backup/index.ts';
import { BASIS_WORDS, CHANGE_WORDS } from './compare-words.ts';
import { domainWords } from './domain-words.ts';
import type { Locale } from './locale.ts';
import { ownerWords } from './owner-words.ts';
import { phrase } from './phrase.ts';
import { visible } from './plain-text.ts';
import type { ReportColumn, ReportFilter, ReportGroup, ReportHead, ReportKind, ReportNote, ReportRow, ReportTone } from './report-page.ts';
import { MOST_GROUPS, reportWords, waitingHead, type ReportStanding } from './report-states.ts';
import { splitPath } from './split-path.ts';

/** What the two are called: device and date. */
interface ComparedNames {
  readonly before: string;
  readonly after: string;
}

interface KnownComparison {
  readonly difference: BackupDifference;
  readonly names: ComparedNames;
  readonly isOutdated: boolean;
}

const CHANGES: readonly FileChange[] = ['added', 'removed', 'changed', 'metadata', 'not-compared'];
const TONES: Readonly<Record<FileChange, ReportTone>> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  metadata: 'quiet',
  'not-compared': 'warning',
};
/** In a narrow column. */
const ROW_WORDS: Readonly<Record<FileChange, string>> = { ...CHANGE_WORDS, metadata: phrase('Metadata') };

/** All of the page but rows and details. */
export function comparePage(standing: ReportStanding<BackupDifference>, names: ComparedNames, locale: Locale): ReportHead {
  const { translate } = locale;
  const base = { title: translate('Comparison of two backups', {}), words: reportWords(locale) };
  if (standing.kind === 'there') {
    return { ...base, ...summaryOf({ difference: standing.result, isOutdated: standing.isOutdated, names }, locale) };
  }
  const words = {
    working: translate('Comparing the backups', {}),
    canceled: translate('The comparison was canceled.', {}),
    again: translate('Compare Again', {}),
  };
  const lines = [
    { label: translate('Before', {}), text: names.before },
    { label: translate('After', {}), text: names.after },
  ];
  return { ...base, lines, ...waitingHead(standing, words, locale) };
}

function summaryOf(known: KnownComparison, locale: Locale): Omit<ReportHead, 'title' | 'words'> {
  const { difference, isOutdated } = known;
  const { translate, format } = locale;
  const differing = CHANGES.reduce((sum, change) => sum + difference.counts[change], 0);
  return {
    lines: compareLines(known, locale),
    notes: compareNotes(known, locale),
    buttons: [
      ...(isOutdated ? [{ action: 'retry' as const, label: translate('Compare Again', {}), isMain: true }] : []),
      { action: 'export', label: translate('Export…', {}) },
      { action: 'swap', label: translate('Swap', {}) },
      { action: 'choose-other', label: translate('Compare with Another…', {}) },
    ],
    ...(differing > 0 ? {} : { state: emptyState(difference, locale) }),
    kindsLabel: translate('Kinds of differences', {}),
    kinds: [
      { id: '', label: translate('All differences', {}), count: format.count(differing) },
      ...CHANGES.filter((change) => difference.counts[change] > 0).map((change): ReportKind => ({
        id: change,
        label: translate(CHANGE_WORDS[change], {}),
        count: format.count(difference.counts[change]),
      })),
    ],
    groupsTitle: translate('By app', {}),
    groupColumns: [translate('Differences', {}), translate('Size', {})],
    groups: compareGroups(difference.apps, locale),
    nameColumn: translate('Name', {}),
    columns: compareColumns(locale),
  };
}

function compareLines({ difference, names }: KnownComparison, { translate, format }: Locale): ReportHead['lines'] {
  const bytes = (field: 'bytesBefore' | 'bytesAfter') => difference.domains.reduce((sum, each) => sum + each[field], 0);
  const line = (name: string, { productVersion, encrypted }: ComparedBackupFacts, size: number) =>
    [
      name,
      productVersion === null ? undefined : `iOS ${visible(productVersion)}`,
      encrypted === null ? undefined : encrypted ? translate('encrypted', {}) : translate('not encrypted', {}),
      format.bytes(size),
    ]
      .filter((part) => part !== undefined)
      .join(' · ');
  return [
    { label: translate('Before', {}), text: line(names.before, difference.before, bytes('bytesBefore')) },
    { label: translate('After', {}), text: line(names.after, difference.after, bytes('bytesAfter')) },
    { label: translate('The same', {}), text: sameWords(difference, { translate, format }) },
  ];
}

/** How many files are the same, and what that rests on: never more than is known. */
function sameWords({ sameContent, counts }: BackupDifference, { translate, format }: Locale): string {
  const { proven, consistent, assumed } = sameContent;
  const parts = [
    proven > 0 ? translate('{count} proven', { count: format.count(proven) }) : undefined,
    consistent > 0 ? translate('{count} by their records', { count: format.count(consistent) }) : undefined,
    assumed > 0 ? translate('{count} assumed', { count: format.count(assumed) }) : undefined,
  ].filter((part) => part !== undefined);
  const all = counts.same === 1 ? translate('1 entry', {}) : translate('{count} entries', { count: format.count(counts.same) });
  return parts.length === 0 ? all : translate('{all}. Content of files: {parts}', { all, parts: parts.join(', ') });
}

function compareNotes({ difference, names, isOutdated }: KnownComparison, { translate, format }: Locale): ReportNote[] {
  const notes: ReportNote[] = [];
  const warn = (text: string) => notes.push({ tone: 'warning', text });
  if (isOutdated) warn(translate('One of the backups has changed since this comparison was made.', {}));
  const sides = [
    [names.before, difference.before],
    [names.after, difference.after],
  ] as const;
  if (difference.before.udid !== null && difference.after.udid !== null && difference.before.udid !== difference.after.udid) {
    warn(translate('The backups are of two different devices.', {}));
  }
  for (const [name, facts] of sides) {
    if (facts.throughJournal) warn(translate('The last run of {name} was interrupted. Its last good version was compared.', { name }));
    else if (!facts.isFinished) warn(translate('{name} was not finished, or its property lists are damaged.', { name }));
    if (facts.isLocked) warn(translate('{name} was compared without its password. The content of encrypted files was not read.', { name }));
    if (facts.unusableRows > 0) {
      const count = format.count(facts.unusableRows);
      warn(translate('{name}: {count} rows of the list of files cannot be used and were not compared.', { name, count }));
    }
  }
  if (difference.omitted > 0) {
    const count = format.count(difference.omitted);
    warn(translate('{count} more differences are counted but not listed. An export lists no more than this page.', { count }));
  }
  if (difference.sameContent.assumed > 0) notes.push({ tone: 'quiet', text: translate(BASIS_WORDS.assumed, {}) });
  if (difference.sameContent.consistent > 0) notes.push({ tone: 'quiet', text: translate(BASIS_WORDS.consistent, {}) });
  return notes;
}

/** "No differences" is a strong word: what was left out, or rests on little, is said with it. */
function emptyState({ isEqual, sameContent }: BackupDifference, { translate }: Locale): NonNullable<ReportHead['state']> {
  const isProven = sameContent.consistent + sameContent.assumed === 0;
  const text = isEqual
    ? isProven
      ? translate('Both backups have the same files, and the content of each was compared.', {})
      : translate('Both backups have the same files, as far as their records say. Not all content was read.', {})
    : translate('No file differs, but not everything could be compared.', {});
  return { icon: isEqual ? 'empty' : 'warning', title: translate('No differences', {}), text, buttons: [] };
}

function compareGroups(apps: readonly AppDifference[], locale: Locale): ReportGroup[] {
  const { translate, format } = locale;
  const changed = apps.filter(({ counts }) => differences(counts) > 0);
  return changed.slice(0, MOST_GROUPS).map((app): ReportGroup => ({
    id: `${app.kind} ${app.id}`,
    ...ownerWords(app, translate),
    cells: [format.count(differences(app.counts)), growthWords(app.bytesAfter - app.bytesBefore, locale)],
  }));
}

function differences(counts: ChangeCounts): number {
  return CHANGES.reduce((sum, change) => sum + counts[change], 0);
}

/** "+12 kB", "−3 MB", or nothing. */
function growthWords(bytes: number, { format }: Locale): string {
  if (bytes === 0) return '±0';
  return `${bytes > 0 ? '+' : '−'}${format.bytes(Math.abs(bytes))}`;
}

function compareColumns({ translate }: Locale): ReportColumn[] {
  return [
    { label: translate('Change', {}) },
    { label: translate('In', {}) },
    { label: translate('Before', {}), isNumber: true },
    { label: translate('After', {}), isNumber: true },
  ];
}

/** A row of the list. */
export function compareRow(file: FileDifference, key: number, { translate, format }: Locale): ReportRow {
  const { folder, name } = splitPath(file.relativePath);
  const { label, meaning } = domainWords(file.domain);
  const size = (version: FileDifference['before']) => (version?.kind === 'file' ? format.bytes(version.size) : '');
  return {
    key,
    tone: TONES[file.change],
    folder: visible(folder),
    name: visible(name === '' ? '/' : name),
    cells: [
      translate(ROW_WORDS[file.change], {}),
      visible(meaning === undefined ? label : translate(meaning, {})),
      size(file.before),
      size(file.after),
    ],
  };
}

/** The places in the list of the files that fit. */
export function chosenDifferences({ files, apps }: BackupDifference, { text, kind, group }: ReportFilter): Uint32Array {
  const app = group === '' ? undefined : apps.find((each) => `${each.kind} ${each.id}` === group);
  const domains = group === '' ? undefined : new Set(app?.domains);
  const wanted = text.toLowerCase();
  const places: number[] = [];
  for (const [place, { change, domain, relativePath }] of files.entries()) {
    if (kind !== '' && change !== kind) continue;
    if (domains?.has(domain) === false) continue;
    if (wanted !== '' && !`${domain}/${relativePath}`.toLowerCase().includes(wanted)) continue;
    places.push(place);
  }
  return Uint32Array.from(places);
}
