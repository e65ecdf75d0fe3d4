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

/** A list shows the beginning of a sentence: a long path must not push out of sight what is wrong with it. */
const LONGEST_PATH_CHARS = 80;
const KEPT_OF_PATH_CHARS = 38;

/** What was found, what to do, and the whole path if it did not fit into the sentence. */
export function findingLines(finding: ContractFinding, note: string, locale: Locale): string[] {
  const { path } = finding;
  const isLong = path !== undefined && path.length > LONGEST_PATH_CHARS;
  const short = isLong ? { ...finding, path: `${path.slice(0, KEPT_OF_PATH_CHARS)}…${path.slice(-KEPT_OF_PATH_CHARS)}` } : finding;
  const { message, fix } = contractFindingWords(short, locale);
  return [note === '' ? message : `${note} ${message}`, fix, ...(isLong ? [visible(path)] : [])];
}

/** VS Code shows two values beside each other in place of the sentence: only where both say more than it does. */
function messageOf(finding: ContractFinding, rule: ContractRule, note: string, uri: Uri, locale: Locale): TestMessage {
  const { expected, actual } = finding.data;
  const hasBoth = expected !== undefined && actual !== undefined;
  const lines = [...findingLines(finding, note, locale), l10n.t('Expected: {rule}', { rule: contractRuleText(rule) })];
  const told = new TestMessage(withoutMarkup(lines.join('\n')));
  told.location = new Location(uri, rangeOf(finding.at));
  told.contextValue = finding.code;
  const shown = (value: string | number) => (finding.code === 'over-budget' ? locale.format.bytes(Number(value)) : String(value));
  if (hasBoth) [told.expectedOutput, told.actualOutput] = [withoutMarkup(shown(expected)), withoutMarkup(shown(actual))];
  return told;
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
