/** A comparison of two backups as a document for programs, and as text for people. */
import type { ComparedBackupFacts, FileDifference } from '../backup/index.ts';
import { BASIS_WORDS, CHANGE_WORDS, englishLocale, METADATA_WORDS, oneLine } from '../view/index.ts';
import { databaseLines, valueLines } from './compared-values.ts';
import type { CompareReport } from './compare-document.ts';
import { compareResult } from './compare-result.ts';
import { cell, markdown } from './markdown-text.ts';
import { ENGLISH_CONTEXT, type ReportContext } from './reported-result.ts';
import { resultText, type ReportFormat } from './result-text.ts';

const SCHEMA = 'backup-lab/compare@1';
const FILE_SCHEMA = 'backup-lab/compared-file@1';
const DATABASE_SCHEMA = 'backup-lab/compared-database@1';
const CHANGES = ['added', 'removed', 'changed', 'metadata', 'not-compared'] as const;
const MOST_OF_A_KIND = 500;
const { count, bytes } = englishLocale.format;

/** The report of a comparison as text. Ends with a line break. */
export function compareReportText(report: CompareReport, format: ReportFormat, context: ReportContext = ENGLISH_CONTEXT): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ schema: SCHEMA, ...report }, undefined, 2)}\n`;
    case 'md':
      return asMarkdown(report);
    case 'ndjson':
      return asLines(report);
    case 'text':
      return asPage(report);
    default:
      return resultText([compareResult(report, context)], format, context);
  }
}

/** One line for each file that differs and each database; the last line is the document without them. */
function asLines({ files, databases, ...rest }: CompareReport): string {
  const lines = [
    ...files.map((file) => ({ schema: FILE_SCHEMA, ...file })),
    ...databases.map((database) => ({ schema: DATABASE_SCHEMA, ...database })),
    { schema: SCHEMA, ...rest },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function asPage(report: CompareReport): string {
  const blocks = [head(report), domainLines(report), ...CHANGES.map((change) => changeBlock(report, change)), databaseBlock(report)];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head(report: CompareReport): string[] {
  return [
    `Before   ${backupWords(report.before)}`,
    `After    ${backupWords(report.after)}`,
    `Result   ${resultWords(report)}`,
    ...sameWords(report).map((line) => `Equality ${line}`),
    ...[...noteWords('A', report.before), ...noteWords('B', report.after)].map((line) => `Note     ${line}`),
  ];
}

function backupWords({ path, productVersion, encrypted, date }: ComparedBackupFacts): string {
  const facts = [
    path,
    ...(productVersion === null ? [] : [`iOS ${productVersion}`]),
    encrypted === null ? 'encryption unknown' : encrypted ? 'encrypted' : 'not encrypted',
    ...(date === null ? [] : [date]),
  ];
  return facts.map((fact) => oneLine(fact, 4096)).join(', ');
}

function resultWords({ counts, isEqual }: CompareReport): string {
  const words = [...CHANGES, 'same' as const]
    .filter((change) => counts[change] > 0)
    .map((change) => `${CHANGE_WORDS[change]}: ${count(counts[change])}`);
  return `${isEqual ? 'no differences' : 'different'}${words.length === 0 ? '' : ` (${words.join(', ')})`}`;
}

function sameWords({ sameContent }: CompareReport): string[] {
  const bases = ['proven', 'consistent', 'assumed'] as const;
  return bases
    .filter((basis) => sameContent[basis] > 0)
    .map((basis) => `${count(sameContent[basis])} files with the same content. ${BASIS_WORDS[basis]}`);
}

function noteWords(name: string, { throughJournal, isFinished, isLocked, unusableRows }: ComparedBackupFacts): string[] {
  return [
    ...(throughJournal ? [`${name} was interrupted. Its last good version was compared.`] : []),
    ...(!isFinished && !throughJournal ? [`${name} was not finished, or its property lists are damaged.`] : []),
    ...(isLocked ? [`${name} is encrypted and was compared without its password.`] : []),
    ...(unusableRows > 0
      ? [`${name} has ${count(unusableRows)} rows in its list of files that cannot be used and were not compared.`]
      : []),
  ];
}

function changedDomains({ domains }: CompareReport): CompareReport['domains'] {
  return domains.filter(({ counts }) => CHANGES.some((change) => counts[change] > 0));
}

function domainLines(report: CompareReport): string[] {
  const lines = changedDomains(report).map(({ domain, counts, bytesBefore, bytesAfter }) => {
    const words = CHANGES.filter((change) => counts[change] > 0).map(
      (change) => `${CHANGE_WORDS[change].toLowerCase()} ${count(counts[change])}`,
    );
    return `  ${oneLine(domain)}: ${words.join(', ')}; ${bytes(bytesBefore)} before, ${bytes(bytesAfter)} after`;
  });
  return lines.length === 0 ? [] : ['Domains', ...cut(lines)];
}

function changeBlock({ files, counts }: CompareReport, change: FileDifference['change']): string[] {
  const found = files.filter((file) => file.change === change);
  if (found.length === 0) return [];
  return [`${CHANGE_WORDS[change]} (${count(counts[change])})`, ...cut(found.flatMap(fileLines))];
}

function fileLines(file: FileDifference): string[] {
  return [`  ${nameOf(file)}${factWords(file)}`, ...valueLines(file).map((line) => `      ${line}`)];
}

function nameOf({ domain, relativePath }: Pick<FileDifference, 'domain' | 'relativePath'>): string {
  return oneLine(`${domain}/${relativePath}`, 1000);
}

function factWords(file: FileDifference): string {
  const facts = [
    ...sizeWords(file),
    ...(file.before !== undefined && file.after !== undefined && file.before.kind !== file.after.kind
      ? [`${file.before.kind} → ${file.after.kind}`]
      : []),
    ...(file.before?.target !== undefined && file.after?.target !== undefined && file.before.target !== file.after.target
      ? [oneLine(`→ ${file.before.target} / → ${file.after.target}`)]
      : []),
    ...(file.fields ?? []).map((field) => METADATA_WORDS[field]),
    ...(file.basis === undefined ? [] : [file.basis]),
    ...(file.problems ?? []).map(({ side, code }) => `cannot be read in ${side === 'before' ? 'A' : 'B'}: ${code}`),
  ];
  return facts.length === 0 ? '' : ` (${facts.join(', ')})`;
}

function sizeWords({ before, after }: FileDifference): string[] {
  const [one, other] = [before, after].map((version) => (version?.kind === 'file' ? version.size : undefined));
  if (one !== undefined && other !== undefined) return one === other ? [bytes(one)] : [`${bytes(one)} → ${bytes(other)}`];
  const size = one ?? other;
  return size === undefined ? [] : [bytes(size)];
}

function databaseBlock({ databases, omittedDatabases }: CompareReport): string[] {
  if (databases.length === 0) return [];
  const more = omittedDatabases > 0 ? [`  … and ${count(omittedDatabases)} more databases that were not compared row by row`] : [];
  return [
    'Databases',
    ...databases.flatMap((database) => [`  ${nameOf(database)}`, ...databaseLines(database).map((line) => `      ${line}`)]),
    ...more,
  ];
}

function cut(lines: readonly string[]): string[] {
  const rest = lines.length - MOST_OF_A_KIND;
  return rest <= 0 ? [...lines] : [...lines.slice(0, MOST_OF_A_KIND), `  … and ${count(rest)} more lines; --json lists all`];
}

function asMarkdown(report: CompareReport): string {
  const lines = [
    '# Comparison of two backups',
    '',
    ...head(report).map((line) => `- ${markdown(line)}`),
    '',
    '| Domain | Added | Removed | Changed | Metadata | Not compared | Bytes before | Bytes after |',
    '|---|--:|--:|--:|--:|--:|--:|--:|',
    ...changedDomains(report).map(
      ({ domain, counts, bytesBefore, bytesAfter }) =>
        `| ${cell(domain)} | ${CHANGES.map((change) => counts[change]).join(' | ')} | ${bytesBefore} | ${bytesAfter} |`,
    ),
    ...CHANGES.flatMap((change) => markdownBlock(report, change)),
    ...(report.databases.length === 0 ? [] : ['', '## Databases', '']),
    ...report.databases.flatMap((database) => [
      `- ${markdown(nameOf(database))}`,
      ...databaseLines(database).map((line) => `  - ${markdown(line)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function markdownBlock({ files, counts }: CompareReport, change: FileDifference['change']): string[] {
  const found = files.filter((file) => file.change === change);
  if (found.length === 0) return [];
  const lines = found.flatMap((file) => [
    `- ${markdown(`${nameOf(file)}${factWords(file)}`)}`,
    ...valueLines(file).map((line) => `  - ${markdown(line)}`),
  ]);
  return ['', `## ${CHANGE_WORDS[change]} (${counts[change]})`, '', ...cut(lines)];
}
