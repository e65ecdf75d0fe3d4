/** What a run says about a rule: messages on its line, and lines of the output. */
import { Location, TestMessage, l10n, type Uri } from 'vscode';
import type { ContractFinding, ContractReport, ContractRule, RuleOutcome } from '../../backup/index.ts';
import { contractBasisWords, contractFindingWords, contractRuleText, visible, withoutMarkup, type Locale } from '../../view/index.ts';
import { rangeOf } from './contract-files.ts';

/** Of one rule; more say nothing more. */
const MOST_MESSAGES = 50;

/** One report about a contract, and what stands before its sentences: the version of the phone, if there are several. */
export interface NotedReport {
  readonly report: ContractReport;
  readonly note: string;
}

/** What is to be said about one rule in one report, the breaches or else the doubts. */
export function messagesAbout(index: number, { report, note }: NotedReport, uri: Uri, locale: Locale): TestMessage[] {
  const outcome = report.rules[index];
  if (outcome === undefined || outcome.state === 'kept') return [];
  const wanted = outcome.state === 'broken' ? 'breach' : 'doubt';
  const findings = report.findings.filter(({ rule, kind }) => rule === index && kind === wanted);
  const messages = findings.slice(0, MOST_MESSAGES).map((finding) => messageOf(finding, outcome.rule, note, uri, locale));
  const rest = outcome.breaches - messages.length;
  if (rest > 0) messages.push(plainMessage(l10n.t('{count} more are not listed here.', { count: rest }), outcome.rule, uri));
  return messages.length > 0 ? messages : [plainMessage(l10n.t('This rule could not be decided.'), outcome.rule, uri)];
}

function messageOf(finding: ContractFinding, rule: ContractRule, note: string, uri: Uri, locale: Locale): TestMessage {
  const { message, fix } = contractFindingWords(finding, locale);
  const told = new TestMessage(withoutMarkup([note, message, fix].filter((part) => part !== '').join(' ')));
  told.location = new Location(uri, rangeOf(finding.at));
  told.contextValue = finding.code;
  const { expected, actual } = factsOf(finding, rule, message, locale);
  told.expectedOutput = withoutMarkup(expected);
  told.actualOutput = withoutMarkup(actual);
  return told;
}

/** In the words of the contract where it has some. */
function factsOf(
  { code, data }: ContractFinding,
  rule: ContractRule,
  message: string,
  { format }: Locale,
): { expected: string; actual: string } {
  const shown = (value: string | number) => (code === 'over-budget' ? format.bytes(Number(value)) : String(value));
  const hasBoth = data.expected !== undefined && data.actual !== undefined;
  return hasBoth ? { expected: shown(data.expected), actual: shown(data.actual) } : { expected: contractRuleText(rule), actual: message };
}

function plainMessage(words: string, { at }: ContractRule, uri: Uri): TestMessage {
  const told = new TestMessage(words);
  told.location = new Location(uri, rangeOf(at));
  return told;
}

const MARKS = { kept: '✓', broken: '✗', undecided: '?' } as const;

/** What became of a rule, and what that rests on, as a line of the output. */
export function outcomeLine({ rule, state, basis }: RuleOutcome, note: string, locale: Locale): string {
  const parts = [MARKS[state], note, l10n.t('line {line}', { line: rule.at.line }), contractRuleText(rule)];
  const rests = l10n.t('rests {basis}', { basis: contractBasisWords(basis, locale) });
  return visible(`${parts.filter((part) => part !== '').join(' ')} · ${rests}`);
}

/** Of what was held against the contract, and which paths no rule names. */
export function reportLines({ report, note }: NotedReport, locale: Locale): string[] {
  const { files, unnamed, unnamedPaths } = report.coverage;
  const numbers = { unnamed: locale.format.count(unnamed), files: locale.format.count(files) };
  const coverage =
    unnamed === 0 ? l10n.t('Every file is named by a rule.') : l10n.t('Files that no rule names: {unnamed} of {files}.', numbers);
  const start = note === '' ? '' : `${note} `;
  return [`${start}${coverage}`, ...unnamedPaths.slice(0, MOST_MESSAGES).map((path) => `  ${path}`)].map(visible);
}
