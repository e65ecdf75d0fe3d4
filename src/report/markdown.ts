/** A result as Markdown, for a comment on a change or a wiki. Untrusted text stays text: no link, no mention, no HTML, no broken table. */
import { CASE_WORDS, REPORT_HEADINGS, REPORT_NOTES } from '../view/index.ts';
import { placeOf } from './file-places.ts';
import { listedCases, type ListedState } from './listed-cases.ts';
import { listedGroups } from './listed-groups.ts';
import { cell, markdown } from './markdown-text.ts';
import type { ReportContext, ReportedItem, ReportedResult } from './reported-result.ts';

const MARKS: Readonly<Record<ListedState, string>> = { passed: '✅', noted: 'ℹ️', failed: '❌', undecided: '❔', skipped: '➖' };

/** Ends with a line break. */
export function markdownText(results: readonly ReportedResult[], context: ReportContext): string {
  return results.map((result) => pageOf(result, context)).join('\n');
}

function pageOf(result: ReportedResult, context: ReportContext): string {
  const { translate } = context.locale;
  const blocks = [
    [`# ${markdown(result.title)}`],
    [`**${markdown(result.verdict.code)}**: ${markdown(result.verdict.text)}`],
    result.about.map(({ label, text }) => `- ${markdown(label)}: ${markdown(text)}`),
    result.notes.map((note) => `> ${markdown(note)}`),
    numberTable(result),
    [`## ${markdown(result.casesTitle)}`],
    caseTable(result, context),
    [`## ${translate(REPORT_HEADINGS.findings, {})}`],
    ...findingBlocks(result, context),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function numberTable({ numbers }: ReportedResult): string[] {
  return [
    row(numbers.map(({ label }) => cell(label))),
    `|${'--:|'.repeat(numbers.length)}`,
    row(numbers.map(({ value }) => String(value))),
  ];
}

function caseTable(result: ReportedResult, { locale }: ReportContext): string[] {
  const { translate } = locale;
  const heads = [REPORT_HEADINGS.state, REPORT_HEADINGS.check, REPORT_HEADINGS.cause].map((head) => cell(translate(head, {})));
  return [
    row(heads),
    '|---|---|---|',
    ...listedCases(result, locale).map(({ state, name, words }) =>
      row([`${MARKS[state]} ${cell(translate(CASE_WORDS[state], {}))}`, cell(name), cell(words)]),
    ),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function findingBlocks(result: ReportedResult, context: ReportContext): string[][] {
  const { translate, format } = context.locale;
  const groups = listedGroups(result);
  if (groups.length === 0) return [[translate(REPORT_NOTES['nothing-found'], {})]];
  return groups.flatMap(({ rule, count, items, rest }) => [
    [`### ${markdown(rule.title)} (${format.count(count)})`],
    [`${markdown(rule.id)}: ${markdown(rule.help)}`],
    [
      ...items.flatMap((item) => itemLines(item, context)),
      ...(rest > 0 ? [`- ${translate(REPORT_NOTES['more-of-these'], { count: format.count(rest) })}`] : []),
    ],
  ]);
}

function itemLines(item: ReportedItem, context: ReportContext): string[] {
  const { message, path, details = [] } = item;
  const place = placeWords(item, context);
  const parts = [
    ...(path === undefined ? [] : [`**${markdown(path)}**: `]),
    markdown(message),
    ...(place === '' ? [] : [` (${markdown(place)})`]),
  ];
  return [`- ${parts.join('')}`, ...details.map((line) => `  - ${markdown(line)}`)];
}

/** Only of what is in a file that people write. */
export function placeWords({ file, place }: ReportedItem, { locale: { translate }, workingFolder }: ReportContext): string {
  if (file === undefined || place === undefined) return '';
  return `${placeOf(file, workingFolder).shown}, ${translate(REPORT_NOTES['in-contract'], { line: place.line, column: place.column })}`;
}
