/** A result as one page of HTML that needs nothing else: no script, no network. Every name in it is text. */
import { CASE_WORDS, REPORT_HEADINGS, REPORT_NOTES, type Locale } from '../view/index.ts';
import { HTML_STYLE } from './html-style.ts';
import { listedCases, type ListedState } from './listed-cases.ts';
import { listedGroups } from './listed-groups.ts';
import { placeWords } from './markdown.ts';
import type { ReportContext, ReportedItem, ReportedResult, ReportTone } from './reported-result.ts';
import { xmlAttribute, xmlText } from './xml-text.ts';

const TONES: Readonly<Record<ListedState, ReportTone>> = {
  passed: 'good',
  noted: 'quiet',
  failed: 'bad',
  undecided: 'doubt',
  skipped: 'quiet',
};
const LEVEL_TONES: Readonly<Record<ReportedItem['level'], ReportTone>> = { error: 'bad', warning: 'doubt', note: 'quiet' };
/** Nothing is loaded and nothing runs, whatever a name in the page says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Ends with a line break. */
export function htmlText(results: readonly ReportedResult[], context: ReportContext): string {
  const verdicts = [...new Set(results.map(({ verdict }) => verdict.code))].join(', ');
  const lines = [
    '<!DOCTYPE html>',
    `<html lang="${xmlAttribute(context.language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${xmlText(`${results[0]?.title ?? ''}: ${verdicts}`)}</title>`,
    `<style>${HTML_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...results.flatMap((result) => ['<article>', ...articleOf(result, context), '</article>']),
    `<footer>iOS Backup Lab ${xmlText(context.version ?? '')}</footer>`,
    '</main>',
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

function articleOf(result: ReportedResult, context: ReportContext): string[] {
  const { locale } = context;
  return [...head(result), ...numbers(result, locale), ...notes(result), ...cases(result, locale), ...findings(result, context)];
}

function head({ title, verdict, about }: ReportedResult): string[] {
  return [
    '<header>',
    `<h1>${xmlText(title)}</h1>`,
    `<p class="verdict ${verdict.tone}"><strong>${xmlText(verdict.code)}</strong> <span>${xmlText(verdict.text)}</span></p>`,
    '<dl>',
    ...about.map(({ label, text }) => `<div><dt>${xmlText(label)}</dt><dd>${name(text)}</dd></div>`),
    '</dl>',
    '</header>',
  ];
}

/** The direction of a name ends where it ends. */
function name(text: string): string {
  return `<bdi>${xmlText(text)}</bdi>`;
}

function numbers({ numbers }: ReportedResult, { translate, format }: Locale): string[] {
  return [
    `<ul class="numbers" aria-label="${xmlAttribute(translate(REPORT_HEADINGS.numbers, {}))}">`,
    ...numbers.map(({ label, value, tone }) => `<li class="${tone}"><b>${format.count(value)}</b> <span>${xmlText(label)}</span></li>`),
    '</ul>',
  ];
}

function notes({ notes }: ReportedResult): string[] {
  return notes.map((note) => `<p class="note">${xmlText(note)}</p>`);
}

function cases(result: ReportedResult, locale: Locale): string[] {
  const { translate } = locale;
  const heads = [REPORT_HEADINGS.state, REPORT_HEADINGS.check, REPORT_HEADINGS.cause];
  return [
    `<h2>${xmlText(result.casesTitle)}</h2>`,
    '<div class="wide"><table>',
    `<thead><tr>${heads.map((text) => `<th scope="col">${xmlText(translate(text, {}))}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...listedCases(result, locale).map(
      ({ state, name: title, words }) => `<tr><td>${pill(state, translate)}</td><td>${name(title)}</td><td>${name(words)}</td></tr>`,
    ),
    '</tbody>',
    '</table></div>',
  ];
}

function pill(state: ListedState, translate: Locale['translate']): string {
  return `<span class="pill ${TONES[state]}">${xmlText(translate(CASE_WORDS[state], {}))}</span>`;
}

function findings(result: ReportedResult, context: ReportContext): string[] {
  const { translate, format } = context.locale;
  const groups = listedGroups(result);
  return [
    `<h2>${xmlText(translate(REPORT_HEADINGS.findings, {}))}</h2>`,
    ...(groups.length === 0 ? [`<p>${xmlText(translate(REPORT_NOTES['nothing-found'], {}))}</p>`] : []),
    ...groups.flatMap(({ rule, count, items, rest }) => [
      `<section class="${LEVEL_TONES[rule.level]}">`,
      `<h3>${xmlText(rule.title)} <small>${format.count(count)}</small></h3>`,
      `<p class="help"><code>${xmlText(rule.id)}</code> ${xmlText(rule.help)}</p>`,
      '<ul class="items">',
      ...items.map((item, index) => itemEntry(item, items.findIndex(({ fix }) => fix === item.fix) === index, context)),
      ...(rest > 0 ? [`<li>${xmlText(translate(REPORT_NOTES['more-of-these'], { count: format.count(rest) }))}</li>`] : []),
      '</ul>',
      '</section>',
    ]),
  ];
}

/** What to do is said once. */
function itemEntry(item: ReportedItem, isFirst: boolean, context: ReportContext): string {
  const { path, message, fix, details = [] } = item;
  const place = placeWords(item, context);
  const parts = [
    ...(path === undefined ? [] : [`<code class="path">${name(path)}</code>`]),
    `<p>${name(message)}${place === '' ? '' : ` <small>${name(place)}</small>`}</p>`,
    ...(details.length === 0 ? [] : [`<ul>${details.map((line) => `<li>${name(line)}</li>`).join('')}</ul>`]),
    // What every finding of a kind has in common stands above them.
    ...(fix === undefined || !isFirst || item.rule.startsWith('verify/') ? [] : [`<p class="fix">${xmlText(fix)}</p>`]),
  ];
  return `<li>${parts.join('')}</li>`;
}
