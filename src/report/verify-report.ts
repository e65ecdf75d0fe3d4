/** A verification as a document for programs, and as text for people. */
import type { Finding, FindingSeverity, VerifyReport } from '../backup/index.ts';
import { findingWords, oneLine, VERDICT_WORDS } from '../view/index.ts';
import { ENGLISH_CONTEXT } from './reported-result.ts';
import { resultText, type ReportFormat } from './result-text.ts';
import { verifyResult, type VerifyReportContext } from './verify-result.ts';

const SCHEMA = 'backup-lab/verify@1';
const FINDING_SCHEMA = 'backup-lab/finding@1';

/** The report of a verification as text. Ends with a line break. */
export function verifyReportText(report: VerifyReport, format: ReportFormat, context: VerifyReportContext = ENGLISH_CONTEXT): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ schema: SCHEMA, ...report }, undefined, 2)}\n`;
    case 'ndjson':
      return asLines(report);
    case 'text':
      return asPage(report);
    default:
      return resultText([verifyResult(report, context)], format, context);
  }
}

/** One line for each finding; the last line is the document without them. */
function asLines({ findings, ...rest }: VerifyReport): string {
  const lines = [...findings.map((finding) => ({ schema: FINDING_SCHEMA, ...finding })), { schema: SCHEMA, ...rest }];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'information'];
const MOST_OF_A_KIND = 20;

function asPage(report: VerifyReport): string {
  const groups = Map.groupBy(report.findings, ({ code }) => code);
  const gravestFirst = [...groups.values()].sort((a, b) => gravityOf(a) - gravityOf(b));
  const blocks = [head(report), ...gravestFirst.map((group) => groupBlock(group, report.omitted))];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function head(report: VerifyReport): string[] {
  const { backup, level, sample, verdict, counts } = report;
  const facts = [
    backup.udid ?? 'unknown device',
    ...(backup.productVersion === null ? [] : [`iOS ${backup.productVersion}`]),
    backup.encrypted === null ? 'encryption unknown' : backup.encrypted ? 'encrypted' : 'not encrypted',
    ...(backup.date === null ? [] : [backup.date]),
  ];
  return [
    `Backup   ${oneLine(backup.path, 4096)}`,
    `Device   ${facts.map((fact) => oneLine(fact)).join(', ')}`,
    `Level    ${level}${sample === undefined ? '' : ` of ${sample} files`}`,
    `Verdict  ${verdict}: ${VERDICT_WORDS[verdict].message}`,
    `Files    ${countWords(counts)}`,
    ...proofWords(report),
  ];
}

/** How far the format can prove anything at all: files without a digest stay plausible at best. */
function proofWords({ counts, provable, level }: VerifyReport): string[] {
  const total = Object.values<number>({ ...counts }).reduce((sum, count) => sum + count, 0);
  if (provable === undefined || total === 0) return [];
  const open = level !== 'full' && counts.proven < provable ? ' (--full compares all of them)' : '';
  return [`Proof    digests for ${provable} of ${total} files, ${counts.proven} of them proven${open}`];
}

function countWords(counts: VerifyReport['counts']): string {
  const words: readonly (readonly [keyof VerifyReport['counts'], string])[] = [
    ['proven', 'proven by digest'],
    ['consistent', 'consistent'],
    ['knownGap', 'with a known gap'],
    ['damaged', 'damaged'],
    ['missing', 'missing'],
    ['notChecked', 'not checked'],
  ];
  const told = words.filter(([key]) => counts[key] > 0).map(([key, word]) => `${counts[key]} ${word}`);
  return told.length === 0 ? 'none' : told.join(', ');
}

/** One heading, what to do, and the items it is about. */
function groupBlock(findings: readonly Finding[], omitted: VerifyReport['omitted']): string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const words = findingWords(first.code, 'terminal');
  const all = findings.length + (omitted?.[first.code] ?? 0);
  const count = all === 1 ? '' : ` (${all})`;
  const rest = all - MOST_OF_A_KIND;
  return [
    `${first.severity.toUpperCase()} ${first.code}: ${words.title}${count}`,
    `  ${words.action}`,
    ...findings.slice(0, MOST_OF_A_KIND).map((finding) => `  - ${itemWords(finding)}`),
    ...(rest > 0 ? [`  … and ${rest} more; --format json lists ${all === findings.length ? 'all' : findings.length}`] : []),
  ];
}

function itemWords({ domain, relativePath, fileID, message }: Finding): string {
  const name = domain === undefined ? undefined : `${domain}/${relativePath ?? ''}`;
  const where = [name, fileID].filter((part) => part !== undefined).join(' ');
  return where === '' ? oneLine(message) : `${oneLine(where, 1000)}: ${oneLine(message)}`;
}

function gravityOf([first]: readonly Finding[]): number {
  return first === undefined ? SEVERITIES.length : SEVERITIES.indexOf(first.severity);
}
