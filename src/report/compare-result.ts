/** A comparison of two backups in the form that all reports share. */
import type { ComparedBackupFacts, DatabaseChange, FileChange, FileDifference } from '../backup/index.ts';
import {
  CHANGE_WORDS,
  COMPARED_WORDS,
  DIFFERENCE_BASIS_WORDS,
  METADATA_WORDS,
  REPORT_HEADINGS,
  REPORT_LABELS,
  REPORT_NOTES,
  REPORT_TITLES,
  codeWords,
  oneLine,
  type Locale,
} from '../view/index.ts';
import { backupOnOneLine } from './about-backup.ts';
import type { CompareReport } from './compare-document.ts';
import { databaseLines, valueLines } from './compared-values.ts';
import type { CaseState, ReportContext, ReportedCase, ReportedItem, ReportedResult, ReportTone } from './reported-result.ts';

const CHANGES = ['added', 'removed', 'changed', 'metadata', 'not-compared'] as const satisfies readonly FileChange[];
const TONES: Readonly<Record<FileChange | 'same', ReportTone>> = {
  added: 'quiet',
  removed: 'quiet',
  changed: 'quiet',
  metadata: 'quiet',
  'not-compared': 'doubt',
  same: 'quiet',
};
const MOST_LINES = 50;

/** What `compare` found, as every format but text, JSON and Markdown shows it. */
export function compareResult(report: CompareReport, { locale }: ReportContext): ReportedResult {
  const { translate } = locale;
  const rows = new Map(report.databases.map((database) => [keyOf(database), database]));
  const items = report.files.map((file) => itemOf(file, report, rows.get(keyOf(file)), locale));
  const verdict = verdictOf(report);
  return {
    kind: 'compare',
    title: translate(REPORT_TITLES.compare, {}),
    about: [
      { label: translate(REPORT_LABELS.before, {}), text: backupOnOneLine(report.before, locale) },
      { label: translate(REPORT_LABELS.after, {}), text: backupOnOneLine(report.after, locale) },
    ],
    verdict: { code: verdict, text: translate(COMPARED_WORDS[verdict], {}), tone: verdict === 'unknown' ? 'doubt' : 'quiet' },
    numbers: [...CHANGES, 'same' as const].map((change) => ({
      label: translate(CHANGE_WORDS[change], {}),
      value: report.counts[change],
      tone: report.counts[change] === 0 ? 'quiet' : TONES[change],
    })),
    notes: [
      ...noteWords('A', report.before, locale),
      ...noteWords('B', report.after, locale),
      ...(report.omitted > 0 || report.omittedDatabases > 0 ? [translate(REPORT_NOTES['findings-cut'], {})] : []),
    ],
    rules: CHANGES.filter((change) => report.counts[change] > 0).map((change) => ({
      id: `compare/${change}`,
      title: translate(CHANGE_WORDS[change], {}),
      help: translate(CHANGE_WORDS[change], {}),
      level: 'note',
      weaknesses: [],
    })),
    items,
    casesTitle: translate(REPORT_HEADINGS.changes, {}),
    cases: [...CHANGES.map((change) => caseOf(change, report, items, locale)), rowsCase(report, locale)],
  };
}

function keyOf({ domain, relativePath }: Pick<FileDifference, 'domain' | 'relativePath'>): string {
  return `${domain}\0${relativePath}`;
}

/** Nothing that could not be compared makes two backups equal. */
function verdictOf({ isEqual, counts }: CompareReport): 'equal' | 'different' | 'unknown' {
  if (isEqual) return 'equal';
  return CHANGES.some((change) => change !== 'not-compared' && counts[change] > 0) ? 'different' : 'unknown';
}

function noteWords(name: string, facts: ComparedBackupFacts, { translate, format }: Locale): string[] {
  const { throughJournal, isFinished, isLocked, unusableRows } = facts;
  return [
    ...(throughJournal ? [translate(REPORT_NOTES['was-interrupted'], { name })] : []),
    ...(!isFinished && !throughJournal ? [translate(REPORT_NOTES['not-finished'], { name })] : []),
    ...(isLocked ? [translate(REPORT_NOTES['compared-locked'], { name })] : []),
    ...(unusableRows > 0 ? [translate(REPORT_NOTES['rows-left-out'], { name, count: format.count(unusableRows) })] : []),
  ];
}

function itemOf(
  file: FileDifference,
  { before, after }: CompareReport,
  database: DatabaseChange | undefined,
  locale: Locale,
): ReportedItem {
  const { translate } = locale;
  const { change, domain, relativePath } = file;
  const facts = factsOf(file, locale);
  const details = [...valueLines(file), ...(database === undefined ? [] : databaseLines(database))];
  return {
    rule: `compare/${change}`,
    code: change,
    level: 'note',
    isOpen: change === 'not-compared',
    message: `${translate(CHANGE_WORDS[change], {})}${facts.length === 0 ? '' : `: ${facts.join(', ')}`}`,
    file: change === 'removed' ? before.path : after.path,
    path: `${domain}/${relativePath}`,
    ...(details.length === 0 ? {} : { details }),
    evidence: {
      ...(file.basis === undefined ? {} : { basis: file.basis }),
      ...(file.fields === undefined ? {} : { fields: file.fields }),
      ...(file.problems === undefined ? {} : { problems: file.problems }),
      ...sizesOf(file),
    },
    identity: [change, domain, relativePath].join('\n'),
  };
}

function sizesOf({ before, after }: FileDifference): { before?: number; after?: number } {
  return {
    ...(before?.kind === 'file' ? { before: before.size } : {}),
    ...(after?.kind === 'file' ? { after: after.size } : {}),
  };
}

function factsOf(file: FileDifference, locale: Locale): string[] {
  const { translate, format } = locale;
  const { before, after } = sizesOf(file);
  const sizes = [...new Set([before, after].flatMap((size) => (size === undefined ? [] : [format.bytes(size)])))];
  return [
    ...(sizes.length === 0 ? [] : [sizes.join(' → ')]),
    ...(file.fields ?? []).map((field) => translate(METADATA_WORDS[field], {})),
    ...(file.basis === undefined || file.change === 'metadata' ? [] : [translate(DIFFERENCE_BASIS_WORDS[file.basis], {})]),
    ...(file.problems ?? []).map(({ side, code }) => `${side === 'before' ? 'A' : 'B'}: ${codeWords(code, locale)}`),
  ];
}

/** A test that says "no file was added": whoever runs a comparison as a test demands that nothing differs. */
function caseOf(change: (typeof CHANGES)[number], report: CompareReport, items: readonly ReportedItem[], locale: Locale): ReportedCase {
  const { translate, format } = locale;
  const all = report.counts[change];
  const base = { name: translate(COMPARED_WORDS[`no-${change}`], {}), group: 'compare', code: change };
  if (all === 0) return { ...base, state: 'passed', lines: [] };
  const own = items.filter(({ code }) => code === change).slice(0, MOST_LINES);
  const lines = own.flatMap(({ path = '', message, details = [] }) => [
    `${oneLine(path, 1000)}: ${message}`,
    ...details.map((line) => `  ${line}`),
  ]);
  const more = (listed: number) => translate(REPORT_NOTES['more-of-these'], { count: format.count(all - listed) });
  const state: CaseState = change === 'not-compared' ? 'undecided' : 'failed';
  const cause = `${lines[0] ?? translate(CHANGE_WORDS[change], {})}${all > 1 ? ` (${more(1)})` : ''}`;
  return { ...base, state, cause, lines: [...lines, ...(all > own.length ? [more(own.length)] : [])] };
}

function rowsCase({ before, after }: CompareReport, locale: Locale): ReportedCase {
  const base = { name: locale.translate(COMPARED_WORDS['no-unusable'], {}), group: 'compare', code: 'rows-left-out' };
  const only = ({ unusableRows }: ComparedBackupFacts): ComparedBackupFacts => ({
    ...before,
    throughJournal: false,
    isFinished: true,
    isLocked: false,
    unusableRows,
  });
  const lines = [...noteWords('A', only(before), locale), ...noteWords('B', only(after), locale)];
  const [cause] = lines;
  return cause === undefined ? { ...base, state: 'passed', lines } : { ...base, state: 'undecided', cause, lines };
}
