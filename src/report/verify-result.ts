/** A verification in the form that all reports share. */
import type { Finding, FindingCode, FindingSeverity, VerifyReport } from '../backup/index.ts';
import {
  REPORT_FACTS,
  REPORT_HEADINGS,
  REPORT_LABELS,
  REPORT_NOTES,
  REPORT_NUMBERS,
  REPORT_TITLES,
  SKIP_REASONS,
  VERDICT_WORDS,
  findingWords,
  oneLine,
  type Locale,
} from '../view/index.ts';
import { aboutBackup } from './about-backup.ts';
import type { ReportContext, ReportedCase, ReportedItem, ReportedLevel, ReportedResult, ReportTone } from './reported-result.ts';
import { CHECKED_CODES, notLookedFor, severityOf } from './verify-scopes.ts';

export interface VerifyReportContext extends ReportContext {
  /** A backup that is partial on purpose passes. */
  readonly allowPartial?: boolean;
}

const LEVELS: Readonly<Record<FindingSeverity, ReportedLevel>> = { error: 'error', warning: 'warning', information: 'note' };
const TONES: Readonly<Record<'information' | 'warning' | 'error', ReportTone>> = { information: 'good', warning: 'doubt', error: 'bad' };
const NUMBER_TONES: Readonly<Record<keyof VerifyReport['counts'], ReportTone>> = {
  proven: 'good',
  consistent: 'good',
  knownGap: 'quiet',
  damaged: 'bad',
  missing: 'bad',
  notChecked: 'doubt',
};
const MOST_LINES = 50;

/** What `verify` found, as every format but text and JSON shows it. */
export function verifyResult(report: VerifyReport, context: VerifyReportContext): ReportedResult {
  const { locale } = context;
  const { translate } = locale;
  const codes = [...new Set(report.findings.map(({ code }) => code))];
  const { message, severity } = VERDICT_WORDS[report.verdict];
  return {
    kind: 'verify',
    title: translate(REPORT_TITLES.verify, {}),
    about: [...aboutBackup(report.backup, locale), { label: translate(REPORT_LABELS.level, {}), text: levelWords(report, locale) }],
    verdict: { code: report.verdict, text: translate(message, {}), tone: report.verdict === 'incomplete' ? 'bad' : TONES[severity] },
    numbers: (Object.keys(NUMBER_TONES) as (keyof VerifyReport['counts'])[]).map((name) => ({
      label: translate(REPORT_NUMBERS[name], {}),
      value: report.counts[name],
      tone: report.counts[name] === 0 ? 'quiet' : NUMBER_TONES[name],
    })),
    notes: report.omitted === undefined ? [] : [translate(REPORT_NOTES['findings-cut'], {})],
    rules: codes.map((code) => ({
      id: `verify/${code}`,
      title: translate(findingWords(code, 'terminal').title, {}),
      help: translate(findingWords(code, 'terminal').action, {}),
      level: LEVELS[severityOf(code)],
      weaknesses: [],
    })),
    items: report.findings.map((finding) => itemOf(finding, report, locale)),
    casesTitle: translate(REPORT_HEADINGS.checks, {}),
    cases: [verdictCase(report, context), ...CHECKED_CODES.map((code) => caseOf(code, report, locale))],
  };
}

function levelWords({ level, sample = 0 }: VerifyReport, { translate, format }: Locale): string {
  return translate(REPORT_FACTS[level], { count: format.count(sample) });
}

function itemOf(finding: Finding, { backup }: VerifyReport, { translate }: Locale): ReportedItem {
  const { code, severity, domain, relativePath, fileID, message, evidence } = finding;
  const path = domain === undefined ? undefined : `${domain}/${relativePath ?? ''}`;
  const stored = typeof evidence.file === 'string' ? `/${evidence.file}` : '';
  return {
    rule: `verify/${code}`,
    code,
    level: LEVELS[severity],
    isOpen: false,
    message: oneLine(message, 1000),
    fix: translate(findingWords(code, 'terminal').action, {}),
    file: `${backup.path}${stored}`,
    ...(path === undefined ? {} : { path }),
    evidence: { ...evidence, ...(fileID === undefined ? {} : { fileID }) },
    identity: [code, path ?? '', fileID ?? '', stored].join('\n'),
  };
}

/** It fails whenever the command ends with another status than 0. */
function verdictCase(
  { verdict, backup }: VerifyReport,
  { locale: { translate }, allowPartial = false }: VerifyReportContext,
): ReportedCase {
  const { message, severity } = VERDICT_WORDS[verdict];
  const isPassed = severity === 'information' || (verdict === 'partial' && allowPartial);
  const text = translate(message, {});
  return {
    name: 'verdict',
    group: 'verify',
    state: isPassed ? 'passed' : verdict === 'unconfirmed' || verdict === 'partial' ? 'undecided' : 'failed',
    ...(isPassed ? {} : { cause: `${verdict}: ${text}` }),
    lines: isPassed ? [] : [oneLine(backup.path, 4096)],
    note: `${verdict}: ${text}`,
    code: verdict,
  };
}

/** Only what is an error fails: a warning does not make a backup bad, and is told all the same. */
function caseOf(code: FindingCode, report: VerifyReport, { translate, format }: Locale): ReportedCase {
  const { title, action } = findingWords(code, 'terminal');
  const found = report.findings.filter((finding) => finding.code === code);
  const all = found.length + (report.omitted?.[code] ?? 0);
  const base = { name: code, looksFor: translate(title, {}), group: 'verify', code };
  if (all === 0) {
    const reason = notLookedFor(code, report);
    return reason === undefined
      ? { ...base, state: 'passed', lines: [] }
      : { ...base, state: 'skipped', cause: translate(SKIP_REASONS[reason], {}), lines: [] };
  }
  const listed = found.slice(0, MOST_LINES).map(lineOf);
  const more = all > listed.length ? [translate(REPORT_NOTES['more-of-these'], { count: format.count(all - listed.length) })] : [];
  const lines = [...listed, ...more, translate(action, {})];
  if (severityOf(code) !== 'error') return { ...base, state: 'passed', lines: [], note: lines.join('\n') };
  const cause = `${listed[0] ?? translate(title, {})}${all > 1 ? ` (${translate(REPORT_NOTES['more-of-these'], { count: format.count(all - 1) })})` : ''}`;
  return { ...base, state: 'failed', cause, lines };
}

function lineOf({ domain, relativePath, fileID, message }: Finding): string {
  const where = [domain === undefined ? undefined : `${domain}/${relativePath ?? ''}`, fileID]
    .filter((part) => part !== undefined)
    .join(' ');
  return where === '' ? oneLine(message, 1000) : `${oneLine(where, 1000)}: ${oneLine(message, 1000)}`;
}
