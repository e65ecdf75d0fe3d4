/** The page that says what survives a backup and a restore: per app and file by file, each answer with what it rests on. */
import type { AppSize, FileSurvival, Survival, SurvivalAnswer, SurvivalCounts, SurvivalQuestion, SurvivalSurvey } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { ownerWords } from './owner-words.ts';
import { phrase, type Translate } from './phrase.ts';
import { visible } from './plain-text.ts';
import { protectionWords } from './protection-words.ts';
import type {
  ReportDetail,
  ReportFilter,
  ReportGroup,
  ReportHead,
  ReportNote,
  ReportRow,
  ReportSection,
  ReportTone,
} from './report-page.ts';
import { MOST_GROUPS, reportWords, waitingHead, type ReportStanding } from './report-states.ts';
import { splitPath } from './split-path.ts';
import { SURVIVAL_EVIDENCE_WORDS, SURVIVAL_QUESTION_WORDS, SURVIVAL_REASON_WORDS } from './survive-words.ts';

/** A file in the list. Answers are shared by files with the same ones. */
export type SurvivingFile = Pick<FileSurvival, 'domain' | 'relativePath' | 'size' | 'protectionClass' | 'survival'>;

/** What was found out about a backup. */
export interface SurvivalFound {
  readonly survey: SurvivalSurvey;
  /** The first files; there may be more. */
  readonly files: readonly SurvivingFile[];
  /** Whose domains are whose. */
  readonly apps: readonly AppSize[];
}

const QUESTIONS: readonly SurvivalQuestion[] = ['unencrypted', 'encrypted', 'samePhone', 'otherPhone'];

/** A choice of files, and what holds for them; the first that fits gives a row its words. */
const KINDS = {
  unknown: { label: phrase('Not known'), tone: 'warning', fits: (survival) => QUESTIONS.some((each) => survival[each].survives === null) },
  'not-same': { label: phrase('Not restored'), tone: 'removed', fits: ({ samePhone }) => samePhone.survives === false },
  'not-other': { label: phrase('Same phone only'), tone: 'removed', fits: ({ otherPhone }) => otherPhone.survives === false },
  'not-plain': { label: phrase('Encrypted only'), tone: 'changed', fits: ({ unencrypted }) => unencrypted.survives === false },
} as const satisfies Readonly<
  Record<string, { readonly label: string; readonly tone: ReportTone; readonly fits: (survival: Survival) => boolean }>
>;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];
const EVERYWHERE = phrase('Survives');

/** All of the page but rows and details. */
export function survivalPage(standing: ReportStanding<SurvivalFound>, name: string, locale: Locale): ReportHead {
  const { translate } = locale;
  const base = { title: translate('What survives', {}), words: reportWords(locale) };
  if (standing.kind === 'there') return { ...base, ...summaryOf(standing.result, standing.isOutdated, name, locale) };
  const words = {
    working: translate('Looking at every file', {}),
    canceled: translate('This was canceled.', {}),
    again: translate('Look Again', {}),
  };
  return { ...base, lines: [{ label: translate('Backup', {}), text: name }], ...waitingHead(standing, words, locale) };
}

function summaryOf(found: SurvivalFound, isOutdated: boolean, name: string, locale: Locale): Omit<ReportHead, 'title' | 'words'> {
  const { translate, format } = locale;
  const { survey, files } = found;
  const { total } = survey;
  const listed = KIND_NAMES.map((id) => ({ id, count: files.filter(({ survival }) => KINDS[id].fits(survival)).length }));
  return {
    lines: [
      { label: translate('Backup', {}), text: [name, encryptionOf(survey, translate)].join(' · ') },
      ...QUESTIONS.map((question) => ({
        label: translate(SURVIVAL_QUESTION_WORDS[question], {}),
        text: totalWords(total.counts[question], locale),
      })),
    ],
    notes: notesOf(found, isOutdated, locale),
    buttons: [
      ...(isOutdated ? [{ action: 'retry' as const, label: translate('Look Again', {}), isMain: true }] : []),
      { action: 'keychain', label: translate('Show Keychain', {}) },
    ],
    ...(total.files > 0
      ? {}
      : {
          state: {
            icon: 'empty',
            title: translate('No files', {}),
            text: translate('The list of files of this backup has no file.', {}),
            buttons: [],
          },
        }),
    kindsLabel: translate('What becomes of files', {}),
    kinds: [
      { id: '', label: translate('All files', {}), count: format.count(total.files) },
      ...listed
        .filter(({ count }) => count > 0)
        .map(({ id, count }) => ({ id, label: translate(KINDS[id].label, {}), count: format.count(count) })),
    ],
    groupsTitle: translate('By app', {}),
    groupColumns: [translate('Unencrypted', {}), translate('Other phone', {})],
    groups: groupsOf(found, locale),
    nameColumn: translate('Name', {}),
    columns: [
      { label: translate('In short', {}), width: 124 },
      ...SHORT_QUESTIONS.map((label) => ({ label: translate(label, {}), width: 88 })),
    ],
  };
}

const SHORT_QUESTIONS = [phrase('Unencrypted'), phrase('Encrypted'), phrase('Same phone'), phrase('Other phone')] as const;

function encryptionOf({ encrypted }: SurvivalSurvey, translate: Translate): string {
  if (encrypted === null) return translate('encryption unknown', {});
  return encrypted ? translate('encrypted', {}) : translate('not encrypted', {});
}

/** "120 files yes, 4 no (90 assumed)". */
function totalWords({ yes, no, unknown, assumed }: SurvivalCounts, { translate, format }: Locale): string {
  const parts = [
    translate('{count} yes', { count: format.count(yes) }),
    ...(no > 0 ? [translate('{count} no', { count: format.count(no) })] : []),
    ...(unknown > 0 ? [translate('{count} not known', { count: format.count(unknown) })] : []),
  ];
  return assumed === 0
    ? parts.join(', ')
    : translate('{parts} ({count} of these answers are assumed)', { parts: parts.join(', '), count: format.count(assumed) });
}

function notesOf({ survey, files }: SurvivalFound, isOutdated: boolean, { translate, format }: Locale): ReportNote[] {
  const notes: ReportNote[] = [];
  if (isOutdated) notes.push({ tone: 'warning', text: translate('The backup has changed since this was found out.', {}) });
  const rest = survey.total.files - files.length;
  if (rest > 0) {
    const text = translate('{count} more files are counted above but not listed here. The numbers of the choices are of the listed ones.', {
      count: format.count(rest),
    });
    notes.push({ tone: 'warning', text });
  }
  if (survey.unusableRows > 0) {
    const count = format.count(survey.unusableRows);
    notes.push({
      tone: 'warning',
      text: translate('{count} rows of the list of files cannot be read. Nothing is said about them.', { count }),
    });
  }
  notes.push({
    tone: 'quiet',
    text: translate('A question mark means that the answer is assumed: no rule is known that contradicts it.', {}),
  });
  return notes;
}

function groupsOf({ survey, apps }: SurvivalFound, locale: Locale): ReportGroup[] {
  const byDomain = new Map(survey.domains.map((each) => [each.domain, each]));
  const groups = apps.map((app) => {
    const domains = app.domains.flatMap(({ domain }) => byDomain.get(domain) ?? []);
    const sum = (question: SurvivalQuestion): SurvivalCounts => ({
      yes: domains.reduce((all, { counts }) => all + counts[question].yes, 0),
      no: domains.reduce((all, { counts }) => all + counts[question].no, 0),
      unknown: domains.reduce((all, { counts }) => all + counts[question].unknown, 0),
      assumed: domains.reduce((all, { counts }) => all + counts[question].assumed, 0),
    });
    return { app, unencrypted: sum('unencrypted'), otherPhone: sum('otherPhone') };
  });
  const lost = (counts: SurvivalCounts) => counts.no + counts.unknown;
  return groups
    .filter(({ app }) => app.files > 0)
    .sort((one, other) => lost(other.otherPhone) + lost(other.unencrypted) - lost(one.otherPhone) - lost(one.unencrypted))
    .slice(0, MOST_GROUPS)
    .map(({ app, unencrypted, otherPhone }) => ({
      id: `${app.kind} ${app.id}`,
      ...ownerWords(app, locale.translate),
      cells: [countWords(unencrypted, locale), countWords(otherPhone, locale)],
    }));
}

/** "all", "12/14?": how many get a yes, with a mark if any of the answers is assumed. */
function countWords({ yes, no, unknown, assumed }: SurvivalCounts, { translate, format }: Locale): string {
  const all = yes + no + unknown;
  const words = yes === all ? translate('all', {}) : yes === 0 ? translate('none', {}) : `${format.count(yes)}/${format.count(all)}`;
  return assumed > 0 ? `${words}?` : words;
}

/** A row of the list. */
export function survivalRow({ domain, relativePath, survival }: SurvivingFile, key: number, { translate }: Locale): ReportRow {
  const { folder, name } = splitPath(relativePath);
  const short = shortOf(survival, translate);
  return {
    key,
    tone: short.tone,
    folder: visible(folder),
    name: visible(name === '' ? domain : name),
    cells: [short.label, ...QUESTIONS.map((question) => answerWord(survival[question], translate))],
  };
}

/** What becomes of something in a word or two; with a question mark where good news is no more than assumed. */
export function shortOf(
  survival: Survival,
  translate: Translate,
  questions: readonly SurvivalQuestion[] = QUESTIONS,
): { readonly label: string; readonly tone: ReportTone } {
  const kind = KIND_NAMES.find((each) => KINDS[each].fits(survival) && (each !== 'not-plain' || questions.includes('unencrypted')));
  if (kind !== undefined) return { label: translate(KINDS[kind].label, {}), tone: KINDS[kind].tone };
  const isAssumed = questions.some((question) => survival[question].evidence === 'assumed');
  const label = translate(EVERYWHERE, {});
  return isAssumed ? { label: `${label}?`, tone: 'quiet' } : { label, tone: 'added' };
}

function answerWord({ survives, evidence }: SurvivalAnswer, translate: Translate): string {
  const word = survives === null ? translate('not known', {}) : survives ? translate('yes', {}) : translate('no', {});
  return evidence === 'assumed' ? `${word}?` : word;
}

/** The places of the files that fit. */
export function chosenFiles({ files, apps }: SurvivalFound, { text, kind, group }: ReportFilter): Uint32Array {
  const app = group === '' ? undefined : apps.find((each) => `${each.kind} ${each.id}` === group);
  const domains = group === '' ? undefined : new Set(app?.domains.map(({ domain }) => domain));
  const wanted = text.toLowerCase();
  const fits = Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind].fits : undefined;
  const places: number[] = [];
  for (const [place, { domain, relativePath, survival }] of files.entries()) {
    if (fits?.(survival) === false) continue;
    if (domains?.has(domain) === false) continue;
    if (wanted !== '' && !`${domain}/${relativePath}`.toLowerCase().includes(wanted)) continue;
    places.push(place);
  }
  return Uint32Array.from(places);
}

/** One file in full. */
export function survivalDetail({ domain, relativePath, size, protectionClass, survival }: SurvivingFile, locale: Locale): ReportDetail {
  const { translate, format } = locale;
  const { name } = splitPath(relativePath);
  const words = protectionWords(protectionClass);
  const facts = [
    [translate('Size', {}), format.bytes(size)],
    [
      translate('Protection class', {}),
      words === undefined ? String(protectionClass) : `${String(protectionClass)} – ${translate(words, {})}`,
    ],
  ];
  return {
    title: visible(name === '' ? domain : name),
    lead: `${visible(domain)}/${visible(relativePath)}`,
    buttons: [{ action: 'browse', label: translate('Show in Backup', {}) }],
    sections: [questionSection(survival, locale), { title: translate('The file', {}), rows: facts.map((cells) => ({ cells })) }],
  };
}

/** The four questions with answer, reason and evidence. */
export function questionSection(survival: Survival, { translate }: Locale): ReportSection {
  return {
    title: translate('What survives', {}),
    columns: [translate('Question', {}), translate('Answer', {}), translate('Why', {})],
    rows: QUESTIONS.map((question) => {
      const answer = survival[question];
      const { survives, evidence, reason } = answer;
      return {
        tone: survives === null ? ('warning' as const) : survives ? ('quiet' as const) : ('removed' as const),
        cells: [
          translate(SURVIVAL_QUESTION_WORDS[question], {}),
          answerWord(answer, translate),
          `${translate(SURVIVAL_REASON_WORDS[reason], {})} ${translate(SURVIVAL_EVIDENCE_WORDS[evidence], {})}`,
        ],
      };
    }),
  };
}
